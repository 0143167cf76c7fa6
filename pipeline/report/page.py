"""The page itself: everything counted, drawn and put into the template, with nothing that leaves it."""

import base64
import hashlib
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from pipeline.report import charts, counts
from pipeline.report.counts import Group
from pipeline.report.figures import FIGURES, agreement, systems
from pipeline.report.material import Material
from pipeline.report.passages import Passage, passages
from pipeline.report.templates import PARTS, Words, environment, load_words

KEYWORDS = 8
"""Keywords shown for each theme."""


def render(material: Material) -> str:
    """The whole page as HTML; equal material gives an equal page.

    Whatever comes from a document is escaped, and its hidden characters are spelled out. A content security policy
    in the page forbids every request, and every script and style but the page's own.
    """
    words = load_words()
    style, script = _part("page.css"), _part("page.js")
    shown = passages(material)
    template = environment().get_template("page.html")
    return template.render(
        words=words,
        style=style,
        script=script,
        policy=_policy(style, script),
        material=material,
        themes=material.codebook.themes,
        passages=shown,
        **_counted(material, words),
        **_measured(material, words),
        **_doubted(shown),
    )


def _counted(material: Material, words: Words) -> dict[str, Any]:
    rows, ids = material.remarks, material.codebook.theme_ids
    names = [theme.ja for theme in material.codebook.themes]
    english = [theme.en for theme in material.codebook.themes]
    totals, pairs = counts.by_theme(rows, ids), counts.together(rows, ids)
    agenda, meetings = counts.by_agenda(material), counts.by_meeting(material)
    joint = [Group(name, "", total, tuple(row)) for name, total, row in zip(names, totals, pairs, strict=True)]
    return {
        "totals": totals,
        "agenda": agenda,
        "meetings": meetings,
        "joint": joint,
        "most_rows": charts.MOST_ROWS,
        "keywords": {theme: counts.top_keywords(rows, theme, KEYWORDS) for theme in ids},
        "totals_chart": charts.bars(names, english, totals, _alternative(words, "totals_chart", names, totals)),
        "agenda_chart": charts.heat(agenda, names, _alternative(words, "agenda_chart", names, totals)),
        "meetings_chart": charts.heat(meetings, names, _alternative(words, "meetings_chart", names, totals)),
        "joint_chart": charts.heat(joint, names, _alternative(words, "joint_chart", *_pairs(names, pairs))),
    }


def _measured(material: Material, words: Words) -> dict[str, Any]:
    found, human = systems(material.metrics), agreement(material.metrics)
    names = [words[f"system_{s.name}"]["ja"] if f"system_{s.name}" in words else s.name for s in found]
    alternative = f"{words['systems_chart']['ja']} / {words['systems_chart']['en']}"
    chart = charts.intervals(found, names, human.get("pairwise_f1"), alternative) if found else Markup("")
    return {"systems": found, "figures": FIGURES, "agreement": human, "systems_chart": chart}


def _doubted(shown: Sequence[Passage]) -> dict[str, list[Passage]]:
    return {
        "to_review": [passage for passage in shown if passage.row["needs_review"]],
        "differing": [passage for passage in shown if passage.only_model or passage.only_coder],
    }


def _alternative(words: Words, key: str, names: Sequence[str], numbers: Sequence[int]) -> str:
    """What a chart shows, in both languages, and its three largest values."""
    best = sorted(zip(names, numbers, strict=True), key=lambda found: -found[1])[:3]
    largest = ", ".join(f"{name} {number}" for name, number in best if number)
    return f"{words[key]['ja']} / {words[key]['en']}: {largest or '0'}"


def _pairs(names: Sequence[str], pairs: Sequence[Sequence[int]]) -> tuple[list[str], list[int]]:
    cells = [(f"{names[i]}+{names[j]}", row[j]) for i, row in enumerate(pairs) for j in range(i)]
    return [name for name, _ in cells], [number for _, number in cells]


def _part(name: str) -> Markup:
    return Markup((PARTS / name).read_text(encoding="utf-8"))  # noqa: S704 - a file of this package


def _policy(style: str, script: str) -> str:
    allowed = {"style-src": _digest(style), "script-src": _digest(script)}
    sources = "; ".join(f"{kind} '{digest}'" for kind, digest in allowed.items())
    return f"default-src 'none'; {sources}; base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
