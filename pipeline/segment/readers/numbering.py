"""What Word draws before a paragraph: bullets and numbers that stand in no text, only in the document's numbering."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

from pipeline.segment.rules import rules

_DIGITS = 5
_LEVELS = 9
"""Levels of a list in Word."""


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: its name, and the list and depth that it gives."""

    name: str = ""
    numbered: tuple[str | None, str | None] = (None, None)


class Styles:
    """The paragraph styles of one document, with what they take from the styles they are based on."""

    def __init__(self, document: Document) -> None:
        self._by_id: dict[str, Style] = {}
        elements = {style.get(qn("w:styleId")): style for style in document.styles.element.iterchildren(qn("w:style"))}
        for key, element in elements.items():
            numbered: tuple[str | None, str | None] = (None, None)
            base, steps = element, 0
            while base is not None and steps < _LEVELS:
                own = _numbered(base)
                numbered = (numbered[0] or own[0], numbered[1] or own[1])
                base, steps = elements.get(_value(base, "w:basedOn")), steps + 1
            self._by_id[key] = Style(_value(element, "w:name") or "", numbered)

    def of(self, paragraph: Any) -> Style:
        """The style of a `w:p`."""
        properties = paragraph.find(qn("w:pPr"))
        return self._by_id.get(_value(properties, "w:pStyle") or "", Style()) if properties is not None else Style()


def _value(element: Any, name: str) -> str | None:
    found = element.find(qn(name))
    return None if found is None else str(found.get(qn("w:val")))


def _numbered(element: Any) -> tuple[str | None, str | None]:
    """The list and depth that a paragraph or a style states for itself."""
    properties = element.find(qn("w:pPr"))
    numbered = properties.find(qn("w:numPr")) if properties is not None else None
    return (None, None) if numbered is None else (_value(numbered, "w:numId"), _value(numbered, "w:ilvl"))


class Numbering:
    """The lists of one document; `label` must see every paragraph once, in order, since it counts them."""

    def __init__(self, document: Document, styles: Styles) -> None:
        self._styles = styles
        self._levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._counts: dict[str, list[int]] = defaultdict(lambda: [0] * _LEVELS)
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstract = {
            one.get(qn("w:abstractNumId")): dict(map(_level, one.iterchildren(qn("w:lvl"))))
            for one in root.iterchildren(qn("w:abstractNum"))
        }
        for number in root.iterchildren(qn("w:num")):
            link = number.find(qn("w:abstractNumId"))
            levels = abstract.get(link.get(qn("w:val"))) if link is not None else None
            if levels is not None:
                self._levels[number.get(qn("w:numId"))] = levels

    def label(self, paragraph: Any) -> tuple[str, int] | None:
        """The bullet or number of a `w:p` as printed, and the depth; None for a paragraph of no list."""
        place = self._place(paragraph)
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

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        """The list and the depth of a paragraph, given by itself or by its style."""
        style = self._styles.of(paragraph)
        own, shared = _numbered(paragraph), style.numbered
        number, depth = (mine if mine is not None else other for mine, other in zip(own, shared, strict=True))
        if number in (None, "0"):  # 0 takes a paragraph out of the list of its style
            return None
        return str(number), min(_number(depth, 0), _LEVELS - 1)


def _bullet(drawn: str) -> str:
    """The bullet that a letter of a symbol font, or a character of another, shows; ・ for one of no known kind."""
    known = rules("marks")
    return str(known["drawn"].get(drawn) or (drawn if drawn and drawn in known["bullets"] else "・"))


def _level(level: Any) -> tuple[int, tuple[str, str, int]]:
    """Depth, and the form, text and first number of one level of a list."""

    def value(name: str, default: str) -> str:
        found = level.find(qn(name))
        return str(found.get(qn("w:val"), default)) if found is not None else default

    first = _number(value("w:start", "1"), 1)
    return _number(level.get(qn("w:ilvl")), 0), (value("w:numFmt", "decimal"), value("w:lvlText", ""), first)


def _number(value: str | None, default: int) -> int:
    """A number of the file; the default for what is none, and for one that no document would count to."""
    return int(value) if value and value.isascii() and value.isdecimal() and len(value) <= _DIGITS else default


def _counted(number: int, form: str) -> str:
    """A number in the digits or letters of a list: ３, iii, ウ, ③; in plain digits where the form has no more."""
    digits = str(rules("marks")["digits"].get(form, ""))
    if form == "decimalFullWidth":
        return "".join(digits[int(char)] for char in str(number))
    shown = digits.split()
    return shown[number - 1] if 0 < number <= len(shown) else str(number)
