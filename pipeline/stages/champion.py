"""Putting the model in use in the champion's place; `ronten champion` uses it.

No stage does this: the champion is an input of the pipeline, kept in git, and a person says when it changes.
"""

import json
from dataclasses import dataclass
from typing import Any

from pipeline.errors import InputError
from pipeline.files import replacing, write_text
from pipeline.stages import paths
from pipeline.train.model import load_model


@dataclass(frozen=True, slots=True)
class Crowned:
    """The version that is the champion now, and whether it was before."""

    version: str
    was_champion: bool


def crown() -> Crowned:
    """Copy the model in use over the champion, and add the decision that it won by to the list of champions.

    Raises:
        InputError: the model has not been built, or is not the one that was decided on.
    """
    version = load_model(paths.MODEL).version
    decision = _decision()
    if decision[decision["chosen"]]["version"] != version:
        reason = f"is not about {paths.MODEL.name}, which is {version}"
        raise InputError(paths.DECISION, reason, "Run `dvc repro` first.")
    model = paths.MODEL.read_bytes()
    if paths.CHAMPION.exists() and paths.CHAMPION.read_bytes() == model:
        return Crowned(version, was_champion=True)
    earlier = paths.CHAMPIONS.read_text(encoding="utf-8") if paths.CHAMPIONS.exists() else ""
    with replacing(paths.CHAMPION) as temporary:
        temporary.write_bytes(model)
    write_text(paths.CHAMPIONS, f"{earlier}{json.dumps(decision, ensure_ascii=False)}\n")
    return Crowned(version, was_champion=False)


def _decision() -> dict[str, Any]:
    try:
        return dict(json.loads(paths.DECISION.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise InputError(paths.DECISION, "does not exist", "Run `dvc repro` first.") from error
