"""Stage `choose`: the champion or the challenger, by measured real remarks, to the model in use.

The champion is a file in git that no stage writes: `ronten champion` puts the chosen model in its place. So equal
inputs give equal outputs however often the stage runs.
"""

import json
from typing import Any

import numpy as np

from pipeline.codebook import load_codebook
from pipeline.errors import InputError
from pipeline.evaluate.contest import Contest, contest, figures
from pipeline.files import replacing, write_text
from pipeline.settings import load_settings
from pipeline.stages import command, paths
from pipeline.stages.training_set import load_measured_set
from pipeline.train.classifier import TrainingSet
from pipeline.train.model import ThemeModel, load_model, same_model


def run() -> None:
    """Write the chosen model to `models/themes.safetensors` and the decision to `metrics/champion.json`."""
    codebook = load_codebook(paths.CODEBOOK)
    challenger = load_model(paths.CHALLENGER, codebook)
    measured = load_measured_set(codebook)
    try:
        champion = load_model(paths.CHAMPION, codebook)
    except InputError as error:
        found, fair, models = _walkover(f"the champion {error.reason}"), measured, {"challenger": challenger}
    else:
        fair, models = _fair(measured, champion), {"champion": champion, "challenger": challenger}
        found = _contest(fair, champion, challenger)
    with replacing(paths.MODEL) as temporary:
        temporary.write_bytes((paths.CHAMPION if found.chosen == "champion" else paths.CHALLENGER).read_bytes())
    write_text(paths.DECISION, json.dumps(_decision(found, fair, models), indent=2, ensure_ascii=False) + "\n")


def _contest(fair: TrainingSet, champion: ThemeModel, challenger: ThemeModel) -> Contest:
    if same_model(champion, challenger):
        return Contest("champion", "the challenger is the same model")
    if not fair.texts:
        return _walkover("the champion has learned from every measured meeting")
    settings = load_settings()
    said = [_decided(model, fair) for model in (champion, challenger)]
    return contest(fair.truth, said[0], said[1], settings.evaluate.bootstrap, settings.train.seed)


def _walkover(reason: str) -> Contest:
    return Contest("challenger", reason)


def _fair(measured: TrainingSet, champion: ThemeModel) -> TrainingSet:
    """The measured remarks of meetings that the champion has not learned from; the challenger never does."""
    rows = [i for i, meeting in enumerate(measured.meetings) if meeting not in champion.learned_meetings]
    return measured.part(rows)


def _decided(model: ThemeModel, data: TrainingSet) -> Any:
    return model.decide(model.scores(data.annotations))


def _decision(found: Contest, fair: TrainingSet, models: dict[str, ThemeModel]) -> dict[str, Any]:
    told = {
        name: {
            "version": model.version,
            "codebook_version": model.codebook_version,
            "learned_real_meetings": len(model.learned_meetings),
            **(figures(fair.truth, _decided(model, fair)) if fair.texts else {}),
        }
        for name, model in models.items()
    }
    difference = {"micro_f1_difference": found.difference.as_dict()} if found.difference else {}
    measured = {"remarks": len(fair.texts), "meetings": len(np.unique(fair.meetings))}
    return {"chosen": found.chosen, "reason": found.reason, **measured, **difference, **told}


if __name__ == "__main__":
    command(run)
