"""What is handed to a coder's tool, and what comes back from it, whatever the tool."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from pipeline.codebook import Codebook
from pipeline.errors import InputError
from pipeline.labels.exchange.reading import MOST_ERRORS
from pipeline.labels.records import Label, Pass
from pipeline.tables import Evidence

NONE = "none"
"""Stands for "no theme" where a tool, or a cell, cannot tell it from "not coded yet"."""


_LINE_ENDS = re.compile("[\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Task:
    """One remark for a coder: its text, what the model suggests and why, and the labels it has.

    `suggestion` is missing for coders who shall not see it. `score` is the lowest probability of a suggested theme.
    """

    remark_id: str
    meeting_id: str
    text: str
    agenda: str = ""
    speaker: str = ""
    suggestion: list[str] | None = None
    score: float = 0.0
    evidence: list[Evidence] = field(default_factory=list)
    reason: str = ""
    model_version: str = ""
    labels: list[Label] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        """The words of the evidence, each once, in order."""
        return list(dict.fromkeys(span.text for span in self.evidence))


class Coding(BaseModel):
    """The themes that came back for one remark, and where they stand in the file.

    `coder` is a name this project wrote; `annotator` is whom the tool says it was, by a number or a name of its own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: str
    remark_id: str = Field(min_length=1)
    themes: list[str]
    text: str | None = None
    coder: str | None = None
    annotator: str | None = None
    coded_at: AwareDatetime | None = None
    coding_pass: Pass | None = None
    codebook_version: int | None = Field(None, ge=1)
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Returned:
    """All that a file held: codings, what was not coded (counted), and what cannot be used (all of it)."""

    codings: list[Coding]
    uncoded: int
    errors: list[InputError]


class Collector:
    """Gathers codings and errors of one file, so that every error of it is told at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._codings: list[Coding] = []
        self._uncoded = 0
        self._errors: list[InputError] = []

    def skip(self) -> None:
        """Count a remark that nobody has coded, or whose coder skipped it."""
        self._uncoded += 1

    def error(self, place: str, reason: str, remedy: str) -> None:
        """Keep an error, but no more of them than anybody reads."""
        if len(self._errors) < MOST_ERRORS:
            self._errors.append(InputError(self._path, reason, remedy, place))

    def coding(self, place: str, fields: Mapping[str, Any]) -> None:
        """Keep a coding, or the errors of its fields; empty fields count as absent."""
        given = {name: value for name, value in fields.items() if value is not None and value != ""}
        try:
            self._codings.append(Coding.model_validate({"place": place, **given}))
        except ValidationError as error:
            reasons = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            self.error(place, reasons, "Correct the named fields.")

    def done(self, errors: Sequence[InputError] = ()) -> Returned:
        """Everything gathered, behind errors of the reading itself."""
        return Returned(self._codings, self._uncoded, [*errors, *self._errors])


def own_fields(label: Label) -> dict[str, Any]:
    """What a tool has no field for and this project gives it along: told apart from the tool's own by these names."""
    fields = label.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {name: fields[name] for name in ("coder", "pass", "codebook_version", "coded_at", "note") if name in fields}


def from_own(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The same fields as `Collector.coding` takes them; others are left out."""
    names = {"coder": "coder", "pass": "coding_pass", "codebook_version": "codebook_version"}
    names |= {"coded_at": "coded_at", "note": "note"}
    return {ours: fields[theirs] for theirs, ours in names.items() if theirs in fields}


def themes_or_none(themes: Sequence[str]) -> list[str]:
    """The themes, or the word for none of them."""
    return list(themes) or [NONE]


def without_none(themes: Sequence[str]) -> list[str]:
    """The themes without the word for none of them; beside a theme it stays, and is refused as unknown.

    >>> without_none(["none"]), without_none(["none", "energy"])
    ([], ['none', 'energy'])
    """
    return [] if list(themes) == [NONE] else list(themes)


def json_lines_of(rows: Iterable[Mapping[str, Any]]) -> str:
    """JSON Lines for tools that may take more for the end of a line than JSON does: those marks are escaped."""
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    return "".join(_LINE_ENDS.sub(lambda mark: f"\\u{ord(mark[0]):04x}", line) + "\n" for line in lines)


def theme_title(codebook: Codebook, theme_id: str) -> str:
    """What a coder reads for a theme."""
    return next(theme.ja for theme in codebook.themes if theme.id == theme_id)
