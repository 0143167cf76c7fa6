"""What is fuzzed: each target takes bytes and an empty folder, and lets no other error through than the project's."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.codebook import load_codebook
from pipeline.errors import RontenError
from pipeline.labels.exchange import FORMATS
from pipeline.labels.imports import Known, Rules, plan_import
from pipeline.labels.records import label_lines
from pipeline.segment import segment_file
from pipeline.segment.readers.pdf import read_pages
from pipeline.segment.rows import remarks_of_table
from pipeline.stages.paths import CODEBOOK
from pipeline.train.model import load_model
from tests.corpora import annotation
from tests.fuzz import seeds

RULES = Rules(load_codebook(CODEBOOK), {"r1": Known("m1", "電力の価格が課題")}, {"": "a"})


@dataclass(frozen=True, slots=True)
class Target:
    """What is done with the bytes, and bytes to begin with."""

    act: Callable[[bytes, Path], None]
    seeds: Callable[[], list[bytes]]


def _document(name: str, before: bytes = b"") -> Callable[[bytes, Path], None]:
    def act(data: bytes, folder: Path) -> None:
        path = folder / name
        path.write_bytes(before + data)
        _segmented(path)

    return act


def _segmented(path: Path) -> None:
    with suppress(RontenError):
        for row in segment_file(path).remarks:
            row.text.encode()  # half a character could not be written
            assert 0 <= row.start <= row.end


def _pages(data: bytes, folder: Path) -> None:
    """What is done in a process apart, done in this one: there an error of our own would pass for one of pdfium."""
    with suppress(RontenError):
        read_pages(folder / "a.pdf", data)


def _word(data: bytes, folder: Path) -> None:
    """One part of a sound document is whatever the fuzzer says; the first byte tells which."""
    path = folder / "a.docx"
    path.write_bytes(seeds.word_with(data[0], data[1:]) if data else b"PK\x03\x04")
    _segmented(path)


def _lines(data: bytes, folder: Path) -> None:
    """Each byte is a line, or a piece of one, as minutes have them."""
    path = folder / "a.txt"
    path.write_text("".join(seeds.PIECES[byte % len(seeds.PIECES)] for byte in data), encoding="utf-8")
    _segmented(path)


def _table(name: str) -> Callable[[bytes, Path], None]:
    def act(data: bytes, folder: Path) -> None:
        path = folder / name
        path.write_bytes(data)
        with suppress(RontenError):
            for remark in remarks_of_table(path):
                remark.text.encode()

    return act


def _labels(tool: str) -> Callable[[bytes, Path], None]:
    def act(data: bytes, folder: Path) -> None:
        path = folder / "a"
        path.write_bytes(data)
        with suppress(RontenError):
            label_lines(plan_import(path, FORMATS[tool].read(path), [], RULES).labels).encode()

    return act


def _book(data: bytes, folder: Path) -> None:
    _labels("xlsx")(seeds.book_with(data[0], data[1:]) if data else b"", folder)


def _model(data: bytes, folder: Path) -> None:
    path = folder / "a.safetensors"
    path.write_bytes(data)
    with suppress(RontenError):
        model = load_model(path)
        model.unsure(model.scores([annotation("電力 が 要る")]))


def _header(data: bytes, folder: Path) -> None:
    """A model file of sound arrays; the text beside them is the fuzzer's."""
    _model(seeds.model_with(data.decode(errors="replace")), folder)


TARGETS: dict[str, Target] = {
    "text": Target(_document("a.txt"), seeds.texts),
    "html": Target(_document("a.html", b"<html><body>"), seeds.pages),
    "json": Target(_document("a.json"), seeds.answers),
    "xml": Target(_document("a.xml"), seeds.xml_answers),
    "pdf": Target(_document("a.pdf"), seeds.pdf_files),
    "pdf-pages": Target(_pages, seeds.pdf_files),
    "docx": Target(_document("a.docx"), seeds.words),
    "docx-parts": Target(_word, seeds.word_parts),
    "segmenter": Target(_lines, seeds.lines),
    "rows-jsonl": Target(_table("a.jsonl"), lambda: [b'{"text": "a", "agenda": null}\n']),
    "rows-csv": Target(_table("a.csv"), lambda: ["text,agenda\n電力,\n".encode()]),
    "rows-parquet": Target(_table("a.parquet"), seeds.parquets),
    "labels-csv": Target(_labels("csv"), seeds.sheets),
    "labels-xlsx": Target(_book, seeds.book_parts),
    "labels-label-studio": Target(_labels("label-studio"), seeds.tasks),
    "labels-doccano": Target(_labels("doccano"), lambda: [_row(label=["energy"])]),
    "labels-prodigy": Target(_labels("prodigy"), lambda: [_row(accept=["energy"], answer="accept", _timestamp=1)]),
    "model": Target(_model, seeds.models),
    "model-header": Target(_header, seeds.headers),
}


def _row(**fields: object) -> bytes:
    return json.dumps({"remark_id": "r1", "coded_at": "2024-01-01T00:00:00Z", **fields}).encode() + b"\n"
