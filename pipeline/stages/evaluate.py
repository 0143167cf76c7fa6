"""Stage `evaluate`: the model on the coded real remarks, and on the written corpus by held-out meetings."""

import json
from typing import Any

import numpy as np

from pipeline.codebook import Codebook, load_codebook
from pipeline.evaluate.baselines import codebook_rule, lexicon_rule, majority, tfidf_logistic
from pipeline.evaluate.report import Measured, headline, per_theme
from pipeline.evaluate.scores import calibration_error, micro_f1
from pipeline.files import write_text
from pipeline.labels import Label, gold_labels, read_labels
from pipeline.labels.agreement import agreement
from pipeline.settings import Settings, load_settings
from pipeline.stages import paths
from pipeline.stages.training_set import load_training_set
from pipeline.tables import Annotation, Remark, read_annotations, read_remarks
from pipeline.train.calibration import calibrate
from pipeline.train.classifier import TrainingSet, held_out_logits
from pipeline.train.features import LexiconBlock
from pipeline.train.model import load_model


def run() -> None:
    """Write `metrics/headline.json`, `metrics/themes.json` and `metrics/corpus.json`."""
    settings, codebook = load_settings(), load_codebook(paths.CODEBOOK)
    data = load_training_set(codebook)
    coded = read_labels(paths.CODED, codebook)
    remarks, annotations, truth = _real(codebook, gold_labels(coded))
    systems = _systems(remarks, annotations, data, codebook)
    real_ids = {remark.remark_id for remark in remarks}
    human = agreement([label for label in coded if label.remark_id in real_ids], codebook.theme_ids)
    resamples, seed = settings.evaluate.bootstrap, settings.train.seed
    _write("headline.json", headline(truth, systems, human, resamples, seed))
    _write("themes.json", per_theme(truth, systems["model"].predicted, data.theme_ids))
    _write("corpus.json", _corpus(data, settings))


def _real(codebook: Codebook, gold: dict[str, Label]) -> tuple[list[Remark], list[Annotation], Any]:
    annotated = {row.remark_id: row for row in read_annotations(paths.ANNOTATIONS_TABLE)}
    remarks = [remark for remark in read_remarks(paths.REMARKS_TABLE) if remark.remark_id in gold]
    truth = [[theme in gold[remark.remark_id].themes for theme in codebook.theme_ids] for remark in remarks]
    return remarks, [annotated[remark.remark_id] for remark in remarks], np.array(truth)


def _systems(
    remarks: list[Remark], annotations: list[Annotation], data: TrainingSet, codebook: Codebook
) -> dict[str, Measured]:
    model = load_model(paths.MODEL, codebook)
    scores = model.scores(annotations)
    texts = [remark.text for remark in remarks]
    lexicon = LexiconBlock(data.theme_ids, data.grades, 1.0)
    return {
        "model": Measured(model.decide(scores), scores),
        "lexicon_rule": Measured(lexicon_rule(annotations, lexicon)),
        "codebook_rule": Measured(codebook_rule(texts, codebook)),
        "tfidf_logistic": Measured(tfidf_logistic(data.texts, data.truth, texts)),
        "majority": Measured(majority(data.truth, len(texts))),
    }


def _corpus(data: TrainingSet, settings: Settings) -> dict[str, Any]:
    """Held-out figures on the written corpus; its thresholds saw the same remarks, so read F1 as high."""
    logits = held_out_logits(data, settings.train)
    calibration = calibrate(logits, data.truth, settings.train.threshold_factor)
    scores = calibration.probabilities(logits)
    decided = calibration.decide(scores)
    figures: dict[str, Any] = {
        "remarks": len(data.truth),
        "micro_f1": round(micro_f1(data.truth, decided), 4),
        "calibration_error": round(calibration_error(data.truth, scores), 4),
    }
    for register in sorted(set(data.registers)):
        rows = [i for i, name in enumerate(data.registers) if name == register]
        figures[f"micro_f1_{register}"] = round(micro_f1(data.truth[rows], decided[rows]), 4)
    return figures


def _write(name: str, figures: dict[str, Any]) -> None:
    write_text(paths.METRICS / name, json.dumps(figures, indent=2, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    run()
