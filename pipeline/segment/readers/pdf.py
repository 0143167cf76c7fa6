"""PDF by pdfium: the text of each page in reading order, pages parted by form feeds."""

from pathlib import Path

import pypdfium2 as pdfium

from pipeline.errors import InputError
from pipeline.segment.lines import PAGE_BREAK, Source
from pipeline.segment.readers.bounds import MAX_PAGES
from pipeline.segment.readers.horizontal import PrintedLine, page_texts, printed_lines
from pipeline.segment.readers.quality import quality_of
from pipeline.segment.readers.vertical import is_vertical, read_vertical


def read_pdf(path: Path, data: bytes) -> Source:
    """Read a PDF.

    Raises:
        InputError: it is encrypted, broken, has too many pages, or its pages are pictures.
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
        pages = _pages(document)
    except pdfium.PdfiumError as error:
        raise InputError(path, f"is a broken PDF ({error})", "Fetch it again.") from error
    finally:
        document.close()
    text = PAGE_BREAK.join(pages)
    if not text.strip():
        raise InputError(path, "holds pictures of pages and no text", "Run text recognition (OCR) on it first.")
    return Source(text, "pdf", True, quality_of(text))


def _pages(document: pdfium.PdfDocument) -> list[str]:
    read = [_read_page(document, number) for number in range(len(document))]
    # margins and distances of lines are told from all horizontal pages together
    horizontal = iter(page_texts([page for page in read if not isinstance(page, str)]))
    return [_clean(page if isinstance(page, str) else next(horizontal)) for page in read]


def _read_page(document: pdfium.PdfDocument, number: int) -> str | list[PrintedLine]:
    """The text of a page that is set vertically or turned, the lines of any other."""
    page = document[number]
    content = page.get_textpage()
    try:
        if is_vertical(content):
            return read_vertical(content)
        return str(content.get_text_range()) if page.get_rotation() else printed_lines(content)
    finally:
        content.close()
        page.close()


def _clean(text: str) -> str:
    # pdfium ends lines with CR LF, and marks a hyphen at a line's end by U+FFFE
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-").replace(PAGE_BREAK, "\n")
