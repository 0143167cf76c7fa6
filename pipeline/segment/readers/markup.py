"""HTML pages: the text in reading order, one line a block element, without scripts and navigation."""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree, html

from pipeline.errors import InputError
from pipeline.segment.lines import Source
from pipeline.segment.readers.quality import quality_of

MAX_DEPTH = 250
"""Elements inside elements; real pages stay under forty."""

_HTML = re.compile(r"<(!doctype html|html|body|head|div|p|table|ul|ol|h[1-6])\b", re.IGNORECASE)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_HEADING_SIGN = "\x02"  # no page shows a control character
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LISTS = frozenset(("ul", "ol"))
_SKIPPED = frozenset(
    "script style noscript template head nav svg iframe object button select form".split()  # noqa: SIM905 - word list
)


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
        InputError: it is nested too deeply, or holds no text.
    """
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        tree = html.document_fromstring(_declared(data) or decoded, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise InputError(path, f"is broken HTML: {error}", "Save the page again.") from error
    pieces: list[str] = []
    for piece, depth in _pieces(tree):
        if depth > MAX_DEPTH:
            raise InputError(path, f"nests elements over {MAX_DEPTH} deep", "Save the page's text instead.")
        pieces.append(piece)
    text, headings = _declared_headings(re.sub(r"\n{3,}", "\n\n", "".join(pieces)).strip("\n"))
    if not text.strip():
        raise InputError(path, "is a page without text", "Save the page with its content.")
    return Source(text, "html", False, quality_of(text), headings)


def _declared_headings(text: str) -> tuple[str, frozenset[int]]:
    """The text without the signs that `_pieces` set before headings, and where these stood."""
    first, *others = text.split(_HEADING_SIGN)
    headings, length = [], len(first)
    for part in others:
        headings.append(length + len(part) - len(part.lstrip()))
        length += len(part)
    return "".join((first, *others)), frozenset(headings)


def _declared(data: bytes) -> str | None:
    found = re.search(rb"charset=[\"']?([A-Za-z0-9_-]{2,20})", data[:4096])
    if not found:
        return None
    name = found[1].decode("ascii").lower().replace("shift_jis", "cp932").replace("x-sjis", "cp932")
    try:
        return data.decode(name)
    except (LookupError, UnicodeDecodeError):
        return None


def _pieces(root: html.HtmlElement) -> Iterator[tuple[str, int]]:
    depth, skipped, lists = 0, 0, 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            depth += 1
            skipped += tag in _SKIPPED
            lists += tag in _LISTS
            if not skipped:
                yield ("\n" if tag in _BLOCKS else "") + _opening(tag, lists), depth
                yield _folded(element.text, tag), depth
        else:
            inside = skipped > (tag in _SKIPPED)
            skipped -= tag in _SKIPPED
            lists -= tag in _LISTS
            depth -= 1
            if not inside:
                yield "\n" if tag in _BLOCKS and tag != "br" else "", depth
                yield _folded(element.tail, tag), depth


def _opening(tag: str, lists: int) -> str:
    """What stands before an element's text: the bullet and indent that a page shows, or a heading's sign."""
    if tag == "li":
        return "　" * (lists - 1) + "・"
    return _HEADING_SIGN if tag in _HEADINGS else ""


def _folded(text: str | None, tag: str) -> str:
    if not text:
        return ""
    text = text.replace(_HEADING_SIGN, "")
    return text if tag == "pre" else re.sub(r"[ \t\r\n]+", " ", text) if text.strip() else ""
