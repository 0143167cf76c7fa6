"""Stage `evaluate`: the model on the coded real remarks, and on the written corpus by held-out meetings."""

import json
from typing import Any

import numpy as np

from pipeline.codebook import Codebook, load_codebook
from pipeline.evaluate.baselines import codebook_rule, lexicon_rule, majority, tfidf_logistic
from pipeline.evaluate.curves import cooccurrence, coverage, label_structure, precision_recall, reliability
from pipeline.evaluate.folds import balanced_folds
from pipeline.evaluate.held_out import HeldOut, cross_fitted
from pipeline.evaluate.report import Measured, headline, per_theme
from pipeline.evaluate.scores import Flags, calibration_error, macro_f1, micro_f1, ranking_precision
from pipeline.files import write_text
from pipeline.labels import read_labels
from pipeline.labels.agreement import agreement
from pipeline.settings import load_settings
from pipeline.stages import command, paths
from pipeline.stages.training_set import load_held_out, load_measured_set, load_training_set
from pipeline.tables import REAL
from pipeline.train.classifier import TrainingSet
from pipeline.train.features import LexiconBlock
from pipeline.train.model import load_model


def run() -> None:
    """Write the figures of real remarks and of the corpus to `metrics/`, and what plots show to `metrics/plots/`."""
    settings, codebook = load_settings(), load_codebook(paths.CODEBOOK)
    data, real = load_training_set(codebook), load_measured_set(codebook)
    model = load_model(paths.MODEL, codebook)
    scores = model.scores(real.annotations)
    said = HeldOut(scores, np.tile(model.calibration.threshold, (len(scores), 1)))
    systems = {"model": Measured(said.decided, scores), **_baselines(real, data, codebook)}
    measured = {row.remark_id for row in real.annotations}
    human = agreement([c for c in read_labels(paths.CODED, codebook) if c.remark_id in measured], codebook.theme_ids)
    resamples, seed = settings.evaluate.bootstrap, settings.train.seed
    _write("headline.json", headline(real.truth, systems, human, resamples, seed))
    _write("themes.json", per_theme(real.truth, said.decided, real.theme_ids))
    _write_plots("real", real, said)
    # every remark that is learned from, by a model and with thresholds that saw no remark of its meeting
    fold = balanced_folds(data.truth, data.meetings, settings.train.folds)
    logits = load_held_out([row.remark_id for row in data.annotations], codebook)
    held_out = cross_fitted(logits, data.truth, fold, settings.train.threshold_factor)
    _write("corpus.json", _corpus(data, held_out, settings.train.review_margin))
    _write("corpus_themes.json", per_theme(data.truth, held_out.decided, data.theme_ids))
    _write_plots("held_out", data, held_out)


def _baselines(real: TrainingSet, data: TrainingSet, codebook: Codebook) -> dict[str, Measured]:
    lexicon = LexiconBlock(data.theme_ids, data.grades, 1.0)
    return {
        "lexicon_rule": Measured(lexicon_rule(real.annotations, lexicon)),
        "codebook_rule": Measured(codebook_rule(real.texts, codebook)),
        "tfidf_logistic": Measured(tfidf_logistic(data.texts, data.truth, real.texts)),
        "majority": Measured(majority(data.truth, len(real.texts))),
    }


def _corpus(data: TrainingSet, held_out: HeldOut, margin: float) -> dict[str, Any]:
    """Figures on the remarks learned from, by held-out meetings; thresholds are lowered as for measured ones."""
    truth, decided = data.truth, held_out.decided
    figures: dict[str, Any] = {
        "remarks": len(truth),
        "real_remarks": data.registers.count(REAL),
        "micro_f1": _micro(truth, decided),
        "macro_f1": round(macro_f1(truth, decided), 4),
        "ranking_precision": round(ranking_precision(truth, held_out.scores), 4),
        "calibration_error": round(calibration_error(truth, held_out.scores), 4),
    }
    registers = np.array(data.registers)
    for register in sorted(set(data.registers)):
        rows = registers == register
        figures[f"micro_f1_{register}"] = _micro(truth[rows], decided[rows])
        error = calibration_error(truth[rows], held_out.scores[rows])
        figures[f"calibration_error_{register}"] = round(error, 4)
    unsure, wrong = held_out.sureness < margin, (truth != decided).any(axis=1)
    figures["marked_for_review"] = round(float(unsure.mean()), 4)
    figures["wrong_marked_for_review"] = round(float(unsure[wrong].mean()) if wrong.any() else 0.0, 4)
    return figures | label_structure(truth, decided)


def _micro(truth: Flags, decided: Flags) -> float:
    return round(micro_f1(truth, decided), 4)


def _write_plots(name: str, data: TrainingSet, said: HeldOut) -> None:
    themes = per_theme(data.truth, said.decided, data.theme_ids)
    plots = {
        "themes": [{"theme": theme, **figures} for theme, figures in themes.items()],
        "precision_recall": precision_recall(data.truth, said.scores, data.theme_ids),
        "reliability": reliability(data.truth, said.scores),
        "coverage": coverage(data.truth, said.decided, said.sureness),
        "cooccurrence": cooccurrence(data.truth, said.decided, data.theme_ids),
    }
    for plot, rows in plots.items():
        lines = ",\n".join(json.dumps(row) for row in rows)
        write_text(paths.METRICS / "plots" / name / f"{plot}.json", f"[\n{lines}\n]\n")


def _write(name: str, figures: dict[str, Any]) -> None:
    write_text(paths.METRICS / name, json.dumps(figures, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    command(run)
