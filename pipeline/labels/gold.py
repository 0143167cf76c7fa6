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
