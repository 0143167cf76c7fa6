"""Keyphrases: compounds joined over GiNZA's tokens, stop-listed and scored from the remark alone."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from pipeline.annotate.matching import Match
from pipeline.annotate.parses import Parse
from pipeline.tables import Keyword

RULES = Path(__file__).with_name("keywords.yaml")
OPENING, CLOSING = "「『“〈《", "」』”〉》"
TOPIC = frozenset("はがもを")


@dataclass(frozen=True, slots=True)
class KeywordRules:
    """What `keywords.yaml` says; tags are prefixes of Sudachi's, words are normalised forms."""

    joined: tuple[str, ...]
    never_last: tuple[str, ...]
    never_first: tuple[str, ...]
    edges: frozenset[str]
    stop: frozenset[str]
    vague: tuple[str, ...]
    counting: tuple[str, ...]
    weights: Mapping[str, float]
    minimum: float


@lru_cache(maxsize=1)
def load_keyword_rules() -> KeywordRules:
    """The rules of `keywords.yaml`."""
    rules = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return KeywordRules(
        joined=tuple(rules["joined"]),
        never_last=tuple(rules["never_last"]),
        never_first=tuple(rules["never_first"]),
        edges=frozenset(rules["edges"]),
        stop=frozenset(rules["stop"]),
        vague=tuple(rules["vague"]),
        counting=tuple(rules["counting"]),
        weights=rules["weights"],
        minimum=rules["minimum"],
    )


def keywords_in(
    text: str,
    parse: Parse,
    concepts: Sequence[Match],
    terms: Sequence[Match],
    rules: KeywordRules,
    limit: int,
) -> list[Keyword]:
    """The best keyphrases of a text, best first, each normalised form once at its first place.

    Args:
        text: the remark.
        parse: its parse.
        concepts: policy concepts found in it (`entry` is the concept id).
        terms: lexicon terms found in it.
        rules: what makes a keyphrase.
        limit: how many to keep.

    Returns:
        Keyphrases with scores of 0 to 1.

    """
    spans = list(_candidates(text, parse, concepts, rules))
    norms = ["".join(parse.norms[first : last + 1]) for first, last in spans]
    times = Counter(norms)
    concept_at = {(match.start, match.end): match.entry for match in concepts}
    term_at = {(match.start, match.end) for match in terms}
    best: dict[str, Keyword] = {}
    for (first, last), norm in zip(spans, norms, strict=True):
        if norm in best:
            continue
        start, end = parse.starts[first], parse.ends[last]
        facts = _facts(text, parse, first, last, rules)
        facts["concept"] = (start, end) in concept_at
        facts["term"] = (start, end) in term_at
        facts["partial"] = not facts["concept"] and any(start <= match.start and match.end <= end for match in concepts)
        facts["repeated"] = times[norm] > 1
        score = rules.weights["base"] + sum(rules.weights[name] for name, holds in facts.items() if holds)
        if score >= rules.minimum:
            score = min(1.0, round(score, 4))
            best[norm] = Keyword(text[start:end], norm, start, end, score, concept_at.get((start, end)))
    return sorted(best.values(), key=lambda keyword: (-keyword.score, keyword.start))[:limit]


def _facts(text: str, parse: Parse, first: int, last: int, rules: KeywordRules) -> dict[str, bool]:
    start, end = parse.starts[first], parse.ends[last]
    pieces = bisect_left(parse.morpheme_starts, end) - bisect_left(parse.morpheme_starts, start)
    return {
        "joined": pieces > 1,
        "long": pieces > 3,
        "quoted": text[start - 1 : start] in OPENING
        and text[end : end + 1] in CLOSING
        and start > 0
        and end < len(text),
        "topic": text[end : end + 1] in TOPIC and end < len(text),
        "vague": first == last and any(mark in parse.tags[first] for mark in rules.vague),
    }


def _candidates(text: str, parse: Parse, concepts: Sequence[Match], rules: KeywordRules) -> Iterator[tuple[int, int]]:
    """First and last token of each phrase, in order."""
    inside = [False] * (len(parse.starts) + 1)
    for match in concepts:
        for i in range(bisect_right(parse.starts, match.start), bisect_left(parse.starts, match.end)):
            inside[i] = True
    begins = set(parse.bunsetu)
    run: list[int] = []
    for i, tag in enumerate(parse.tags):
        joins = inside[i] or _joins(text, parse, i, rules)
        adjacent = bool(run) and parse.starts[i] == parse.ends[i - 1]
        if run and not (joins and (inside[i] or (adjacent and i not in begins))):
            yield from _trimmed(parse, run, inside, rules)
            run = []
        if joins and (run or inside[i + 1] or not tag.startswith(rules.never_first)):
            run.append(i)
    if run:
        yield from _trimmed(parse, run, inside, rules)


def _joins(text: str, parse: Parse, i: int, rules: KeywordRules) -> bool:
    if parse.tags[i].startswith(rules.joined):
        return True
    # a dot between katakana words joins a name, between others it separates a list
    return (
        0 < i < len(parse.tags) - 1
        and text[parse.starts[i] : parse.ends[i]] == "・"
        and _is_katakana(text, parse, i - 1)
        and _is_katakana(text, parse, i + 1)
    )


def _is_katakana(text: str, parse: Parse, i: int) -> bool:
    return all("ァ" <= character <= "ー" for character in text[parse.starts[i] : parse.ends[i]])


def _trimmed(parse: Parse, run: list[int], inside: list[bool], rules: KeywordRules) -> Iterator[tuple[int, int]]:
    first, last = run[0], run[-1]
    while first <= last and not inside[first + 1] and parse.norms[first] in rules.edges:
        first += 1
    while last >= first and not inside[last] and _ends_badly(parse, last, rules):
        last -= 1
    if first > last or all(_is_empty(parse, i, rules) for i in range(first, last + 1)):
        return
    yield first, last


def _ends_badly(parse: Parse, i: int, rules: KeywordRules) -> bool:
    return parse.norms[i] in rules.edges or parse.tags[i].startswith((*rules.never_last, "補助記号"))


def _is_empty(parse: Parse, i: int, rules: KeywordRules) -> bool:
    short = parse.ends[i] - parse.starts[i] == 1
    return short or parse.norms[i] in rules.stop or parse.tags[i].startswith(rules.counting)
