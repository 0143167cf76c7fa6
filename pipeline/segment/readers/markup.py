"""HTML pages: the text in reading order, one line a block element, without scripts and navigation."""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

from pipeline.errors import InputError
from pipeline.segment.lines import KINDS, Source
from pipeline.segment.marks import find_mark
from pipeline.segment.readers.bounds import MAX_TAGS, check_length, check_tags
from pipeline.segment.readers.page_parts import content_of, is_around, is_name, left_out, shown_cells, table_head, tags
from pipeline.segment.readers.quality import quality_of

MAX_DEPTH = 250
"""Elements inside elements; real pages stay under forty."""
MAX_ATTRIBUTES = 5_000
"""The parser compares every attribute of an element with all others."""
_LONGEST_MARK = 20
"""Characters in which the mark of a list item shows, with one behind it."""

_ENCODINGS = {
    **dict.fromkeys(("shift_jis", "shift-jis", "x-sjis", "sjis", "windows-31j", "ms_kanji", "cp932"), "cp932"),
    **dict.fromkeys(("euc-jp", "x-euc-jp", "eucjp"), "euc_jp"),
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
    "iso-2022-jp": "iso2022_jp",
}
"""Encodings that a page may declare; Python knows others that are no encodings of text, and some that are slow."""

_HTML = re.compile(r"<(!doctype html|html|body|head|div|p|table|ul|ol|h[1-6])\b", re.IGNORECASE)
_BULLET, _EDGE, _GAP, _KEPT = "\x01\x03\x04\x05"
"""Signs while the text is gathered: a list item, an edge of a block, one with a margin, a space that is shown. No page
shows a control character."""
_KIND_SIGNS = dict(zip(KINDS, "\x02\x06\x07", strict=True))
"""Signs before lines that the page shows to be of a kind."""
_SIGNS = str.maketrans("", "", "".join((_BULLET, _EDGE, _GAP, _KEPT, *_KIND_SIGNS.values())))
_WRAPPED = re.compile(r"(?<=[ぁ-んァ-ヶー一-龠々、。，])[ \t\r]*\n[ \t\r\n]*(?=[ぁ-んァ-ヶ一-龠々「（])")
"""A line of the source broken inside a sentence."""
_BREAKS = re.compile(rf" *[\n{_EDGE}{_GAP}][ \n{_EDGE}{_GAP}]*")


def is_html(text: str) -> bool:
    """Whether a text is an HTML page or a part of one."""
    return len(_HTML.findall(text[:20_000])) >= 2


