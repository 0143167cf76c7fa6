"""One label as one JSON object a line: the only schema and the only reader of `data/labels/`."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from pipeline.codebook import Codebook
from pipeline.errors import InputError
from pipeline.files import sha256, write_text

Register = Literal["summary", "council", "diet"]
Pass = Literal["first", "second", "adjudicated"]


class Label(BaseModel):
    """The themes that one coder gave one remark in one pass.

    A written remark brings its `text`, the invented `meeting` it belongs to, its `register` and its `writer`;
    a label of a remark that stands in a table brings none of the four. `coded_at` is when the label was given, where
    the coder's tool says so, in whole seconds of UTC.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    remark_id: str = Field(min_length=1)
    themes: list[str]
    coder: str = Field(min_length=1)
    coding_pass: Pass = Field(alias="pass")
    codebook_version: int = Field(ge=1)
    meeting: str | None = None
    register_: Register | None = Field(None, alias="register")
    writer: str | None = None
    text: str | None = Field(None, min_length=1)
    note: str | None = None
    coded_at: AwareDatetime | None = None

    @field_validator("coded_at")
    @classmethod
    def _whole_seconds_of_utc(cls, moment: datetime | None) -> datetime | None:
        # some tools keep seconds and no time zone: finer times would not come back from them as they went
        return moment and moment.astimezone(UTC).replace(microsecond=0)

    @model_validator(mode="after")
    def _written_whole(self) -> "Label":
        written = [self.text, self.meeting, self.register_, self.writer]
        if any(written) and not all(written):
            raise ValueError("text, meeting, register and writer go together")
        if self.text and self.meeting and self.remark_id != remark_key(self.meeting, self.text):
            raise ValueError(f"remark_id must be {remark_key(self.meeting, self.text)} for this text")
        if len(set(self.themes)) != len(self.themes):
            raise ValueError("a theme stands twice")
        return self

    @property
    def is_written(self) -> bool:
        """Whether the remark was written for the corpus, and brings its text."""
        return self.text is not None


@dataclass(frozen=True, slots=True)
class Line:
    """A label and where it stands: the file, and the line counted from 1."""

    path: Path
    number: int
    label: Label


def remark_key(meeting: str, text: str) -> str:
    """Id of a written remark, from its meeting and its text.

    >>> remark_key("m1", "電力の質が課題。")
    'w-2b3bd8b5196a59'
    """
    return "w-" + sha256(f"{meeting}\0{text}".encode())[:14]


def read_labels(path: Path, codebook: Codebook) -> list[Label]:
    """Labels of one `.jsonl` file, or of all of a folder in the order of their names.

    Raises:
        InputError: a line is no JSON object, lacks a field, or names a theme that the codebook has not; the
            message names file and line.

    """
    lines, errors = scan_labels(path, codebook)
    if errors:
        raise errors[0]
    return [line.label for line in lines]


def scan_labels(path: Path, codebook: Codebook) -> tuple[list[Line], list[InputError]]:
    """The same with file and line, and all that cannot be read instead of the first of it."""
    lines: list[Line] = []
    errors: list[InputError] = []
    for file in sorted(path.glob("*.jsonl")) if path.is_dir() else [path]:
        try:
            texts = _lines(file)
        except InputError as error:
            errors.append(error)
            continue
        for number, text in enumerate(texts, 1):
            try:
                lines += [Line(file, number, _label(file, number, text, codebook))] if text.strip() else []
            except InputError as error:
                errors.append(error)
    return lines, errors


def read_written(folder: Path, codebook: Codebook) -> list[Label]:
    """The labels of a folder that bring a written remark, in file order."""
    return [label for label in read_labels(folder, codebook) if label.is_written]


def write_labels(path: Path, labels: Iterable[Label]) -> None:
    """Write labels as one JSON object a line, atomically."""
    write_text(path, label_lines(labels))


def label_lines(labels: Iterable[Label]) -> str:
    """One JSON object a line."""
    return "".join(f"{label.model_dump_json(by_alias=True, exclude_none=True)}\n" for label in labels)


def _lines(path: Path) -> list[str]:
    try:
        # not splitlines(): JSON may hold U+2028 and its like, at which no line of the file ends
        return path.read_text(encoding="utf-8").split("\n")
    except FileNotFoundError as error:
        raise InputError(path, "does not exist", "Name a label file or folder.") from error
    except UnicodeDecodeError as error:
        raise InputError(path, "is not UTF-8", "Save it as UTF-8.") from error


def _label(path: Path, number: int, line: str, codebook: Codebook) -> Label:
    try:
        label = Label.model_validate(json.loads(line))
    except json.JSONDecodeError as error:
        raise InputError(path, f"is no JSON: {error}", "Put one JSON object on a line.", f"line {number}") from error
    except ValidationError as error:
        reasons = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'line'}: {e['msg']}" for e in error.errors())
        raise InputError(path, reasons, "Correct the named fields.", f"line {number}") from error
    unknown = [theme for theme in label.themes if theme not in codebook.theme_ids]
    if unknown:
        known = ", ".join(codebook.theme_ids)
        raise InputError(path, f"unknown themes {unknown}", f"The themes are: {known}.", f"line {number}")
    return label
