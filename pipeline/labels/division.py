"""Coded real remarks, parted into those that are learned from and those that are measured by."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.codebook import Codebook
from pipeline.errors import SettingsError
from pipeline.labels.check import MOST_SIMILAR
from pipeline.labels.gold import gold_labels
from pipeline.labels.records import Label
from pipeline.labels.similar import similar_between
from pipeline.tables import REAL, CodedRemark, Remark


@dataclass(frozen=True, slots=True)
class Division:
    """Coded real remarks by their use.

    `alike` would be learned from, but are nearly the same as a measured one: the same minutes under another name, or a
    phrase that returns from meeting to meeting.
    """

    learned: list[CodedRemark]
    measured: list[CodedRemark]
    alike: list[CodedRemark]


def divide(
    remarks: Sequence[Remark], labels: Iterable[Label], codebook: Codebook, measured_meetings: Collection[str]
) -> Division:
    """Part the coded remarks by their meeting.

    Args:
        remarks: all real remarks; a label of a remark that is not among them does not count.
        labels: all labels of real remarks; of several of one remark the counting one is taken.
        codebook: gives the order of the themes.
        measured_meetings: meetings whose remarks are measured by and never learned from.

    Raises:
        SettingsError: a measured meeting is not among the remarks, or none of its remarks is coded. Its labels would
            be learned from, or nothing would be measured, and nobody would notice.
    """
    gold = gold_labels(labels)
    unknown = sorted(set(measured_meetings) - {remark.meeting_id for remark in remarks})
    if unknown:
        raise SettingsError(
            f"params.yaml: evaluate.measured_meetings names {', '.join(unknown)}, and no remark is of it. "
            "Name meetings as the column meeting_id of remarks.parquet does."
        )
    coded = [_coded(remark, gold, codebook) for remark in remarks if remark.remark_id in gold]
    measured = [row for row in coded if row.meeting_id in measured_meetings]
    if not measured:
        raise SettingsError(
            "params.yaml: no remark of evaluate.measured_meetings is coded. Name a meeting with labels in "
            "data/labels/coded."
        )
    others = [row for row in coded if row.meeting_id not in measured_meetings]
    pairs = similar_between([row.text for row in others], [row.text for row in measured], MOST_SIMILAR)
    near = {pair.first for pair in pairs}
    return Division(
        learned=[row for i, row in enumerate(others) if i not in near],
        measured=measured,
        alike=[row for i, row in enumerate(others) if i in near],
    )


def _coded(remark: Remark, gold: Mapping[str, Label], codebook: Codebook) -> CodedRemark:
    themes = codebook.in_order(set(gold[remark.remark_id].themes))
    return CodedRemark(remark.remark_id, remark.meeting_id, REAL, remark.text, themes)
