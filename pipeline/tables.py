"""The tables that stages hand to each other: one Arrow schema each, and their rows as dataclasses.

Reading and writing them (`pipeline.parquet`) refuses other columns, other order or other types.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass
from datetime import date
from itertools import islice
from typing import Any

import pyarrow as pa

from pipeline.parquet import CHUNK, read_chunks
from pipeline.parquet import read_table as read_table  # stages take tables and their schemas from one place
from pipeline.parquet import write_table as write_table
from pipeline.storage import Location


@dataclass(frozen=True, slots=True)
class Remark:
    """One row of `remarks`: what was said, where it stands in its source, and in which meeting."""

    remark_id: str
    meeting_id: str
    meeting_title: str
    meeting_number: int | None
    date: date | None
    agenda: str | None
    speaker: str | None
    turn: int | None
    order: int
    kind: str
    text: str
    source: str
    page: int | None
    start: int
    end: int
    quality: float


@dataclass(frozen=True, slots=True)
class Meeting:
    """One row of `meetings`: a meeting with its whole agenda, items without a remark included."""

    meeting_id: str
    title: str
    number: int | None
    date: date | None
    place: str | None
    agenda: list[str]
    source: str
    layout: str


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyphrase of a remark; `start` and `end` are character offsets into the remark's `text`."""

    text: str
    norm: str
    start: int
    end: int
    score: float
    concept: str | None


@dataclass(frozen=True, slots=True)
class Entity:
    """A named entity or policy concept; offsets as in `Keyword`."""

    text: str
    start: int
    end: int
    label: str
    concept: str | None


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the theme lexicon found in a remark; `term` is its entry in the lexicon file."""

    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """One row of `annotations`: `lemmas[i]` is the dictionary form of `text[starts[i]:ends[i]]`."""

    remark_id: str
    keywords: list[Keyword]
    entities: list[Entity]
    terms: list[Term]
    lemmas: list[str]
    starts: list[int]
    ends: list[int]
    annotator: str


REAL = "real"
"""Register of every remark that was said in a meeting: it tells them from the written ones."""


@dataclass(frozen=True, slots=True)
class CodedRemark:
    """One row of `written_remarks`, `learned_remarks` or `measured_remarks`: a remark with the themes that count.

    `register` is that of a written remark, or `REAL`.
    """

    remark_id: str
    meeting_id: str
    register: str
    text: str
    themes: list[str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A span of a remark that carried a theme; `weight` is its share of the theme's log-odds."""

    theme: str
    text: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Labelling:
    """The themes of one remark, with what led to them.

    `scores` maps every theme id to a calibrated probability in codebook order.
    """

    remark_id: str
    themes: list[str]
    scores: dict[str, float]
    evidence: list[Evidence] = field(default_factory=list)
    needs_review: bool = False
    label_source: str = "model"


def _column(name: str, kind: pa.DataType, description: str, *, null: bool = False) -> pa.Field:
    return pa.field(name, kind, nullable=null, metadata={"description": description})


def _span_list(*extra: tuple[str, pa.DataType]) -> pa.DataType:
    return pa.list_(pa.struct([pa.field(name, kind) for name, kind in extra]))


_STRINGS = pa.list_(pa.string())
_ENTITIES = _span_list(
    ("text", pa.string()),
    ("start", pa.int32()),
    ("end", pa.int32()),
    ("label", pa.string()),
    ("concept", pa.string()),
)

REMARKS = pa.schema(
    [
        _column("remark_id", pa.string(), "Stable id: same text at the same place in the same meeting"),
        _column("meeting_id", pa.string(), "Id of the meeting, from the source file's name"),
        _column("meeting_title", pa.string(), "Title line as printed"),
        _column("meeting_number", pa.int32(), "Number of the meeting in its series", null=True),
        _column("date", pa.date32(), "Day of the meeting", null=True),
        _column("agenda", pa.string(), "Agenda heading the remark stands under, as printed", null=True),
        _column("speaker", pa.string(), "Speaker as printed", null=True),
        _column("turn", pa.int32(), "Number of the speaker's turn, counted from 1", null=True),
        _column("order", pa.int32(), "Place of the row in its meeting, counted from 1"),
        _column("kind", pa.string(), "`remark`, or `procedure` (greetings, hand-overs, stage notes)"),
        _column("text", pa.string(), "What was said, without marks and line wraps, otherwise as printed"),
        _column("source", pa.string(), "File, relative to data/raw"),
        _column("page", pa.int32(), "Page of the source, counted from 1", null=True),
        _column("start", pa.int32(), "First character in the text read from the source, counted from 0"),
        _column("end", pa.int32(), "Character after the last one in the text read from the source"),
        _column("quality", pa.float32(), "How cleanly the source could be read, 0 to 1"),
    ]
)

MEETINGS = pa.schema(
    [
        _column("meeting_id", pa.string(), "Id of the meeting, as in `remarks`"),
        _column("title", pa.string(), "Title line as printed"),
        _column("number", pa.int32(), "Number of the meeting in its series", null=True),
        _column("date", pa.date32(), "Day of the meeting", null=True),
        _column("place", pa.string(), "Place as printed", null=True),
        _column("agenda", _STRINGS, "Agenda headings as printed, in order, those without a remark too"),
        _column("source", pa.string(), "File, relative to data/raw"),
        _column("layout", pa.string(), "Layout the segmenter chose"),
    ]
)

