"""Which part of an HTML page is its content, and which only leads around the site."""

import re
from functools import cache
from itertools import compress, groupby
from operator import itemgetter

from lxml import etree, html

from pipeline.segment.brackets import is_note
from pipeline.segment.names import has_role
from pipeline.segment.readers.tables import cell_kinds
from pipeline.segment.rules import rules

_FEW_SENTENCES = 3
"""Sentences that may stand in a menu, a banner or a foot."""
_LONGEST_HEAD = 60
_LONGEST_NAME = 24
_MOSTLY = 0.9
"""Part of a menu that is links; arrows and bars stand between them."""


@cache
def tags(name: str) -> frozenset[str]:
    """The names of elements, or of ids and classes, under a key of the rules for pages."""
    return frozenset(rules("pages")[name].split())


def content_of(tree: html.HtmlElement) -> html.HtmlElement:
    """The element that the page declares its main part, when title and sentences stand in it; else the whole page."""
    declared = tree.xpath("//main|//*[@role='main']")
    if len(declared) != 1:
        return tree
    (main,) = declared
    if len(main.xpath(".//h1")) < len(tree.xpath("//h1")):
        return tree
    return main if 2 * _sentences(main) >= _sentences(tree) else tree


def is_around(element: html.HtmlElement) -> bool:
    """Whether an element is a banner, a foot, a form or a menu, and no title and hardly a sentence stands in it."""
    if element.tag in tags("linking"):
        return _is_menu(element) or _stands_around(element)
    return _stands_around(element)


def left_out(tree: html.HtmlElement, root: html.HtmlElement) -> list[tuple[str, str]]:
    """What a page prints around its content `root`: the kind of each part, and its text."""
    printed: list[tuple[str, str]] = []
    kinds = ["" if root is tree else "outside"]
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            unseen = element.tag in tags("unseen")
            kinds.append("" if element is root else "unseen" if unseen else kinds[-1] or _kind(element))
        else:
            kinds.pop()
        text = element.text if event == "start" else element.tail
        if kinds[-1] not in ("", "unseen") and text and text.strip():
            printed.append((kinds[-1], " ".join(text.split())))
    return [(kind, " ".join(text for _, text in run)) for kind, run in groupby(printed, key=itemgetter(0))]


def _kind(element: html.HtmlElement) -> str:
    """Why an element is no content: its own name, or that it stands around; empty for content."""
    if element.tag in tags("skipped"):
        return str(element.tag)
    return "around" if is_around(element) else ""


def table_head(element: html.HtmlElement) -> str:
    """The names of a table's columns side by side; empty for any other element."""
    if element.tag != "tr" or len(element) < 2 or any(cell.tag != "th" for cell in element):
        return ""
    return "　".join(" ".join("".join(cell.itertext()).split()) for cell in element)


def shown_cells(element: html.HtmlElement) -> dict[html.HtmlElement, str]:
    """The kinds of the cells of a table of speeches, or of a list whose terms name who speaks; else none."""
    if element.tag == "table" and element.find(".//table") is None:  # tables in tables only set the page
        rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in element.iter("tr")]
    elif element.tag == "dl":
        terms = [term for term in element.iter("dt") if term.getnext() is not None and term.getnext().tag == "dd"]
        rows = [[term, term.getnext()] for term in terms]
    else:
        return {}
    texts = [["".join(cell.itertext()).strip() for cell in row] for row in rows]
    if len(texts) == 1 and element.tag == "dl" and has_role(texts[0][0]):
        return {rows[0][0]: "name"}  # one term alone names who speaks only by a role
    kinds = cell_kinds(texts)
    found = {cell: kind for row, of in zip(rows, kinds, strict=True) if of for cell, kind in zip(row, of, strict=True)}
    return found | (dict.fromkeys(compress(*_spanning(rows, texts)), "heading") if found else {})


def _spanning(rows: list[list[html.HtmlElement]], texts: list[list[str]]) -> tuple[list[html.HtmlElement], list[bool]]:
    """The cells that span their rows, and which of them head those below: 日程第１, and not （全員挙手）."""
    lone = [(row[0], text[0]) for row, text in zip(rows, texts, strict=True) if len(row) == 1 and row[0].get("colspan")]
    heads = [0 < len(text) <= _LONGEST_HEAD and not (text.endswith("。") or is_note(text)) for _, text in lone]
    return [cell for cell, _ in lone], heads


def is_name(element: html.HtmlElement) -> bool:
    """Whether a page says by an element's class that it names who speaks, above a block that says something."""
    words = {word for name in _names(element) for word in re.split("[-_]+", name)}
    after = element.getnext()
    if after is None or tags("speaking").isdisjoint(words):
        return False
    return 0 < sum(map(_printed, element.itertext())) <= _LONGEST_NAME and _sentences(element) == 0 < _sentences(after)


def _stands_around(element: html.HtmlElement) -> bool:
    names = _names(element)
    if element.tag not in tags("around") and tags("around_names").isdisjoint(names):
        # c-breadcrumb; but a header of a section holds its heading
        words = {word for name in names for word in re.split("[-_]+", name)}
        if tags("around_names").isdisjoint(words) or next(element.iter(*tags("headings")), None) is not None:
            return False
    return element.find(".//h1") is None and element.tag != "h1" and _sentences(element) <= _FEW_SENTENCES


def _names(element: html.HtmlElement) -> list[str]:
    return f"{element.get('id', '')} {element.get('class', '')}".lower().split()


def _is_menu(element: html.HtmlElement) -> bool:
    """Whether a list or paragraph holds links and nothing else, and states nothing."""
    if element.find(".//a") is None or next(element.iterdescendants("h1", "h2"), None) is not None:
        return False
    linked = sum(_printed(text) for link in element.iter("a") for text in link.itertext())
    return _sentences(element) == 0 and linked >= _MOSTLY * sum(map(_printed, element.itertext()))


def _printed(text: str) -> int:
    return sum(not char.isspace() for char in text)


def _sentences(element: html.HtmlElement) -> int:
    return sum(text.count("。") for text in element.itertext())