def read_html(path: Path, data: bytes, decoded: str) -> Source:
    """Read a page; nothing it refers to is fetched.

    Args:
        path: for messages.
        data: the bytes; a declared encoding is used when it fits them.
        decoded: the text as it was decoded without a declaration.

    Raises:
        InputError: it has too many tags or attributes, is nested too deeply, too long, or holds no text.
    """
    check_tags(path, decoded.count("<"), MAX_TAGS)
    if any(map(_is_crammed, decoded.split("<"))):
        raise InputError(path, f"has an element with over {MAX_ATTRIBUTES} attributes", "Save the page's text instead.")
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        tree = html.document_fromstring(_declared(data) or decoded, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise InputError(path, f"is broken HTML: {error}", "Save the page again.") from error
    pieces: list[str] = []
    content, characters = content_of(tree), 0
    for piece, depth in _pieces(content):
        if depth > MAX_DEPTH:
            raise InputError(path, f"nests elements over {MAX_DEPTH} deep", "Save the page's text instead.")
        pieces.append(piece)
        characters += len(piece)
        check_length(path, characters)
    text, places = _places(_set("".join(pieces)))
    if not text.strip():
        raise InputError(path, "is a page without text", "Save the page with its content.")
    around = tuple(left_out(tree, content))
    return Source(text, "html", False, quality_of(text), places, around)


def _places(text: str) -> tuple[str, dict[str, frozenset[int]]]:
    """The text without the signs before lines of a kind, and where what follows each sign stands."""
    kinds = {sign: kind for kind, sign in _KIND_SIGNS.items()}
    first, *others = re.split(f"([{''.join(kinds)}])", text)
    pieces, length = [first], len(first)
    places: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for sign, part in zip(others[::2], others[1::2], strict=True):
        places[kinds[sign]].append(length + len(part) - len(part.lstrip()))
        pieces.append(part)
        length += len(part)
    return "".join(pieces), {kind: frozenset(found) for kind, found in places.items()}


def _declared(data: bytes) -> str | None:
    found = re.search(rb"charset=[\"']?([A-Za-z0-9_-]{2,20})", data[:4096])
    if not found:
        return None
    name = found[1].decode("ascii").lower()
    try:
        return data.decode(_ENCODINGS[name]) if name in _ENCODINGS else None
    except UnicodeDecodeError:
        return None


def _is_crammed(piece: str) -> bool:
    """Whether what stands between two tags' beginnings holds more attributes than the parser takes in linear time."""
    if len(piece) < 2 * MAX_ATTRIBUTES:
        return False
    words = piece.split()
    return sum("=" in word for word in words) > MAX_ATTRIBUTES or (
        "。" not in piece and len(words) > 4 * MAX_ATTRIBUTES
    )


def _set(text: str) -> str:
    """The gathered text as a page sets it: a bullet before each item that prints no mark of its own, single breaks."""
    text = _BREAKS.sub(lambda run: "\n\n" if _GAP in run[0] or run[0].count("\n") > 1 else "\n", text)
    first, *items = re.sub(f"{_BULLET} *", _BULLET, text).split(_BULLET)
    marked = (item if not item[:1].strip() or find_mark(item[:_LONGEST_MARK]) else f"・{item}" for item in items)
    return "".join((first, *marked)).replace(_KEPT, " ").strip("\n")


def _pieces(root: html.HtmlElement) -> Iterator[tuple[str, int]]:
    """Text and breaks in the order of the page, each with its depth."""
    depth, skipped, lists, tight = 0, 0, 0, 0
    kinds: dict[html.HtmlElement, str] = {}
    marked = False  # the block at hand prints a mark of its own
    fresh = False  # nothing printed yet behind a bullet: the blocks of an item begin on its line
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            depth += 1
            head = "" if skipped else table_head(element)
            skipped += bool(skipped or head) or tag in tags("skipped") or is_around(element)
            lists += tag in tags("lists")
            kinds.update({} if skipped else shown_cells(element))
            if head:
                yield f"{_EDGE}{head}{_EDGE}", depth
            if not skipped:
                text = _folded(element.text, tag)
                # a line of an item goes on below the item's text, not below its bullet
                inside = (
                    tag == "br" and (lists or marked) and not find_mark((element.tail or "").strip()[:_LONGEST_MARK])
                )
                deeper = "　" * max(lists, 1) if inside else ""
                if tag in tags("spaced"):
                    marked = find_mark(text.strip()[:_LONGEST_MARK]) is not None
                kind = kinds.get(element) or ("name" if is_name(element) else "")
                opening = _KIND_SIGNS[kind] if kind else _opening(tag, lists)
                yield ("" if fresh else _break(tag, tight)) + deeper + opening + text, depth
                fresh = (fresh or tag == "li") and not text.strip()
            tight += tag in tags("tight")
        else:
            tight -= tag in tags("tight")
            lists -= tag in tags("lists")
            depth -= 1
            skipped -= bool(skipped)
            if not skipped:
                text = "" if element is root else _folded(element.tail, tag)
                yield ("" if tag == "br" else _break(tag, tight)) + text, depth
                fresh = fresh and tag != "li" and not text.strip()


def _break(tag: str, tight: int) -> str:
    """What parts a block from its neighbours."""
    if tag == "br":
        return "\n"
    if tag in tags("spaced") and not tight:
        return _GAP
    return _EDGE if tag in tags("blocks") else ""


def _opening(tag: str, lists: int) -> str:
    """What stands before an element's text: the bullet and indent that a page shows, or a heading's sign."""
    if tag == "li":
        return "　" * (lists - 1) + _BULLET
    return _KIND_SIGNS["heading"] if tag in tags("headings") else ""


def _folded(text: str | None, tag: str) -> str:
    if not text:
        return ""
    text = text.translate(_SIGNS)
    if tag == "pre":
        return text.replace(" ", _KEPT)
    return re.sub(r"[ \t\r\n]+", " ", _WRAPPED.sub("", text))
