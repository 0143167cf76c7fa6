"""Keyphrases, concepts and entities of the real minutes against what coders wrote down for them.

    python -m benchmarks.keywords

Reads the tables that `make repro` builds and data/labels/keyphrases.jsonl: two independent codings of keyphrases and
concepts, one of entities. Writes metrics/keywords.json.

Keyphrases are compared as sets of printed phrases per remark, exactly; each method is scored against either coder and
the two F1 are averaged. The published methods give a ranking without an end: each gets the number of phrases per
remark that serves it best on these very remarks, Ronten keeps its own cut. A concept found (not one inside another)
is right if either coder wrote it; one that both coders wrote must be found, alone or inside another. An entity is
right if text and label are those of the coding; plain GiNZA's are given the same labels without the rules of
`entities.yaml`.

The gazetteer and the stop list were written with these remarks in view, so Ronten's figures are those of a fit, not
of a forecast.
"""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.keyphrase_methods import multipartite_rank, topic_rank, yake_phrases
from pipeline.annotate.entities import load_entity_rules
from pipeline.annotate.model import parse_texts
from pipeline.annotate.parses import Parse
from pipeline.files import write_text
from pipeline.settings import PROJECT
from pipeline.stages import paths
from pipeline.tables import Annotation, read_annotations, read_remarks

CODED = paths.LABELS / "keyphrases.jsonl"
RESULT = PROJECT / "metrics/keywords.json"
MOST = 15

Sets = list[set[Any]]
Method = Callable[[str, Parse], list[str]]


def main() -> None:
    """Measure, print and write."""
    coded = _coded(CODED)
    texts = {row.remark_id: row.text for row in read_remarks(paths.REMARKS_TABLE)}
    rows = {row.remark_id: row for row in read_annotations(paths.ANNOTATIONS_TABLE)}
    ids = list(coded["coder-a"])
    shown = [texts[i] for i in ids]
    parses = parse_texts(shown)
    annotations = [rows[i] for i in ids]
    coders = [coded["coder-a"], coded["coder-b"]]
    phrases: list[Sets] = [[set(coder[i]["keyphrases"]) for i in ids] for coder in coders]
    concepts: list[Sets] = [[set(coder[i]["concepts"]) for i in ids] for coder in coders]
    entities = [{tuple(entity) for entity in coded["coder-e"][i]["entities"]} for i in ids]
    figures = {
        "remarks": len(ids),
        "keywords": {
            "coders_f1": _scores(phrases[0], phrases[1])["f1"],
            "ronten": _against([{k.text for k in row.keywords} for row in annotations], phrases),
            "multipartite_rank": _best_cut(multipartite_rank, shown, parses, phrases),
            "topic_rank": _best_cut(topic_rank, shown, parses, phrases),
            "yake": _best_cut(yake_phrases, shown, parses, phrases),
        },
        "concepts": _concept_scores(annotations, concepts),
        "entities": {
            "ronten": _scores([_entities(row) for row in annotations], entities),
            "ginza": _scores([_plain(t, p) for t, p in zip(shown, parses, strict=True)], entities),
        },
    }
    print(json.dumps(figures, indent=2))
    write_text(RESULT, json.dumps(figures, indent=2) + "\n")


def _coded(path: Path) -> dict[str, dict[str, Any]]:
    """Rows by coder and remark id."""
    coded: dict[str, dict[str, Any]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        coded.setdefault(row["coder"], {})[row["remark_id"]] = row
    return coded


def _scores(found: Sequence[set[Any]], coded: Sequence[set[Any]]) -> dict[str, float]:
    """Precision, recall and F1 over all remarks together."""
    right = sum(len(a & b) for a, b in zip(found, coded, strict=True))
    given, wanted = sum(map(len, found)), sum(map(len, coded))
    return {
        "precision": round(right / given, 4) if given else 0.0,
        "recall": round(right / wanted, 4) if wanted else 0.0,
        "f1": round(2 * right / (given + wanted), 4) if given + wanted else 0.0,
    }


def _against(found: Sets, coders: Sequence[Sets]) -> dict[str, float]:
    """Means over the coders."""
    each = [_scores(found, coded) for coded in coders]
    return {name: round(sum(scores[name] for scores in each) / len(each), 4) for name in each[0]}


def _best_cut(
    method: Method, texts: Sequence[str], parses: Sequence[Parse], coders: Sequence[Sets]
) -> dict[str, float]:
    ranked = [method(text, parse) for text, parse in zip(texts, parses, strict=True)]
    cuts = [
        _against([set(phrases[:cut]) for phrases in ranked], coders) | {"phrases_per_remark": cut}
        for cut in range(1, MOST + 1)
    ]
    return max(cuts, key=lambda scores: scores["f1"])


def _concept_scores(annotations: Sequence[Annotation], coders: Sequence[Sets]) -> dict[str, float]:
    right = given = met = wanted = 0
    for row, first, second in zip(annotations, *coders, strict=True):
        found = [entity for entity in row.entities if entity.concept]
        outer = {
            a.text
            for a in found
            if not any(b.start <= a.start and a.end <= b.end and b.end - b.start > a.end - a.start for b in found)
        }
        right += len(outer & (first | second))
        given += len(outer)
        met += len(first & second & {entity.text for entity in found})
        wanted += len(first & second)
    return {"precision": round(right / given, 4), "recall": round(met / wanted, 4)}


def _entities(row: Annotation) -> set[tuple[str, str]]:
    return {(entity.text, entity.label) for entity in row.entities if entity.label != "concept"}


def _plain(text: str, parse: Parse) -> set[tuple[str, str]]:
    labels = load_entity_rules().label_of
    return {(text[start:end], labels.get(kind, kind)) for start, end, kind in parse.entities}


if __name__ == "__main__":
    main()
