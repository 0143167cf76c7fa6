"""Word documents (.docx): paragraphs and table cells in order, headers and footers left out."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table, _Row
from docx.text.paragraph import Paragraph
from lxml import etree

from pipeline.errors import InputError
from pipeline.segment.lines import Source
from pipeline.segment.readers.quality import quality_of
from pipeline.segment.speakers import has_role

MAX_UNPACKED = 200_000_000
MAX_RATIO = 200


def read_docx(path: Path, data: bytes) -> Source:
    """Read a Word document.

    Raises:
        InputError: it is no Word document, is broken, or unpacks to more than the bounds allow.
    """
    _check_archive(path, data)
    try:
        document = docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise InputError(path, "is no readable Word document", "Save it again as .docx.") from error
    pieces: list[str] = []
    headings: list[int] = []
    length = 0
    for piece, declared in _paragraphs(document):
        if declared:
            headings.append(length + len(piece) - len(piece.lstrip()))
        pieces.append(piece)
        length += len(piece) + 1
    text = "\n".join(pieces)
    if not text.strip():
        raise InputError(path, "is a Word document without text", "Give the text of the minutes.")
    return Source(text, "docx", False, quality_of(text), frozenset(headings))


def _paragraphs(document: Document) -> Iterator[tuple[str, bool]]:
    """The text of each paragraph or table row, and whether it is declared a heading."""
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            style = (block.style.name if block.style is not None else "") or ""
            heading = style.startswith("Heading")
            yield block.text if heading else _with_bullet(block, style), heading
        elif isinstance(block, Table):
            yield from ((_row_text(row), False) for row in block.rows)


def _row_text(row: _Row) -> str:
    """The cells side by side; long ones go on in the next lines, below the name of who speaks or under a field's."""
    cells = [cell for cell in dict.fromkeys(cell.text.strip() for cell in row.cells) if cell]
    if len(cells) < 2 or "\n" not in cells[-1]:
        return "　".join(cells)
    if has_role(cells[-2]):
        return "　".join((*cells[:-1], cells[-1].replace("\n", "\n　")))
    return "\n".join(("　".join(cells[:-1]), cells[-1]))


def _with_bullet(paragraph: Paragraph, style: str) -> str:
    numbering: Any = paragraph._p.pPr.numPr if paragraph._p.pPr is not None else None
    if not paragraph.text.strip() or not (numbering is not None or style.startswith("List")):
        return paragraph.text
    # Word draws the bullet; without a mark of its own the item would run into its neighbour
    level = numbering.ilvl.val if numbering is not None and numbering.ilvl is not None else _level(style)
    return "　" * level + f"・{paragraph.text}"


def _level(style: str) -> int:
    """Depth of a list style: 0 of List Bullet, 1 of List Bullet 2."""
    return int(style[-1]) - 1 if style[-1:].isdigit() else 0


def _check_archive(path: Path, data: bytes) -> None:
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except zipfile.BadZipFile as error:
        raise InputError(path, "is a broken archive", "Fetch it again.") from error
    if "word/document.xml" not in {entry.filename for entry in entries}:
        raise InputError(path, "is an archive and no Word document", "Unpack it and give the documents.")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED or unpacked > MAX_RATIO * max(len(data), 10_000):
        raise InputError(path, f"unpacks to {unpacked // 1_000_000} MB", "Save the text alone.")
