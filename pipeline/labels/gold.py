"""Which of several codings of a remark counts."""

from collections.abc import Iterable

from pipeline.labels.records import Label, Pass

PRECEDENCE: dict[Pass, int] = {"adjudicated": 0, "first": 1, "second": 2}
"""An adjudicated label counts before a first coding, and that before a second one."""


def gold_labels(labels: Iterable[Label]) -> dict[str, Label]:
    """The label that counts for each remark id, in order of first appearance.

    Of two labels of the same pass the later one counts: label files are appended to.
    """
    gold: dict[str, Label] = {}
    for label in labels:
        held = gold.get(label.remark_id)
        if held is None or PRECEDENCE[label.coding_pass] <= PRECEDENCE[held.coding_pass]:
            gold[label.remark_id] = label
    return gold


def written_remarks(labels: Iterable[Label]) -> list[Label]:
    """Each written remark once, in order of first appearance, with the themes and codebook version that count.

    A second coder's or an adjudicator's label needs only the remark's id: it may stand in another file, and need
    not bring the text again.
    """
    known = list(labels)
    gold = gold_labels(known)
    written = {label.remark_id: label for label in reversed(known) if label.is_written}
    return [_with_counting(label, gold[key]) for key, label in reversed(written.items())]


def _with_counting(written: Label, counting: Label) -> Label:
    return written.model_copy(update={"themes": counting.themes, "codebook_version": counting.codebook_version})
