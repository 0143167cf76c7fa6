"""How much of a document is read: beyond these bounds it is refused, since it was not made to be read by people."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.errors import InputError

MAX_BYTES = 200_000_000
"""Largest file read; scanned pages and pictures make PDF and Word large."""
MAX_TEXT_BYTES = 20_000_000
"""Largest file of text, such as HTML or JSON."""
MAX_CHARACTERS = 7_000_000
"""Longest text of a document, twenty times a day's sitting: 20 MB of Japanese in UTF-8."""
MAX_LINES = 200_000
"""Lines with print on them."""
MAX_TAGS = 300_000
"""Tags of a page; a day's sitting has about 20,000."""

MAX_PAGES = 5_000
"""Pages of a PDF."""
LEAST_SECONDS, SECONDS_PER_MEGABYTE = 7, 20
"""Of the processor, for a PDF of any size, and for each megabyte on top of it."""

MAX_UNPACKED = 200_000_000
"""Bytes to which the parts of a Word document unpack."""
MAX_RATIO = 200
"""Bytes to which a byte of a Word document unpacks; text that people write stays under twenty."""
MAX_PARTS = 5_000
"""Files inside a Word document, pictures included."""
MAX_XML_BYTES = 50_000_000
"""Bytes of XML in a Word document."""
MAX_XML_TAGS = 2_000_000
"""Tags of XML in a Word document or an answer of the Diet library; each takes 100 bytes of memory."""


def check_length(path: Path, characters: int) -> None:
    """Refuse a text that is too long.

    Raises:
        InputError: it is.
    """
    if characters > MAX_CHARACTERS:
        raise InputError(path, f"holds more than {MAX_CHARACTERS:,} characters of text", "Split it.")


def bounded(path: Path, lines: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Lines of a document as they come, as long as all of them together stay within the bounds.

    Raises:
        InputError: they do not.
    """
    characters = 0
    for number, line in enumerate(lines, 1):
        characters += len(line[0])
        check_length(path, characters)
        check_lines(path, number)
        yield line


def check_lines(path: Path, lines: int) -> None:
    """Refuse a document of too many lines.

    Raises:
        InputError: it has.
    """
    if lines > MAX_LINES:
        raise InputError(path, f"has more than {MAX_LINES:,} lines", "Split it.")


def check_tags(path: Path, tags: int, most: int) -> None:
    """Refuse markup of too many tags before it is parsed.

    Raises:
        InputError: it has more than `most`.
    """
    if tags > most:
        raise InputError(path, f"has more than {most:,} tags", "Split it, or save its text alone.")
