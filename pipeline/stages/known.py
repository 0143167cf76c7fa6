"""What is known of the remarks that coders may be asked about: labels, and what the model says of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.codebook import Codebook
from pipeline.errors import InputError
from pipeline.evaluate.folds import balanced_folds
from pipeline.evaluate.held_out import HeldOut, cross_fitted
from pipeline.labels import Label, gold_labels, read_labels
from pipeline.labels.queue import Flags
from pipeline.settings import load_settings
from pipeline.stages import paths
from pipeline.stages.training_set import load_held_out, load_learned, truth_of
from pipeline.tables import REAL, CodedRemark, labeled_schema, read_coded, read_table
from pipeline.train.model import ThemeModel


@dataclass(frozen=True, slots=True)
class Known:
    """Remarks, the labels that some have, and what a model that did not learn from them says of them.

    Row i of each belongs together. `shown` has the columns `themes` and `evidence` of the labelled table; of written
    remarks, which do not stand in it, there is none. The file `annotations` may hold other remarks too.
    """

    remark_ids: list[str]
    meeting_ids: list[str]
    texts: list[str]
    labels: list[Label | None]
    said: HeldOut
    shown: pa.Table | None
    annotations: Path

    @property
    def open(self) -> list[int]:
        """The rows at which a look may change anything: an adjudicator's word was the last."""
        return [i for i, label in enumerate(self.labels) if label is None or label.coding_pass != "adjudicated"]

    def truth(self, codebook: Codebook) -> Flags:
        """Themes of the labels, shape (remarks, themes); none for a remark without a label."""
        found = np.zeros((len(self.labels), len(codebook.themes)), dtype=bool)
        for row, label in enumerate(self.labels):
            if label:
                found[row] = [theme in label.themes for theme in codebook.theme_ids]
        return found


def known_real(codebook: Codebook, model: ThemeModel) -> Known:
    """Real remarks with the labelled table's scores; those learned from with scores of models without their meeting.

    Raises:
        InputError: a table has not been built, or the labelled one was labelled by another model.
    """
    scores = [f"score_{theme}" for theme in codebook.theme_ids]
    columns = ["remark_id", "meeting_id", "text", "kind", "model_version", "themes", "evidence", *scores]
    table = read_table(paths.LABELED_TABLE, labeled_schema(codebook.theme_ids), columns)
    table = table.filter(pc.equal(table["kind"], "remark"))
    if pc.any(pc.not_equal(table["model_version"], model.version)).as_py():
        reason = f"was not labelled by the model as it is, {model.version}"
        raise InputError(paths.LABELED_TABLE, reason, "Run `make repro`.")
    human = gold_labels(read_labels(paths.CODED, codebook))
    ids = table["remark_id"].to_pylist()
    values = np.array([table[name].to_numpy() for name in scores], dtype=float).T
    said = HeldOut(values, np.tile(model.calibration.threshold, (len(ids), 1)))
    return Known(
        remark_ids=ids,
        meeting_ids=table["meeting_id"].to_pylist(),
        texts=table["text"].to_pylist(),
        labels=[human.get(remark_id) for remark_id in ids],
        said=_without_own_meeting(ids, said, codebook),
        shown=table.select(["themes", "evidence"]),
        annotations=paths.ANNOTATIONS_TABLE,
    )


def _without_own_meeting(remark_ids: Sequence[str], said: HeldOut, codebook: Codebook) -> HeldOut:
    """The same, but remarks that are learned from are judged by models that did not see their meeting."""
    real = {row.remark_id for row in read_coded(paths.LEARNED_TABLE)}
    rows = [i for i, remark_id in enumerate(remark_ids) if remark_id in real]
    if not rows:
        return said
    learned, held_out = _learned(codebook)
    place = {row.remark_id: i for i, row in enumerate(learned)}
    places = [place[remark_ids[i]] for i in rows]
    scores, thresholds = said.scores.copy(), said.thresholds.copy()
    scores[rows], thresholds[rows] = held_out.scores[places], held_out.thresholds[places]
    return HeldOut(scores, thresholds)


def known_written(codebook: Codebook) -> Known:
    """Written remarks with scores of models without their meeting.

    Raises:
        InputError: a table has not been built, or a remark was not trained on yet.
    """
    human = gold_labels([*read_labels(paths.WRITTEN, codebook), *read_labels(paths.CODED, codebook)])
    learned, held_out = _learned(codebook)
    rows = [i for i, remark in enumerate(learned) if remark.register != REAL]
    remarks = [learned[i] for i in rows]
    return Known(
        remark_ids=[remark.remark_id for remark in remarks],
        meeting_ids=[remark.meeting_id for remark in remarks],
        texts=[remark.text for remark in remarks],
        labels=[human[remark.remark_id] for remark in remarks],
        said=HeldOut(held_out.scores[rows], held_out.thresholds[rows]),
        shown=None,
        annotations=paths.WRITTEN_ANNOTATIONS_TABLE,
    )


def _learned(codebook: Codebook) -> tuple[list[CodedRemark], HeldOut]:
    """All that is learned from, by models, and with thresholds, that saw no remark of its meeting."""
    settings = load_settings().train
    learned = load_learned()
    truth = truth_of(learned, codebook)
    fold = balanced_folds(truth, [remark.meeting_id for remark in learned], settings.folds)
    logits = load_held_out([remark.remark_id for remark in learned], codebook)
    return learned, cross_fitted(logits, truth, fold, settings.threshold_factor)
