"""PDF by pdfium: the text of each page in reading order, pages parted by form feeds."""

from pathlib import Path

import pypdfium2 as pdfium

from pipeline.errors import InputError
from pipeline.segment.lines import PAGE_BREAK, Source
from pipeline.segment.readers.quality import quality_of
from pipeline.segment.readers.vertical import is_vertical, read_vertical

MAX_PAGES = 5_000


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
            raise InputError(path, f"has more than {MAX_PAGES} pages", "Split it.")
        pages = [_page_text(document, number) for number in range(len(document))]
    except pdfium.PdfiumError as error:
        raise InputError(path, f"is a broken PDF ({error})", "Fetch it again.") from error
    finally:
        document.close()
    text = PAGE_BREAK.join(pages)
    if not text.strip():
        raise InputError(path, "holds pictures of pages and no text", "Run text recognition (OCR) on it first.")
    return Source(text, "pdf", True, quality_of(text))


def _page_text(document: pdfium.PdfDocument, number: int) -> str:
    page = document[number]
    content = page.get_textpage()
    text = read_vertical(content) if is_vertical(content) else content.get_text_bounded() or ""
    content.close()
    page.close()
    # pdfium ends lines with CR LF, and marks a hyphen at a line's end by U+FFFE
    return str(text).replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-").replace(PAGE_BREAK, "\n")
