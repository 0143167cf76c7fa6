"""Markdown: the text as a page would show it, with its headings declared."""

import re

from pipeline.segment.lines import Source
from pipeline.segment.readers.quality import quality_of

_HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]+(?=\S)")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|[0-9]{1,3}[.)])[ \t]|[ ]{0,3}#|[ ]{0,3}\|")
_HEADED = re.compile(rf"^{_HEADING.pattern}", re.MULTILINE)
_RULE = re.compile(r"[ ]{0,3}(?:-{3,}|\*{3,}|_{3,})[ \t]*$")
_TABLE_RULE = re.compile(r"[ ]{0,3}\|?[ ]*:?-{2,}[-:| ]*$")
_QUOTE = re.compile(r"[ ]{0,3}>[ ]?")
_SIGNS = re.compile(r"\*\*|__|``?|(?<!\\)\\(?=[-*_#\[\]().`\\])")
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


def read_markdown(text: str) -> Source:
    """The text without the signs of Markdown; bullets stay, since they part remarks."""
    lines: list[str] = []
    headings: list[int] = []
    offset = 0
    item = False  # a line below an item that is none of its own goes on with it, however deep it stands
    for raw in text.splitlines():
        line = _shown(raw)
        if item and not _ITEM.match(raw):
            line = line.lstrip()
        item = bool(line.strip()) and (item or _ITEM.match(raw) is not None)
        if _HEADING.match(raw) and line.strip():
            headings.append(offset + len(line) - len(line.lstrip()))
        lines.append(line)
        offset += len(line) + 1
    shown = "\n".join(lines)
    return Source(shown, "markdown", False, quality_of(shown), frozenset(headings))


def _shown(line: str) -> str:
    if _RULE.match(line) or _TABLE_RULE.match(line):
        return ""
    bare = _QUOTE.sub("", line, count=1) if _QUOTE.match(line) else line
    bare = _HEADING.sub("", bare, count=1) if _HEADING.match(bare) else bare
    bare = _SIGNS.sub("", _LINK.sub(r"\1", bare))
    if bare.strip().startswith("|"):
        return "　".join(cell.strip() for cell in bare.strip().strip("|").split("|"))
    return bare
