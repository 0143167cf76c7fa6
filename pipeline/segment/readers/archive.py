"""Word documents (.docx): paragraphs and table cells in order, headers and footers left out."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml import etree

from pipeline.errors import InputError
from pipeline.segment.lines import Source
from pipeline.segment.readers.quality import quality_of

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
    text = "\n".join(_paragraphs(document))
    if not text.strip():
        raise InputError(path, "is a Word document without text", "Give the text of the minutes.")
    return Source(text, "docx", False, quality_of(text))


def _paragraphs(document: Document) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            yield _with_bullet(block)
        elif isinstance(block, Table):
            for row in block.rows:
                cells = list(dict.fromkeys(cell.text.strip() for cell in row.cells))
                yield "　".join(cell for cell in cells if cell)


def _with_bullet(paragraph: Paragraph) -> str:
    style = (paragraph.style.name if paragraph.style is not None else "") or ""
    numbered = paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None
    # Word draws the bullet; without a mark of its own the item would run into its neighbour
    return (
        f"・{paragraph.text}" if (numbered or style.startswith("List")) and paragraph.text.strip() else paragraph.text
    )


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
