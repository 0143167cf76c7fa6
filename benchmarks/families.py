"""Families of theme classifiers side by side, by nested cross-validation over the written remarks.

    python -m benchmarks.families

Outer folds hold whole meetings with balanced themes. Inside the training part of each, inner folds of whole meetings
choose the family's one hyperparameter and fit its calibration and thresholds; the outer fold is only judged. The real
remarks are judged the same way by families fitted on all written remarks, with thresholds multiplied as for the model
(docs/decisions/0004). Fit cost is processor time from annotations to judged remarks, as a ratio to the model's.

Reads the tables that `make repro` builds; writes metrics/families.json, of which `python -m pipeline.docs` makes the
table in docs/decisions/0009-classifier-family.md. Takes about half an hour on two cores.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import process_time
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from threadpoolctl import threadpool_limits

from benchmarks.theme_families import FAMILIES, Array, Family, Flags, Split
from pipeline.codebook import Codebook, load_codebook
from pipeline.evaluate.baselines import codebook_rule
from pipeline.evaluate.folds import balanced_folds
from pipeline.evaluate.scores import bootstrap, calibration_error, macro_f1, micro_f1, ranking_precision
from pipeline.files import write_text
from pipeline.settings import PROJECT, Settings, TrainSettings, load_settings
from pipeline.stages import paths
from pipeline.stages.training_set import load_measured_set, load_written_set
from pipeline.train.calibration import calibrate
from pipeline.train.classifier import TrainingSet
from pipeline.train.features import LexiconBlock

RESULT = PROJECT / "metrics/families.json"
OUTER, INNER = 5, 3
LEXICON_WEIGHTS = (0.55, 1.0, 1.5, 2.0)
"""Summed weights of lexicon terms tried as the rule's threshold."""

ENSEMBLE = ("ours", "kernel_svm")
RULES = {"codebook_rule": "codebook's words as a rule", "lexicon_rule": "theme lexicon as a rule"}
TITLES = {
    **RULES,
    **{name: family.title for name, family in FAMILIES.items()},
    "ensemble": "mean of the model and the RBF kernel SVM",
}
HYPERPARAMETERS = {"lexicon_rule": "weight", **{name: family.hyperparameter for name, family in FAMILIES.items()}}


@dataclass(frozen=True)
class Judged:
    """What one family said of the remarks of one split; `calibrated` is false for scores that are no probabilities."""

    scores: Array
    decided: Flags
    chosen: float | None = None
    calibrated: bool = True


@dataclass(frozen=True)
class Tried:
    """A family at its best hyperparameter: log-odds of the inner folds' remarks and of the remarks to judge."""

    inner: Array
    outer: Array
    chosen: float | None


def main() -> None:
    """Measure, print and write."""
    settings, codebook = load_settings(), load_codebook(paths.CODEBOOK)
    written, real = load_written_set(codebook), load_measured_set(codebook)
    fold = balanced_folds(written.truth, written.meetings, OUTER)
    parts = [
        (written.part(np.flatnonzero(fold != k).tolist()), written.part(np.flatnonzero(fold == k).tolist()))
        for k in range(OUTER)
    ]
    # the written remarks' own thresholds are right for written remarks; only real ones need the factor
    jobs = [(seen, unseen, 1.0) for seen, unseen in parts] + [(written, real, settings.train.threshold_factor)]
    judged = Parallel(n_jobs=settings.run.workers)(
        delayed(judge_split)(seen, unseen, settings.train, codebook, factor) for seen, unseen, factor in jobs
    )
    chosen = {name: said.chosen for name, said in judged[-1].items() if said.chosen is not None}
    costs = fit_costs(written, real, settings.train, chosen)
    truths = [unseen.truth for _, unseen in parts]
    figures = report(judged[:-1], truths, judged[-1], real.truth, costs, settings)
    print(json.dumps(figures, indent=2))
    write_text(RESULT, json.dumps(figures, indent=2) + "\n")


def judge_split(
    seen: TrainingSet, unseen: TrainingSet, settings: TrainSettings, codebook: Codebook, factor: float
) -> dict[str, Judged]:
    """Every family on one split; all that is chosen or fitted comes from `seen`.

    Args:
        seen: remarks to learn from.
        unseen: remarks to judge.
        settings: scales and weights of the features.
        codebook: themes and their words, for the rule.
        factor: what fitted thresholds are multiplied by.
    """
    with threadpool_limits(1):
        tried = _try_families(seen, unseen, settings)
    tried["ensemble"] = _ensemble([tried[name] for name in ENSEMBLE], seen.truth)
    judged = {"codebook_rule": _codebook_rule(unseen, codebook), "lexicon_rule": _lexicon_rule(seen, unseen)}
    for name, family in tried.items():
        calibration = calibrate(family.inner, seen.truth, factor)
        scores = calibration.probabilities(family.outer)
        judged[name] = Judged(scores, calibration.decide(scores), family.chosen)
    return judged