ANNOTATIONS = pa.schema(
    [
        _column("remark_id", pa.string(), "Row of `remarks`, or a written remark of data/labels"),
        _column(
            "keywords",
            _span_list(
                ("text", pa.string()),
                ("norm", pa.string()),
                ("start", pa.int32()),
                ("end", pa.int32()),
                ("score", pa.float32()),
                ("concept", pa.string()),
            ),
            "Keyphrases with offsets into `text`, normalised form, score and concept id",
        ),
        _column("entities", _ENTITIES, "Named entities and policy concepts with offsets into `text`"),
        _column(
            "terms",
            _span_list(("term", pa.string()), ("start", pa.int32()), ("end", pa.int32())),
            "Terms of the theme lexicon with offsets into `text`",
        ),
        _column("lemmas", _STRINGS, "Dictionary forms of the tokens, in order"),
        _column("starts", pa.list_(pa.int32()), "First character of each token in `text`"),
        _column("ends", pa.list_(pa.int32()), "Character after each token in `text`"),
        _column("annotator", pa.string(), "Versions of model, dictionary and gazetteer"),
    ]
)

CODED_REMARKS = pa.schema(
    [
        _column("remark_id", pa.string(), "Row of `remarks`, or a written remark of data/labels"),
        _column("meeting_id", pa.string(), "Id of the meeting, invented for written remarks"),
        _column("register", pa.string(), "`summary`, `council` or `diet` of a written remark; `real`"),
        _column("text", pa.string(), "The remark"),
        _column("themes", _STRINGS, "Themes of the label that counts, in codebook order"),
    ]
)

HELD_OUT = pa.schema(
    [
        _column("remark_id", pa.string(), "A remark that is learned from, written or real"),
        _column(
            "log_odds",
            pa.list_(pa.float32()),
            "Each theme's log-odds, in codebook order, from a model that saw no remark of the meeting",
        ),
    ]
)


def labeled_schema(theme_ids: Sequence[str]) -> pa.Schema:
    """Schema of `labeled_remarks` for the themes of one codebook, in codebook order."""
    flags = [_column(f"theme_{theme}", pa.bool_(), f"Carries the theme {theme}") for theme in theme_ids]
    scores = [
        _column(f"score_{theme}", pa.float32(), f"Calibrated probability of {theme}, from the model")
        for theme in theme_ids
    ]
    return pa.schema(
        [
            *REMARKS,
            _column("keywords", _STRINGS, "Keyphrases as printed, best first"),
            _column("entities", _ENTITIES, "Named entities and policy concepts with offsets into `text`"),
            _column("themes", _STRINGS, "Theme ids in codebook order"),
            *flags,
            *scores,
            _column(
                "evidence",
                _span_list(
                    ("theme", pa.string()),
                    ("text", pa.string()),
                    ("start", pa.int32()),
                    ("end", pa.int32()),
                    ("weight", pa.float32()),
                ),
                "Spans of `text` that carried each theme, with their weight in the model's log-odds",
            ),
            _column("needs_review", pa.bool_(), "The decision is unsure: a person should look"),
            _column("label_source", pa.string(), "`human` (coded by the codebook) or `model`"),
            _column("codebook_version", pa.int32(), "Version of the codebook the labels follow"),
            _column("model_version", pa.string(), "Content hash of the model file"),
        ]
    )


def to_table(rows: Iterable[Any], schema: pa.Schema) -> pa.Table:
    """Rows (dataclasses or mappings) as a table of exactly `schema`."""
    records = [row if isinstance(row, Mapping) else _record(row) for row in rows]
    return pa.Table.from_pylist(records, schema=schema)


def to_tables(rows: Iterable[Any], schema: pa.Schema) -> Iterator[pa.Table]:
    """The same as tables of at most `CHUNK` rows, which need not be in memory together."""
    waiting = iter(rows)
    while chunk := list(islice(waiting, CHUNK)):
        yield to_table(chunk, schema)


def _record(row: Any) -> dict[str, Any]:
    # dataclasses.asdict copies every string of every list, and dataclasses.fields makes a new tuple for every row:
    # together they would take longer than all else of a warm run
    return {name: _plain(getattr(row, name)) for name in row.__dataclass_fields__}


def _plain(value: Any) -> Any:
    if isinstance(value, list) and value and is_dataclass(value[0]):
        return [_record(item) for item in value]
    return value


def read_remarks(location: Location, only: Container[str] | None = None) -> list[Remark]:
    """The rows of a `remarks` table; those of the ids `only` where it is given."""
    return [Remark(**row) for row in _read_rows(location, REMARKS, only)]


def read_coded(location: Location) -> list[CodedRemark]:
    """The rows of a table of coded remarks."""
    return [CodedRemark(**row) for row in _read_rows(location, CODED_REMARKS, None)]


def read_annotations(location: Location, only: Container[str] | None = None) -> list[Annotation]:
    """The rows of an `annotations` table; those of the ids `only` where it is given."""
    return [annotation_of(row) for row in _read_rows(location, ANNOTATIONS, only)]


def annotation_of(row: Mapping[str, Any]) -> Annotation:
    """One row of an `annotations` table, as Arrow gives it, as an annotation."""
    nested = {
        "keywords": [Keyword(**keyword) for keyword in row["keywords"]],
        "entities": [Entity(**entity) for entity in row["entities"]],
        "terms": [Term(**term) for term in row["terms"]],
    }
    return Annotation(**{**row, **nested})


def _read_rows(location: Location, schema: pa.Schema, only: Container[str] | None) -> Iterator[dict[str, Any]]:
    for chunk in read_chunks(location, schema):
        if only is not None:
            chunk = chunk.filter([remark_id in only for remark_id in chunk["remark_id"].to_pylist()])
        yield from chunk.to_pylist()
