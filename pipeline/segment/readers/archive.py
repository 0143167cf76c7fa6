"""Word documents (.docx): paragraphs and table cells in order, headers and footers left out."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from pipeline.errors import InputError
from pipeline.packed import UNPACKABLE, Bounds, check_packed
from pipeline.segment.lines import Source
from pipeline.segment.marks import find_mark
from pipeline.segment.readers.bounds import MAX_PARTS, MAX_RATIO, MAX_UNPACKED, MAX_XML_BYTES, MAX_XML_TAGS, bounded
from pipeline.segment.readers.numbering import Numbering, Styles
from pipeline.segment.readers.quality import quality_of
from pipeline.segment.readers.tables import join_lines, table_lines
from pipeline.segment.readers.word_text import blocks, boxed_paragraphs, paragraph_text, rows

BOUNDS = Bounds(MAX_UNPACKED, MAX_RATIO, MAX_PARTS, MAX_XML_BYTES, MAX_XML_TAGS)
_UNREADABLE: tuple[type[Exception], ...] = (
    *(OpcError, etree.XMLSyntaxError, *UNPACKABLE),
    # what python-docx lets through when a document is not built as it expects
    *(KeyError, TypeError, IndexError, AttributeError, RecursionError),
)
_CHARACTER = 210
"""Width of a character in Word's Japanese documents, unless they say otherwise, in twentieths of a point."""
_WIDEST_INDENT = 20


def read_docx(path: Path, data: bytes) -> Source:
    """Read a Word document.

    Raises:
        InputError: it is no Word document, is broken, or unpacks to more than the bounds allow.
    """
    if "word/document.xml" not in check_packed(path, data, BOUNDS):
        raise InputError(path, "is an archive and no Word document", "Unpack it and give the documents.")
    try:
        document = docx.Document(io.BytesIO(data))
        text, places = join_lines(bounded(path, _lines(document)))
    except _UNREADABLE as error:
        raise InputError(path, "is no readable Word document", "Save it again as .docx.") from error
    if not text.strip():
        raise InputError(path, "is a Word document without text", "Give the text of the minutes.")
    return Source(text, "docx", False, quality_of(text), places)


def _lines(document: Document) -> Iterator[tuple[str, str]]:
    """The text of each paragraph or table row, and its kind."""
    printer = _Printer(document)
    body = document.element.body
    for block in blocks(body) if body is not None else ():
        if block.tag == qn("w:tbl"):
            yield from printer.table(block)
        else:
            yield printer.paragraph(block), "heading" if printer.is_heading(block) else ""
            yield from ((printer.paragraph(boxed), "") for boxed in boxed_paragraphs(block))


class _Printer:
    """Prints paragraphs in order, since their numbers are counted."""

    def __init__(self, document: Document) -> None:
        self._styles = Styles(document)
        self._numbering = Numbering(document, self._styles)

    def is_heading(self, element: Any) -> bool:
        """Whether a paragraph with text has a style of headings."""
        style = self._styles.of(element).name.lower()  # Word writes heading 1, python-docx and others Heading 1
        return style.startswith(("heading", "title")) and bool(paragraph_text(element).strip())

    def paragraph(self, element: Any) -> str:
        """A paragraph with the bullet or number that Word draws before it, as deep as its level, its lines below it."""
        text = paragraph_text(element)
        if not text.strip():
            return text
        label = self._numbering.label(element)
        if label is None:
            return "　" * _indent(element) + text
        drawn, depth = label
        style = self._styles.of(element).name
        depth = max(depth, int(style[-1]) - 1 if style.startswith("List") and style[-1].isdigit() else 0)
        mark = "" if find_mark(text) and drawn == "・" else drawn
        return "　" * depth + mark + text.replace("\n", "\n" + "　" * (depth + 1))

    def table(self, table: Any) -> Iterator[tuple[str, str]]:
        """The rows of a table: cells side by side, but who speaks above what they say."""
        texts = [["\n".join(self._inside(cell)).strip("\n") for cell in cells] for cells in rows(table)]
        yield from table_lines(texts)

    def _inside(self, cell: Any) -> Iterator[str]:
        for block in blocks(cell):
            if block.tag == qn("w:tbl"):
                yield from (text for text, _ in self.table(block))
            elif text := self.paragraph(block):
                yield text


def _indent(paragraph: Any) -> int:
    """Full-width characters by which the first line of a `w:p` is set in."""
    found = paragraph.find(f"{qn('w:pPr')}/{qn('w:ind')}")
    if found is None:
        return 0

    def twips(*names: str) -> int:
        value = next((found.get(qn(name)) for name in names if found.get(qn(name))), "0")
        return int(value) if re.fullmatch("-?[0-9]{1,6}", value) else 0

    first = twips("w:left", "w:start") + twips("w:firstLine") - twips("w:hanging")
    return min(_WIDEST_INDENT, max(0, round(first / _CHARACTER)))
