"""The text of Word's elements, with what python-docx leaves out: content controls, insertions, nested tables."""

from collections.abc import Iterator
from typing import Any

from docx.oxml.ns import qn

_WRAPPERS = frozenset(map(qn, ("w:sdt", "w:sdtContent", "w:customXml", "w:smartTag", "w:ins", "w:moveTo")))
_DROPPED = frozenset(map(qn, ("w:del", "w:moveFrom", "w:rt", "w:pPr", "w:rPr", "w:drawing", "w:pict", "w:instrText")))
"""What was deleted, and what is no text of the line: readings above it, fields, pictures."""
_SPACES = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}


def blocks(element: Any) -> Iterator[Any]:
    """The paragraphs and tables (`w:p`, `w:tbl`) of a body or a cell, in order."""
    for child in element:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in _WRAPPERS:
            yield from blocks(child)


def paragraph_text(paragraph: Any) -> str:
    """The printed text of a paragraph."""
    return "".join(_texts(paragraph))


def boxed_paragraphs(paragraph: Any) -> Iterator[Any]:
    """The paragraphs of the text boxes that hang on a paragraph; of the two copies that files keep, the newer one."""
    for box in paragraph.iter(qn("w:txbxContent")):
        if not any(above.tag.endswith("}Fallback") for above in box.iterancestors()):
            yield from box.iterchildren(qn("w:p"))


def rows(table: Any) -> Iterator[list[Any]]:
    """The cells of each row; a cell that spans columns stands once."""
    for row in table.iterdescendants(qn("w:tr")):
        if next(row.iterancestors(qn("w:tbl"))) is table:
            yield [cell for cell in _cells(row) if not _continues(cell)]


def _cells(row: Any) -> Iterator[Any]:
    for child in row:
        if child.tag == qn("w:tc"):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _cells(child)


def _continues(cell: Any) -> bool:
    """Whether a cell only continues the one above it."""
    merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merged is not None and merged.get(qn("w:val"), "continue") == "continue"


def _texts(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _SPACES:
            yield _SPACES[child.tag]
        elif child.tag not in _DROPPED and not str(child.tag).endswith("}AlternateContent"):
            yield from _texts(child)
