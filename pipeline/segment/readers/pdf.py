"""PDF by pdfium: the text of each page in reading order, pages parted by form feeds."""

from functools import partial
from pathlib import Path

import pypdfium2 as pdfium

from pipeline.errors import InputError
from pipeline.segment.lines import PAGE_BREAK, Source
from pipeline.segment.readers.apart import apart
from pipeline.segment.readers.bounds import (
    LEAST_SECONDS,
    MAX_CHARACTERS,
    MAX_PAGES,
    SECONDS_PER_MEGABYTE,
    check_length,
)
from pipeline.segment.readers.horizontal import PrintedLine, page_texts, printed_lines
from pipeline.segment.readers.quality import quality_of
from pipeline.segment.readers.vertical import is_vertical, read_vertical


def read_pdf(path: Path, data: bytes) -> Source:
    """Read a PDF, in a process of its own: pdfium has no bounds, and follows what a page draws however often.

    Raises:
        InputError: it is encrypted, broken, has too many pages, takes too much to read, or its pages are pictures.
    """
    seconds = LEAST_SECONDS + len(data) * SECONDS_PER_MEGABYTE // 1_000_000
    text = PAGE_BREAK.join(apart(path, partial(read_pages, path, data), seconds))
    if not text.strip():
        raise InputError(path, "holds pictures of pages and no text", "Run text recognition (OCR) on it first.")
    return Source(text, "pdf", True, quality_of(text))


def read_pages(path: Path, data: bytes) -> list[str]:
    """The text of each page, read in this process, without bounds of time and memory.

    Raises:
        InputError: as `read_pdf`.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise InputError(path, "is encrypted", "Save a copy without the password.") from error
        raise InputError(path, f"is a broken PDF ({error})", "Fetch it again.") from error
    try:
        if len(document) > MAX_PAGES:
            raise InputError(path, f"has more than {MAX_PAGES:,} pages", "Split it.")
        return _pages(path, document)
    except pdfium.PdfiumError as error:
        raise InputError(path, f"is a broken PDF ({error})", "Fetch it again.") from error


def _pages(path: Path, document: pdfium.PdfDocument) -> list[str]:
    read: list[str | list[PrintedLine]] = []
    characters = 0
    for number in range(len(document)):
        page, length = _read_page(document, number)
        characters += length
        check_length(path, characters)
        read.append(page)
    # margins and distances of lines are told from all horizontal pages together
    horizontal = iter(page_texts([page for page in read if not isinstance(page, str)]))
    return [_clean(page if isinstance(page, str) else next(horizontal)) for page in read]


def _read_page(document: pdfium.PdfDocument, number: int) -> tuple[str | list[PrintedLine], int]:
    """The text of a page that is set vertically or turned, the lines of any other; and how many characters it has."""
    page = document[number]
    content = page.get_textpage()
    try:
        length = int(content.count_chars())
        if length > MAX_CHARACTERS:
            return "", length
        if is_vertical(content):
            return read_vertical(content), length
        return str(content.get_text_range()) if page.get_rotation() else printed_lines(content), length
    finally:
        content.close()
        page.close()


def _clean(text: str) -> str:
    # pdfium ends lines with CR LF, and marks a hyphen at a line's end by U+FFFE
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-").replace(PAGE_BREAK, "\n")
