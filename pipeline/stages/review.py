"""Labels that a coder gives in the explorer, put into data/labels/coded as an import would put them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pipeline.codebook import load_codebook
from pipeline.explore.desk import Case
from pipeline.explore.shelf import Row, Shelf
from pipeline.files import locked
from pipeline.labels import Label, gold_labels, read_labels
from pipeline.labels.exchange import Coding, Returned
from pipeline.labels.imports import Known, Rules, plan_import
from pipeline.labels.records import Pass, scan_labels
from pipeline.labels.store import store_labels
from pipeline.stages import paths
from pipeline.stages.queue import review_queue

PLACE = Path("explorer")
"""What errors call the place a label comes from."""


def queued(shelf: Shelf, size: int) -> list[Case]:
    """The review queue as cases, with the evidence of what the model suggests; at most `size`.

    Raises:
        InputError: a table or the model has not been built, or the table was labelled by another model.
    """
    cases = []
    for entry in review_queue(size):
        place = shelf.place_of(entry["remark_id"])
        if place is not None:
            (row,) = shelf.rows([place])
            cases.append(Case(row | {"evidence": entry["evidence"]}, place + 1, tuple(entry["reasons"])))
    return cases


def starts(cases: Iterable[Case], coder: str, *, blind: bool) -> dict[str, list[str]]:
    """The themes that each remark starts with on a coder's desk.

    They are those of the coder's own label, else of the label that counts, else the model's; a blind coder sees
    their own alone.

    Raises:
        InputError: a label file cannot be read.
    """
    labels = read_labels(paths.CODED, load_codebook(paths.CODEBOOK))
    own = gold_labels(label for label in labels if label.coder == coder)
    counting = own if blind else gold_labels(labels) | own
    rows = [case.row for case in cases]
    return {
        row["remark_id"]: counting[row["remark_id"]].themes
        if row["remark_id"] in counting
        else ([] if blind else row["themes"])
        for row in rows
    }


def save(row: Row, themes: Collection[str], coder: str, note: str = "") -> tuple[Label, Path]:
    """Give the remark of a row a label; return it, and the file in which it stands.

    It takes the place of the label that the coder gave before. A remark that two others have coded gets an
    adjudicated label.

    Raises:
        InputError: the label cannot be used, or a label file cannot be read.
    """
    codebook = load_codebook(paths.CODEBOOK)
    with locked(paths.CODED):
        held, errors = scan_labels(paths.CODED, codebook)
        if errors:
            raise errors[0]
        labels = [line.label for line in held if line.label.remark_id == row["remark_id"]]
        coding = Coding(
            place="review",
            remark_id=row["remark_id"],
            themes=codebook.in_order(set(themes)),
            coder=coder,
            coded_at=datetime.now(UTC),
            coding_pass=coding_pass(labels, coder),
            note=note or None,
        )
        known = {row["remark_id"]: Known(row["meeting_id"], row["text"])}
        plan = plan_import(PLACE, Returned([coding], 0, []), labels, Rules(codebook, known, {}, replace=True))
        if plan.errors:
            raise plan.errors[0]
        changed = store_labels(plan.labels, paths.CODED, held, {row["remark_id"]: row["meeting_id"]})
    if plan.labels:
        return plan.labels[0], changed[0]
    return next((line.label, line.path) for line in held if _is_same(line.label, coding))


def coding_pass(labels: Sequence[Label], coder: str) -> Pass:
    """The pass of a coder's next label of a remark with these labels: as before, else the next free one.

    >>> coding_pass([], "a")
    'first'
    """
    own = [label.coding_pass for label in labels if label.coder == coder]
    taken = {label.coding_pass for label in labels}
    free: list[Pass] = [name for name in ("first", "second") if name not in taken]
    return own[-1] if own else (*free, "adjudicated")[0]


def _is_same(label: Label, coding: Coding) -> bool:
    slot = (coding.remark_id, coding.coder, coding.coding_pass)
    return (label.remark_id, label.coder, label.coding_pass) == slot
