"""Markdown: the text as a page would show it, with its headings declared."""

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from pipeline.segment.lines import Source
from pipeline.segment.readers.bounds import bounded
from pipeline.segment.readers.quality import quality_of
from pipeline.segment.readers.tables import join_lines, table_lines

_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]+(?=\S)")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,3}[.)]|[a-zA-Z][.)])[ \t]|[ ]{0,3}#|[ ]{0,3}\|")
_HEADED = re.compile(rf"^{_HEADING.pattern}", re.MULTILINE)
_RULE = re.compile(r"[ ]{0,3}(?:-{3,}|\*{3,}|_{3,})[ \t]*$")
_TABLE_RULE = re.compile(r"[ ]{0,3}\|?[ ]*:?-{2,}[-:| ]*$")
_QUOTE = re.compile(r"[ ]{0,3}>[ ]?")
_SIGNS = re.compile(r"\*\*|__|``?|(?<!\\)\\(?=[-*_#\[\]().`\\])")
_EMPHASIS = re.compile(r"(?<![*\\])\*(?=[^\s*])([^*\n]{1,200})(?<=\S)\*(?!\*)")
_BREAK = re.compile(r"<br ?/?>[ \t]*", re.IGNORECASE)
_LINK = re.compile(r"!?\[([^\[\]\n]{0,200})\]\([^()\n]{0,500}\)")


def is_markdown(text: str) -> bool:
    """Whether a text has headings or bold names as Markdown writes them.

    >>> is_markdown("# 第1回 議事録"), is_markdown("**会長**: 始めます。"), is_markdown("*重要* #1")
    (True, True, False)
    """
    return (
        _HEADED.search(text) is not None
        or re.search(r"^[-* ]{0,4}\*\*[^*\n]{1,40}\*\*", text, re.MULTILINE) is not None
    )


def read_markdown(path: Path, text: str) -> Source:
    """The text without the signs of Markdown; bullets stay, since they part remarks.

    Raises:
        InputError: it has too many lines or characters.
    """
    shown, places = join_lines(bounded(path, _lines(text)))
    return Source(shown, "markdown", False, quality_of(shown), places)


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Each line as shown, and its kind."""
    item = False  # a line below an item that is none of its own goes on with it, however deep it stands
    for table, block in groupby(text.splitlines(), key=lambda raw: raw.lstrip(" >").startswith("|")):
        if table:
            yield from table_lines([_cells(raw) for raw in block if not _TABLE_RULE.match(raw)])
            continue
        for raw in block:
            line = _shown(raw)
            if item and not _ITEM.match(raw):
                line = line.lstrip()
            item = bool(line.strip()) and (item or _ITEM.match(raw) is not None)
            yield line, "heading" if _HEADING.match(raw) and line.strip() else ""


def _cells(raw: str) -> list[str]:
    return [cell.strip() for cell in _shown(raw).strip().strip("|").split("|")]


def _shown(line: str) -> str:
    if _RULE.match(line) or _TABLE_RULE.match(line):
        return ""
    bare = _QUOTE.sub("", line, count=1) if _QUOTE.match(line) else line
    bare = _HEADING.sub("", bare, count=1) if _HEADING.match(bare) else bare
    return _BREAK.sub("\n", _EMPHASIS.sub(r"\1", _SIGNS.sub("", _LINK.sub(r"\1", bare))))
