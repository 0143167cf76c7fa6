"""What the page is made from, in the order in which it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from pipeline.codebook import Codebook
from pipeline.tables import Meeting

Row = dict[str, Any]
"""A row of `labeled_remarks` as `pyarrow.Table.to_pylist` gives it."""


@dataclass(frozen=True)
class Material:
    """All inputs of the page.

    Args:
        rows: rows of `labeled_remarks`; those of kind `procedure` are counted, not shown.
        meetings: the meetings, those without a remark too.
        refused: documents set aside, each with `source`, `reason` and `remedy`.
        codebook: names and order of the themes.
        thresholds: score from which the model gives each theme.
        review_margin: log-odds between score and threshold under which a decision is unsure.
        metrics: contents of `metrics/*.json` by stem; any may be absent.
        sources: URL of `data/raw` as seen from the page, ending with a slash.
    """

    rows: list[Row]
    meetings: list[Meeting]
    refused: list[dict[str, str]]
    codebook: Codebook
    thresholds: Mapping[str, float]
    review_margin: float
    metrics: Mapping[str, Any] = field(default_factory=dict)
    sources: str = "../raw/"

    @cached_property
    def remarks(self) -> list[Row]:
        """The rows of kind `remark`: earliest meeting first, in the order of the minutes."""
        found = [row for row in self.rows if row["kind"] == "remark"]
        return sorted(found, key=lambda row: (row["date"] or date.max, row["meeting_id"], row["order"]))

    @cached_property
    def by_meeting(self) -> dict[str, list[Row]]:
        """The remarks of every meeting, by its id; meetings in order, those without a remark too."""
        found: dict[str, list[Row]] = {meeting.meeting_id: [] for meeting in self.meetings_in_order}
        for row in self.remarks:
            found.setdefault(row["meeting_id"], []).append(row)
        return found

    @property
    def meetings_in_order(self) -> list[Meeting]:
        """The meetings, earliest first; those without a date last."""
        return sorted(self.meetings, key=lambda meeting: (meeting.date or date.max, meeting.meeting_id))
