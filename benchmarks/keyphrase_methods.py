"""Published keyphrase methods on GiNZA's tokens, to stand beside Ronten's.

YAKE (Campos et al., 2020; the authors' package) sees each token as a made-up word, because its own tokenizer cuts
Japanese in the wrong places; whatever is no noun is a stop word, which a phrase may hold but not begin or end with.
MultipartiteRank (Boudin, 2018) and TopicRank (Bougouin et al., 2013) follow their papers: candidates are the longest
noun sequences, topics come from average-linkage clustering of candidates that share at least a quarter of their words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import networkx as nx
import numpy as np
import yake
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import pdist

from pipeline.annotate.parses import Parse

NOUNS = ("名詞", "接頭辞", "接尾辞-名詞的", "記号-文字")
DISTANCE = 0.74
ALPHA = 1.1


@dataclass(frozen=True, slots=True)
class Candidate:
    """A noun sequence: its text, its words, and the tokens it begins at."""

    text: str
    words: frozenset[str]
    places: list[int]


def yake_phrases(text: str, parse: Parse) -> list[str]:
    """YAKE's phrases of up to five tokens, best first."""
    surfaces = [text[start:end] for start, end in zip(parse.starts, parse.ends, strict=True)]
    names = {surface: f"word{_letters(i)}" for i, surface in enumerate(dict.fromkeys(surfaces))}
    shown = {name: surface for surface, name in names.items()}
    words = []
    stop = set()
    for surface, tag in zip(surfaces, parse.tags, strict=True):
        if tag.startswith("補助記号"):
            words.append("." if tag == "補助記号-句点" else ",")
            continue
        words.append(names[surface])
        if not tag.startswith(NOUNS):
            stop.add(names[surface])
    # no two of the made-up words are variants of each other, however alike their letters
    extractor = yake.KeywordExtractor(lan="ja", n=5, dedup_lim=1.0, top=20, stopwords=stop)
    found = extractor.extract_keywords(" ".join(words))
    return ["".join(shown.get(word, "") for word in phrase.lower().split()) for phrase, _ in found]


def topic_rank(text: str, parse: Parse) -> list[str]:
    """The first candidate of each topic, topics ranked by PageRank over their distances in the text."""
    candidates = _candidates(text, parse)
    topics = _topics(candidates)
    graph = nx.Graph()
    graph.add_nodes_from(range(len(topics)))
    for (a, first), (b, second) in combinations(enumerate(topics), 2):
        graph.add_edge(a, b, weight=sum(_closeness(x, y) for x in first for y in second))
    ranks = nx.pagerank(graph, weight="weight") if topics else {}
    best = sorted(ranks, key=lambda topic: -ranks[topic])
    return [min(topics[topic], key=lambda candidate: candidate.places[0]).text for topic in best]


def multipartite_rank(text: str, parse: Parse) -> list[str]:
    """Candidates ranked by PageRank over a graph of candidates of different topics, early ones promoted."""
    candidates = _candidates(text, parse)
    topics = _topics(candidates)
    topic_of = {candidate.text: i for i, topic in enumerate(topics) for candidate in topic}
    weights = {
        (a.text, b.text): _closeness(a, b)
        for a, b in permutations(candidates, 2)
        if topic_of[a.text] != topic_of[b.text]
    }
    adjusted = dict(weights)
    for topic in topics:
        first = min(topic, key=lambda candidate: candidate.places[0])
        others = [candidate for candidate in topic if candidate is not first]
        early = ALPHA * float(np.exp(1 / (1 + first.places[0])))
        for outside in {a for a, _ in weights} - {candidate.text for candidate in topic}:
            gain = sum(weights[(other.text, outside)] for other in others)
            adjusted[(outside, first.text)] += early * gain
    graph = nx.DiGraph()
    graph.add_nodes_from(candidate.text for candidate in candidates)
    graph.add_weighted_edges_from((a, b, weight) for (a, b), weight in adjusted.items())
    ranks = nx.pagerank(graph, weight="weight") if candidates else {}
    return sorted(ranks, key=lambda name: -ranks[name])


def _candidates(text: str, parse: Parse) -> list[Candidate]:
    runs: list[list[int]] = [[]]
    for i, tag in enumerate(parse.tags):
        if tag.startswith(NOUNS):
            if runs[-1] and parse.starts[i] != parse.ends[i - 1]:
                runs.append([])
            runs[-1].append(i)
        else:
            runs.append([])
    places: dict[str, list[int]] = {}
    words: dict[str, frozenset[str]] = {}
    for run in runs:
        if run:
            phrase = text[parse.starts[run[0]] : parse.ends[run[-1]]]
            places.setdefault(phrase, []).append(run[0])
            words[phrase] = frozenset(parse.norms[i] for i in run)
    return [Candidate(phrase, words[phrase], at) for phrase, at in places.items()]


def _topics(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    if len(candidates) < 2:
        return [[candidate] for candidate in candidates]
    vocabulary = sorted({word for candidate in candidates for word in candidate.words})
    rows = np.array([[word in candidate.words for word in vocabulary] for candidate in candidates])
    clusters = fcluster(linkage(pdist(rows, "jaccard"), "average"), DISTANCE, "distance")
    return [
        [candidate for candidate, own in zip(candidates, clusters, strict=True) if own == number]
        for number in sorted(set(clusters))
    ]


def _closeness(a: Candidate, b: Candidate) -> float:
    return sum(1 / abs(x - y) for x in a.places for y in b.places if x != y)


def _letters(number: int) -> str:
    # YAKE treats words with digits apart
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))
