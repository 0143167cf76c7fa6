"""What Word draws before a paragraph: bullets and numbers that stand in no text, only in the document's numbering."""

from collections import defaultdict
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from pipeline.segment.rules import rules

_LEVELS = 9
"""Levels of a list in Word."""


class Numbering:
    """The lists of one document; `label` must see every paragraph once, in order, since it counts them."""

    def __init__(self, document: Document) -> None:
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0] * _LEVELS)
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstract = {one.get(qn("w:abstractNumId")): one for one in root.iterchildren(qn("w:abstractNum"))}
        for number in root.iterchildren(qn("w:num")):
            link = number.find(qn("w:abstractNumId"))
            levels = abstract.get(link.get(qn("w:val"))) if link is not None else None
            if levels is not None:
                self._levels[number.get(qn("w:numId"))] = dict(map(_level, levels.iterchildren(qn("w:lvl"))))

    def label(self, paragraph: Paragraph) -> tuple[str, int] | None:
        """The bullet or number as printed, and the depth; None for a paragraph of no list."""
        place = _place(paragraph)
        if place is None:
            return None
        number, depth = place
        form, text, start = self._levels.get(number, {}).get(depth, ("bullet", "", 1))
        if form == "none":
            return "", depth
        if form == "bullet":
            return _bullet(text), depth
        counts = self._counts[number]
        counts[depth] = max(counts[depth] + 1, start)
        counts[depth + 1 :] = [0] * (_LEVELS - depth - 1)
        for level in range(depth + 1):
            shown = self._levels.get(number, {}).get(level, ("decimal", "", 1))
            text = text.replace(f"%{level + 1}", _counted(max(counts[level], shown[2]), shown[0]))
        return text, depth


def _bullet(drawn: str) -> str:
    """The bullet that a letter of a symbol font, or a character of another, shows; ・ for one of no known kind."""
    known = rules("marks")
    return str(known["drawn"].get(drawn) or (drawn if drawn and drawn in known["bullets"] else "・"))


def _level(level: Any) -> tuple[int, tuple[str, str, int]]:
    """Depth, and the form, text and first number of one level of a list."""

    def value(name: str, default: str) -> str:
        found = level.find(qn(name))
        return str(found.get(qn("w:val"), default)) if found is not None else default

    start = value("w:start", "1")
    first = int(start) if start.isdecimal() else 1
    return int(level.get(qn("w:ilvl"), 0)), (value("w:numFmt", "decimal"), value("w:lvlText", ""), first)


def _place(paragraph: Paragraph) -> tuple[str, int] | None:
    """The list and the depth of a paragraph, given by itself or by its style."""
    style: Any = paragraph.style
    elements = [paragraph._p]
    while style is not None and len(elements) < _LEVELS:
        elements.append(style.element)
        style = style.base_style
    number = depth = None
    for element in elements:
        properties = element.find(qn("w:pPr"))
        numbered = properties.find(qn("w:numPr")) if properties is not None else None
        if numbered is None:
            continue
        listed, level = numbered.find(qn("w:numId")), numbered.find(qn("w:ilvl"))
        number = number if number is not None or listed is None else listed.get(qn("w:val"))
        depth = depth if depth is not None or level is None else level.get(qn("w:val"))
    if number in (None, "0"):  # 0 takes a paragraph out of the list of its style
        return None
    return str(number), min(int(depth or 0), _LEVELS - 1)


def _counted(number: int, form: str) -> str:
    """A number in the digits or letters of a list: ３, iii, ウ, ③; in plain digits where the form has no more."""
    digits = str(rules("marks")["digits"].get(form, ""))
    if form == "decimalFullWidth":
        return "".join(digits[int(char)] for char in str(number))
    shown = digits.split()
    return shown[number - 1] if 0 < number <= len(shown) else str(number)
