"""Invented rows of `labeled_remarks` for the tests of report, exports, notebooks and recipes."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pipeline.codebook import load_codebook
from pipeline.report import Material
from pipeline.stages import paths
from pipeline.tables import Meeting, labeled_schema, to_table, write_table

CODEBOOK = load_codebook(paths.CODEBOOK)
THRESHOLD, MARGIN = 0.3, 0.2

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
FORMULA = "=cmd()|' /C calc'!A0"
REVERSED = "電力は\u202e安い\u202cとは言えない。\u200f"
LONG = "長い発言である。" * 1250
HOSTILE = (SCRIPT, FORMULA, REVERSED, LONG)

FIRST, SECOND = date(2024, 4, 1), date(2024, 6, 3)


def row(
    order: int, text: str, evidence: Mapping[str, Sequence[str]] | None = None, /, **columns: Any
) -> dict[str, Any]:
    """A row that carries the themes of `evidence`, each through the given words of the text."""
    found = evidence or {}
    spans = [
        {"theme": theme, "text": word, "start": text.index(word), "end": text.index(word) + len(word), "weight": 2.0}
        for theme, words in found.items()
        for word in words
    ]
    scores = {f"score_{theme}": 0.875 if theme in found else 0.0625 for theme in CODEBOOK.theme_ids}
    known = {
        "remark_id": f"{order:016x}",
        "meeting_id": "denki-01",
        "meeting_title": "第1回 電気会議",
        "meeting_number": 1,
        "date": FIRST,
        "agenda": "議題1",
        "speaker": None,
        "turn": None,
        "order": order,
        "kind": "remark",
        "text": text,
        "source": "denki-01.txt",
        "page": None,
        "start": 10 * order,
        "end": 10 * order + len(text),
        "quality": 1.0,
        "keywords": [word for words in found.values() for word in words],
        "entities": [],
        "themes": CODEBOOK.in_order(set(found)),
        **{f"theme_{theme}": theme in found for theme in CODEBOOK.theme_ids},
        **scores,
        "evidence": spans,
        "needs_review": False,
        "label_source": "model",
        "codebook_version": CODEBOOK.version,
        "model_version": "0123456789ab",
    }
    return known | columns


def rows() -> list[dict[str, Any]]:
    """Nine remarks of two meetings: energy and talent together, a flagged one, a coded one, and the hostile four."""
    second = {"meeting_id": "minato-02", "meeting_title": "第2回 港湾会議", "meeting_number": 2, "date": SECOND}
    second |= {"source": "minato 02.pdf", "page": 3, "agenda": "その他", "speaker": "港委員", "turn": 1}
    return [
        row(1, "電力を支える人材が足りない。", {"energy": ["電力"], "talent": ["人材"]}),
        row(2, "電力の価格を下げるべき。", {"energy": ["電力"]}, score_finance=0.28125, needs_review=True),
        row(
            3,
            "予算を増やすことを求める。",
            {"finance": ["予算"]},
            label_source="human",
            score_energy=0.5,
            score_finance=0.125,
        ),
        *(row(4 + i, text, agenda=f"議題2{SCRIPT}") for i, text in enumerate(HOSTILE)),
        row(
            1,
            "港の人材を確保する。",
            {"talent": ["港の人材", "人材"], "maritime_logistics": ["港"]},
            **second | {"remark_id": "a" * 16},
        ),
        row(2, "本日の天気の話。", **second | {"quality": 0.75, "remark_id": "b" * 16}),
    ]


MEETINGS = [
    Meeting("minato-02", "第2回 港湾会議", 2, SECOND, None, ["その他"], "minato 02.pdf", "verbatim"),
    Meeting("denki-01", "第1回 電気会議", 1, FIRST, "会議室A", ["議題1", "空の議題"], "denki-01.txt", "bullets"),
]

METRICS = {
    "headline": {
        "remarks": 41,
        "human_agreement": {"pairwise_f1": 0.91, "krippendorff_alpha": 0.9},
        "model": {
            "micro_f1": {"value": 0.82, "low": 0.73, "high": 0.9},
            "macro_f1": {"value": 0.81, "low": 0.66, "high": 0.88},
            "precision": 0.86,
            "recall": 0.78,
            "exact_match": 0.61,
        },
        "new_rule": {"micro_f1": {"value": 0.5, "low": 0.4, "high": 0.6}},
    },
    "themes": {"energy": {"remarks": 5, "precision": 1.0, "recall": 0.8, "f1": 0.8889}},
    "corpus": {"remarks": 3984, "micro_f1": 0.7952},
}


def material(**parts: Any) -> Material:
    """Everything the report needs, made of the invented rows."""
    known = {
        "rows": rows(),
        "meetings": MEETINGS,
        "refused": [{"source": "x.pdf", "reason": "is encrypted", "remedy": "Save a copy."}],
        "codebook": CODEBOOK,
        "thresholds": dict.fromkeys(CODEBOOK.theme_ids, THRESHOLD),
        "review_margin": MARGIN,
        "metrics": METRICS,
    }
    return Material(**known | parts)


def write_rows(path: Path, found: Sequence[dict[str, Any]] | None = None) -> Path:
    """Write rows, the invented ones when none are given, as the pipeline would."""
    schema = labeled_schema(CODEBOOK.theme_ids)
    write_table(to_table(rows() if found is None else found, schema), path, schema)
    return path
