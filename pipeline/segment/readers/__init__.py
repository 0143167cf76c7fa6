"""Readers: a file of any format to its text, chosen by what the file holds and not by its name."""

import re
from pathlib import Path

from pipeline.errors import InputError
from pipeline.files import read_bounded
from pipeline.segment.lines import Source
from pipeline.segment.readers.archive import read_docx
from pipeline.segment.readers.bounds import MAX_BYTES, MAX_TEXT_BYTES, check_length
from pipeline.segment.readers.diet import DietSpeech, diet_speeches, is_diet_json, is_diet_xml, is_json
from pipeline.segment.readers.markdown import is_markdown, read_markdown
from pipeline.segment.readers.markup import is_html, read_html
from pipeline.segment.readers.pdf import read_pdf
from pipeline.segment.readers.plain import decode, looks_binary
from pipeline.segment.readers.quality import quality_of

_OFFICE = b"\xd0\xcf\x11\xe0"
"""What Office files begin with that are of before 2007, or encrypted."""
_XML = re.compile(r"\s*<(\?xml\b|!DOCTYPE\b)")

__all__ = ["DietSpeech", "diet_speeches", "is_diet_json", "is_diet_xml", "read_source", "read_text"]


def read_source(path: Path) -> Source:
    """Read one document.

    Raises:
        InputError: the file is missing, a folder, empty, too large, binary, encrypted or broken.
    """
    read = _read(path, _read_bytes(path))
    if not is_diet_json(read.text) and not is_diet_xml(read.text):
        check_length(path, len(read.text))
    return read


def _read(path: Path, data: bytes) -> Source:
    if data.startswith(b"%PDF-") or data[:1024].find(b"%PDF-") >= 0:
        return read_pdf(path, data)
    if data.startswith(b"PK\x03\x04"):
        return read_docx(path, data)
    text = _text_of(path, data)
    if is_json(text) and not is_diet_json(text):
        raise InputError(path, "is JSON of another kind", "Give an answer of the Diet library's API, or the minutes.")
    if is_html(text):
        return read_html(path, data, text)
    if _XML.match(text) and not is_diet_xml(text):
        raise InputError(path, "is XML of another kind", "Give an answer of the Diet library's API, or the minutes.")
    if is_markdown(text):
        return read_markdown(path, text)
    return Source(text, "text", "\f" in text, quality_of(text))


def read_text(path: Path) -> str:
    """Decode a file that must be plain text, such as CSV or JSON Lines.

    Raises:
        InputError: the file is missing, a folder, empty, too large or binary.
    """
    return _text_of(path, _read_bytes(path))


def _text_of(path: Path, data: bytes) -> str:
    if data.startswith(_OFFICE):
        raise InputError(path, "is an encrypted or old Office file", "Save it as .docx, without a password.")
    if looks_binary(data):
        raise InputError(path, "is a binary file", "Give .txt, .pdf, .html, .docx, .json or .xml.")
    if len(data) > MAX_TEXT_BYTES:
        raise InputError(path, f"is larger than {MAX_TEXT_BYTES // 1_000_000} MB of text", "Split it.")
    text = decode(data)
    if not text.strip():
        raise InputError(path, "holds no text", "Give a file with the text of the minutes.")
    return text


def _read_bytes(path: Path) -> bytes:
    data = read_bounded(path, MAX_BYTES)
    if not data.strip():
        raise InputError(path, "is empty", "Give a file with the text of the minutes.")
    return data
