"""The labelled remarks made ready to be searched: columns are kept as Arrow reads them, no row becomes an object.

Nor are they sorted: to move the lists of 100,000 rows takes longer than all else. What is shown goes through `order`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

PLACE = [("date", "ascending"), ("meeting_id", "ascending"), ("order", "ascending")]
"""The order in which remarks are shown: earliest meeting first, undated ones last, as in the minutes."""

Places = NDArray[np.int64]
"""Places of remarks on the shelf, in the order in which they are shown, counted from 0."""

Row = dict[str, Any]
"""A row of `labeled_remarks` as `pyarrow.Table.to_pylist` gives it."""


@dataclass(frozen=True, eq=False)
class Shelf:
    """Remarks, and the order in which they are shown.

    Args:
        table: rows of `labeled_remarks` of the kind `remark`, as they stand in the file.
        order: the row of the table at each place.
        holders: rows that hold a concept, one entry for each concept of a row.
        concepts: the concepts that the rows of `holders` hold.
    """

    table: pa.Table
    order: Places
    holders: pa.Array
    concepts: pa.Array

    @classmethod
    def of(cls, table: pa.Table) -> "Shelf":
        """Find the order, and who holds which concept."""
        is_remark = pc.equal(table["kind"], "remark")
        remarks = (table if pc.all(is_remark).as_py() else table.filter(is_remark)).combine_chunks()
        order = pc.sort_indices(remarks, sort_keys=PLACE).to_numpy().astype(np.int64)
        entities = pa.array([], remarks["entities"].type) if not len(remarks) else remarks["entities"].chunk(0)
        pairs = pa.table([pc.list_parent_indices(entities), pc.list_flatten(entities).field("concept")], ["row", "id"])
        held = pairs.filter(pc.is_valid(pairs["id"])).group_by(["row", "id"]).aggregate([]).combine_chunks()
        return cls(remarks, order, held["row"], held["id"])

    @cached_property
    def texts(self) -> pa.ChunkedArray:
        """The texts `folded`, made when they are first asked for."""
        return folded(self.table["text"])

    def __len__(self) -> int:
        return len(self.table)

    def rows(self, places: Places | Sequence[int]) -> list[Row]:
        """The rows at the given places, in the order given."""
        found: list[Row] = self.taken(places).to_pylist()
        return found

    def taken(self, places: Places | Sequence[int]) -> pa.Table:
        """The same as a table."""
        return self.table.take(pa.array(self.order[np.asarray(places, dtype=np.int64)]))

    def shown(self, *columns: str) -> pa.Table:
        """Columns of all remarks in the order in which they are shown."""
        return self.table.select(columns).take(pa.array(self.order))

    def place_of(self, remark_id: str) -> int | None:
        """Where a remark stands; `None` when it is not there."""
        row = pc.index(self.table["remark_id"], remark_id).as_py()
        return None if row < 0 else int(np.flatnonzero(self.order == row)[0])

    def counts(self, column: str) -> dict[str, int]:
        """Remarks by value of a column, in the order in which values first come; rows without a value are left out."""
        counted = pc.value_counts(self.shown(column)[column].drop_null())
        return {entry["values"]: entry["counts"] for entry in counted.to_pylist()}

    def concept_counts(self) -> dict[str, int]:
        """Remarks by concept, most first."""
        counted = pc.value_counts(self.concepts).to_pylist()
        most_first = sorted(counted, key=lambda entry: (-entry["counts"], entry["values"]))
        return {entry["values"]: entry["counts"] for entry in most_first}

    def theme_counts(self, theme_ids: Sequence[str]) -> dict[str, int]:
        """Remarks that carry each theme."""
        return {theme: pc.sum(self.table[f"theme_{theme}"]).as_py() or 0 for theme in theme_ids}

    def meeting_titles(self) -> dict[str, str]:
        """Day and title of every meeting, by its id, in order."""
        firsts = [("date", "first"), ("meeting_title", "first")]
        shown = self.shown("meeting_id", "date", "meeting_title")
        meetings = shown.group_by("meeting_id", use_threads=False).aggregate(firsts).to_pylist()
        return {meeting["meeting_id"]: _titled(*meeting.values()) for meeting in meetings}


def _titled(meeting_id: str, day: date | None, title: str) -> str:
    return f"{day or ''} {title or meeting_id}".strip()


def folded(texts: Any) -> Any:
    """Texts (an Arrow array or scalar) after NFKC and in small letters: a search knows neither width nor case."""
    return pc.utf8_lower(pc.utf8_normalize(texts, "NFKC"))
