"""The remarks that two coders differ on and nobody has decided, as rows that an adjudicator fills in."""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.labels.agreement import agreement
from pipeline.labels.exchange.tasks import themes_or_none
from pipeline.labels.imports import Known
from pipeline.labels.records import Label

COLUMNS = (
    *("remark_id", "meeting_id", "text"),
    *("first", "first_coder", "first_note", "second", "second_coder", "second_note"),
    *("themes", "note"),
)
"""`themes` and `note` are for the adjudicator."""


def undecided(labels: Sequence[Label], remarks: Mapping[str, Known], theme_ids: Sequence[str]) -> list[dict[str, Any]]:
    """One row a remark, in the order of the first codings, with the columns `COLUMNS`.

    A remark that stands in no table, because its minutes are not in the project, is left out.
    """
    decided = {label.remark_id for label in labels if label.coding_pass == "adjudicated"}
    coded = {(label.remark_id, label.coding_pass): label for label in labels}
    differing = [found.remark_id for found in agreement(labels, theme_ids).disagreements]
    return [
        _row(remarks[key], coded[key, "first"], coded[key, "second"])
        for key in differing
        if key not in decided and key in remarks
    ]


def _row(remark: Known, first: Label, second: Label) -> dict[str, Any]:
    return {
        "remark_id": first.remark_id,
        "meeting_id": remark.meeting_id,
        "text": remark.text,
        "first": "; ".join(themes_or_none(first.themes)),
        "first_coder": first.coder,
        "first_note": first.note or "",
        "second": "; ".join(themes_or_none(second.themes)),
        "second_coder": second.coder,
        "second_note": second.note or "",
        "themes": "",
        "note": "",
    }
