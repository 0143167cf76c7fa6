"""Charts as SVG, drawn when the page is built: no script and no font of the reader's machine takes part.

Labels are cut by characters and their room is fixed, so that the drawing does not depend on the fonts of the machine
that builds the page. Colours of text come from the page's style sheet.
"""

from collections.abc import Sequence
from typing import Any

import altair as alt
import vl_convert
from lxml import etree
from markupsafe import Markup

from pipeline.report.controls import spelled
from pipeline.report.counts import Group
from pipeline.report.figures import System

LONGEST = 22
"""Characters of a label; a longer one ends with an ellipsis."""

LETTER = 11
"""Pixels of a full-width character of a label."""

SMALL = 10
"""Pixels of a letter of a second label."""

WIDTH = 240
"""Pixels of a scale: with the labels beside it narrow enough for a phone."""

AIR = 14
"""Pixels around a label."""

CELL = 27
MOST_ROWS = 60
"""Rows of a heat map; the table beside it holds them all."""

BLUES = ["#deebf7", "#08519c"]
BAR = "#2b6cb0"
LIGHT, DARK = "#ffffff", "#111111"

Values = list[dict[str, Any]]


def bars(labels: Sequence[str], others: Sequence[str], counts: Sequence[int], alternative: str) -> Markup:
    """Horizontal bars in the order given, each with its count, and its label in the other language above it."""
    names = _distinct(labels)
    values = [
        {"label": name, "other": spelled(other), "n": n} for name, other, n in zip(names, others, counts, strict=True)
    ]
    base = alt.Chart(_data(values)).encode(y=_rows("label", names))
    shape = base.mark_bar(color=BAR, height=12, yOffset=6).encode(
        x=alt.X("n:Q", title=None, axis=alt.Axis(format="d", tickMinStep=1, grid=False))
    )
    text = base.mark_text(align="left", dx=4, yOffset=6).encode(x=alt.X("n:Q"), text=alt.Text("n:Q"))
    above = base.mark_text(align="left", dx=2, yOffset=-6, fontSize=SMALL).encode(x=alt.value(0), text="other:N")
    return _svg((shape + text + above).properties(width=WIDTH, height=alt.Step(28)), alternative)


def heat(rows: Sequence[Group], columns: Sequence[str], alternative: str) -> Markup:
    """Counts as coloured cells: groups down, themes across; a cell of nought stays empty."""
    drawn = rows[:MOST_ROWS]
    labels = _distinct([f"{row.note} {row.label}".strip() for row in drawn])
    values: Values = [
        {"row": label, "column": column, "n": n}
        for label, row in zip(labels, drawn, strict=True)
        for column, n in zip(columns, row.by_theme, strict=True)
        if n
    ]
    most = max((n for row in drawn for n in row.by_theme), default=0) or 1
    below = AIR + int(LETTER * max(map(len, columns)) * 0.75)
    across = alt.X(
        "column:N",
        title=None,
        scale=alt.Scale(domain=list(columns)),
        axis=alt.Axis(labelAngle=-45, labelLimit=0, minExtent=below, maxExtent=below),
    )
    base = alt.Chart(_data(values)).encode(x=across, y=_rows("row", labels))
    colour = alt.Color("n:Q", legend=None, scale=alt.Scale(domain=[0, most], range=BLUES))
    ink = alt.condition(alt.datum.n > most / 2, alt.value(LIGHT), alt.value(DARK))
    chart = base.mark_rect().encode(color=colour) + base.mark_text().encode(text=alt.Text("n:Q"), color=ink)
    return _svg(chart.properties(width=alt.Step(CELL), height=alt.Step(CELL)), alternative)


def intervals(systems: Sequence[System], names: Sequence[str], human: float | None, alternative: str) -> Markup:
    """Micro-F1 of each system as a dot on its 95% interval; a dashed line where the coders agree."""
    labels, values = _distinct(names), []
    for name, system in zip(labels, systems, strict=True):
        f1 = system.figures["micro_f1"]
        values.append({"label": name, "value": f1.value, "low": f1.low, "high": f1.high})
    share = alt.Scale(domain=[0, 1])
    base = alt.Chart(_data(values)).encode(y=_rows("label", labels))
    lines = base.mark_rule(color=BAR, strokeWidth=2).encode(x=alt.X("low:Q", scale=share, title=None), x2="high:Q")
    dots = base.mark_point(color=BAR, filled=True, size=70, opacity=1).encode(x=alt.X("value:Q", scale=share))
    layers: list[alt.Chart] = [lines, dots]
    if human is not None:
        dashed = alt.Chart(_data([{"value": human}])).mark_rule(color="#b45309", strokeDash=[4, 3], strokeWidth=2)
        layers.append(dashed.encode(x=alt.X("value:Q", scale=share)))
    return _svg(alt.layer(*layers).properties(width=WIDTH, height=alt.Step(26)), alternative)


def _data(values: Sequence[Any]) -> alt.InlineData:
    return alt.InlineData(values=values)


def _rows(column: str, order: list[str]) -> alt.Y:
    room = AIR + LETTER * max(map(len, order), default=0)
    axis = alt.Axis(labelLimit=0, minExtent=room, maxExtent=room)
    return alt.Y(f"{column}:N", title=None, scale=alt.Scale(domain=order), sort=None, axis=axis)


def _distinct(labels: Sequence[str]) -> list[str]:
    """Labels short enough to draw; equal ones get a number, else they would share a row."""
    found: list[str] = []
    for label in map(_short, labels):
        name, number = label, 2
        while name in found:
            name, number = f"{label[: LONGEST - 4]} ({number})", number + 1
        found.append(name)
    return found


def _short(label: str) -> str:
    line = " ".join(spelled(label).split()) or "–"
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


def _svg(chart: Any, alternative: str) -> Markup:
    plain = chart.configure(aria=False, background="transparent", font="sans-serif")
    plain = plain.configure_axis(labelFontSize=LETTER).configure_view(stroke=None)
    drawn = etree.fromstring(vl_convert.vegalite_to_svg(plain.to_dict(), allowed_base_urls=[]))
    for element in drawn.iter():
        # Vega leaves roles without a name behind, which a screen reader would announce
        for name in [name for name in map(str, element.attrib) if name == "role" or name.startswith("aria-")]:
            del element.attrib[name]
    drawn.set("role", "img")
    drawn.set("aria-label", spelled(alternative))
    return Markup(etree.tostring(drawn, encoding="unicode"))  # noqa: S704 - serialised, so escaped