def _try_families(seen: TrainingSet, unseen: TrainingSet, settings: TrainSettings) -> dict[str, Tried]:
    inner = {name: {value: np.zeros(seen.truth.shape) for value in f.values} for name, f in FAMILIES.items()}
    fold = balanced_folds(seen.truth, seen.meetings, INNER)
    for k in range(INNER):
        rest, held = np.flatnonzero(fold != k).tolist(), np.flatnonzero(fold == k).tolist()
        split = Split(seen.part(rest), seen.part(held), settings)
        for name, family in FAMILIES.items():
            for value in family.values:
                inner[name][value][held] = family.judge(split, value)
    whole = Split(seen, unseen, settings)
    best = {name: _best(inner[name], seen.truth) for name in FAMILIES}
    return {
        name: Tried(inner[name][best[name]], family.judge(whole, best[name]), best[name])
        for name, family in FAMILIES.items()
    }


def _best(tried: Mapping[float, Array], truth: Flags) -> float:
    """The hyperparameter whose inner folds give the highest micro-F1."""

    def reached(value: float) -> float:
        calibration = calibrate(tried[value], truth)
        return micro_f1(truth, calibration.decide(calibration.probabilities(tried[value])))

    return max(tried, key=reached)


def _ensemble(members: Sequence[Tried], truth: Flags) -> Tried:
    """Mean of the members' calibrated probabilities, as log-odds."""
    fitted = [calibrate(member.inner, truth) for member in members]
    pairs = list(zip(fitted, members, strict=True))
    inner = np.mean([calibration.probabilities(member.inner) for calibration, member in pairs], axis=0)
    outer = np.mean([calibration.probabilities(member.outer) for calibration, member in pairs], axis=0)
    return Tried(_log_odds(inner), _log_odds(outer), None)


def _log_odds(probabilities: Array) -> Array:
    safe = np.clip(probabilities, 1e-9, 1 - 1e-9)
    return np.asarray(np.log(safe / (1 - safe)))


def _codebook_rule(unseen: TrainingSet, codebook: Codebook) -> Judged:
    decided = codebook_rule(unseen.texts, codebook)
    return Judged(decided.astype(float), decided, calibrated=False)


def _lexicon_rule(seen: TrainingSet, unseen: TrainingSet) -> Judged:
    block = LexiconBlock(seen.theme_ids, seen.grades, 1.0)
    known, sums = (np.expm1(block.matrix(part.annotations).toarray()) for part in (seen, unseen))
    least = max(LEXICON_WEIGHTS, key=lambda weight: micro_f1(seen.truth, known >= weight - 1e-9))
    return Judged(sums, sums >= least - 1e-9, least, calibrated=False)


def fit_costs(
    written: TrainingSet, real: TrainingSet, settings: TrainSettings, chosen: Mapping[str, float]
) -> dict[str, float]:
    """Processor time of each family from annotations to judged remarks, divided by the model's.

    Each family gets a new split, so that each pays for the features that it reads.
    """
    with threadpool_limits(1):
        _ = Split(real, real, settings).judged  # loads the word vectors before any clock runs
        costs = {name: _cost(family, Split(written, real, settings), chosen[name]) for name, family in FAMILIES.items()}
    costs["ensemble"] = sum(costs[name] for name in ENSEMBLE)
    return {name: cost / costs["ours"] for name, cost in costs.items()}


def _cost(family: Family, split: Split, value: float) -> float:
    start = process_time()
    family.judge(split, value)
    return process_time() - start


def report(
    judged: Sequence[Mapping[str, Judged]],
    truths: Sequence[Flags],
    real: Mapping[str, Judged],
    real_truth: Flags,
    costs: Mapping[str, float],
    settings: Settings,
) -> dict[str, Any]:
    """Figures of every family: mean and standard deviation over outer folds, and the real remarks with intervals."""
    baseline = [micro_f1(truth, split["ours"].decided) for truth, split in zip(truths, judged, strict=True)]
    families = {}
    for name, title in TITLES.items():
        splits = list(zip(truths, [split[name] for split in judged], strict=True))
        micro = [micro_f1(truth, said.decided) for truth, said in splits]
        figures: dict[str, Any] = {
            "title": title,
            "hyperparameter": HYPERPARAMETERS.get(name, ""),
            "chosen": [said.chosen for _, said in splits],
            "micro_f1": _spread(micro),
            "micro_f1_above_ours": _spread([value - ours for value, ours in zip(micro, baseline, strict=True)]),
            "macro_f1": _spread([macro_f1(truth, said.decided) for truth, said in splits]),
            "ranking_precision": _spread([ranking_precision(truth, said.scores) for truth, said in splits]),
        }
        if real[name].calibrated:
            figures["calibration_error"] = _spread([calibration_error(truth, said.scores) for truth, said in splits])
            figures["fit_cost_ratio"] = float(f"{costs[name]:.2g}")
        resamples, seed = settings.evaluate.bootstrap, settings.train.seed
        figures["real_micro_f1"] = bootstrap(micro_f1, real_truth, real[name].decided, resamples, seed).as_dict()
        families[name] = figures
    counts = {"written_remarks": sum(map(len, truths)), "real_remarks": len(real_truth)}
    return {**counts, "outer_folds": OUTER, "inner_folds": INNER, "families": families}


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {"mean": round(float(np.mean(values)), 4), "sd": round(float(np.std(values, ddof=1)), 4)}


if __name__ == "__main__":
    main()
