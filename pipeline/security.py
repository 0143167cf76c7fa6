"""The bounds of every reader as a table, from the numbers that the readers use."""

from pipeline.labels.exchange import reading, sheet
from pipeline.markdown import markdown
from pipeline.segment import rows
from pipeline.segment.readers import apart, bounds, markup
from pipeline.train import model_file


def bound_tables() -> dict[str, str]:
    """The generated part of `docs/security.md`."""
    table = [(what, bound) for what, bound in [*_documents(), *_words(), *_tables(), *_labels(), *_models()]]
    return {"bounds": markdown(("what", "at most"), table)}


def _documents() -> list[tuple[str, str]]:
    seconds = f"{bounds.LEAST_SECONDS} seconds, and {bounds.SECONDS_PER_MEGABYTE} for each MB of its size"
    return [
        ("any document", _megabytes(bounds.MAX_BYTES)),
        ("text, Markdown, HTML, JSON, XML", _megabytes(bounds.MAX_TEXT_BYTES)),
        ("text read from a document", f"{bounds.MAX_CHARACTERS:,} characters, {bounds.MAX_LINES:,} lines with print"),
        ("HTML", f"{bounds.MAX_TAGS:,} tags, {markup.MAX_DEPTH} deep, {markup.MAX_ATTRIBUTES:,} attributes a tag"),
        ("XML of the Diet library", f"{bounds.MAX_XML_TAGS:,} tags, no document type; libxml2's own bounds of depth"),
        ("PDF", f"{bounds.MAX_PAGES:,} pages; {_megabytes(apart.MAX_MEMORY)} of memory; {seconds}"),
    ]


def _words() -> list[tuple[str, str]]:
    packed = f"{_megabytes(bounds.MAX_UNPACKED)} unpacked, {bounds.MAX_RATIO} times its size"
    xml = f"{_megabytes(bounds.MAX_XML_BYTES)} and {bounds.MAX_XML_TAGS:,} tags of XML, no document type"
    return [("Word document", f"{packed}, {bounds.MAX_PARTS:,} files; {xml}")]


def _tables() -> list[tuple[str, str]]:
    return [
        ("CSV, JSON Lines for `tag`", f"{_megabytes(bounds.MAX_TEXT_BYTES)}, a text {rows.MAX_REMARK:,} characters"),
        ("Parquet for `tag`", f"{_megabytes(bounds.MAX_BYTES)}, {rows.MAX_UNPACKED:,} characters"),
    ]


def _labels() -> list[tuple[str, str]]:
    book = sheet.BOUNDS
    return [
        ("file of labels", f"{_megabytes(reading.MOST_BYTES)}, {reading.MOST_LINES:,} lines or rows"),
        ("JSON of labels", f"{reading.MOST_PARTS:,} objects and lists; a line of {reading.MOST_LINE:,} characters"),
        ("workbook", f"{_megabytes(book.unpacked)} unpacked, {book.ratio} times its size, {book.xml_tags:,} tags"),
        ("errors told of a file", f"{reading.MOST_ERRORS:,}"),
    ]


def _models() -> list[tuple[str, str]]:
    return [("model file", _megabytes(model_file.MOST_BYTES))]


def _megabytes(number: int) -> str:
    return f"{number // 1_000_000} MB"
