"""How the model reads the record of the Diet: `python -m benchmarks.diet --speeches FILE`.

`diet_passages.jsonl` beside this file names 595 passages of speeches of 2024 and 2025 and the themes that coders gave
them, without their text: the text is the Diet's, and whoever measures brings it, as JSON Lines (gzip or not) with
`id` and `text`, or as the National Diet Library's API prints it with `speechID` and `speech`. `draw` says how a
passage was found: `even` ones by lot over committees; `by_theme` ones among speeches that hold words of each theme,
so that rare themes occur; `balanced` ones likewise, but about as many a theme. `even` and `balanced` were coded by two
blind coders and adjudicated, `by_theme` once. All coders were passes of a language model that followed the codebook
(docs/data-card.md), version 1.

Thresholds (docs/decisions/0004) were chosen with these passages in view, so the model's figures are slightly high.
"""

import argparse
import gzip
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.annotate import load_lexicon
from pipeline.annotate.texts import annotate_texts
from pipeline.codebook import load_codebook
from pipeline.errors import InputError
from pipeline.evaluate.baselines import codebook_rule, lexicon_rule
from pipeline.evaluate.report import Measured, headline, per_theme
from pipeline.evaluate.scores import Flags
from pipeline.files import write_text
from pipeline.labels import Label
from pipeline.labels.agreement import agreement
from pipeline.settings import load_settings
from pipeline.stages import paths
from pipeline.stages.training_set import load_training_set
from pipeline.train.features import LexiconBlock
from pipeline.train.model import load_model

PASSAGES = Path(__file__).with_name("diet_passages.jsonl")
DRAWS = ("even", "by_theme", "balanced")
_BREAKS = re.compile(r"[\r\n]+")


def main(arguments: Sequence[str] | None = None) -> None:
    """Write `metrics/diet.json` and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--speeches", type=Path, required=True, help="JSON Lines of speeches, gzip or not")
    speeches = dict(_speeches(parser.parse_args(arguments).speeches))
    passages = [json.loads(line) for line in PASSAGES.read_text(encoding="utf-8").splitlines()]
    figures = _figures(passages, [_text(passage, speeches) for passage in passages])
    text = json.dumps(figures, indent=2) + "\n"
    write_text(paths.METRICS / "diet.json", text)
    sys.stdout.write(text)


def _figures(passages: list[dict[str, Any]], texts: list[str]) -> dict[str, Any]:
    settings, codebook = load_settings(), load_codebook(paths.CODEBOOK)
    lexicon = load_lexicon(paths.LEXICON, paths.CONCEPTS)
    keyed = list(zip(map(str, range(len(texts))), texts, strict=True))
    annotations = annotate_texts(keyed, settings=settings.annotate, run=settings.run, lexicon=lexicon)
    model = load_model(paths.MODEL, codebook)
    scores = model.scores(annotations)
    grades = LexiconBlock(model.theme_ids, load_training_set(codebook).grades, 1.0)
    systems = {
        "model": Measured(model.decide(scores), scores),
        "lexicon_rule": Measured(lexicon_rule(annotations, grades)),
        "codebook_rule": Measured(codebook_rule(texts, codebook)),
    }
    truth = np.array([[theme in passage["themes"] for theme in codebook.theme_ids] for passage in passages])
    found = {}
    for draw in ("all", *DRAWS):
        rows = np.array([draw in ("all", passage["draw"]) for passage in passages])
        part = {name: Measured(one.predicted[rows], _rows(one.scores, rows)) for name, one in systems.items()}
        twice = _codings([passage for passage in passages if draw in ("all", passage["draw"])])
        human = agreement(twice, codebook.theme_ids)
        found[draw] = headline(truth[rows], part, human, settings.evaluate.bootstrap, settings.train.seed)
        if not twice:
            del found[draw]["human_agreement"]
    found["themes"] = per_theme(truth, systems["model"].predicted, model.theme_ids)
    return found


def _rows(scores: Any, rows: Flags) -> Any:
    return None if scores is None else scores[rows]


def _codings(passages: list[dict[str, Any]]) -> list[Label]:
    """The two blind codings of those passages that were coded twice."""
    return [
        Label.model_validate(
            {"remark_id": str(i), "themes": p[coder], "coder": coder, "pass": coding_pass, "codebook_version": 1}
        )
        for i, p in enumerate(passages)
        for coder, coding_pass in (("coder_1", "first"), ("coder_2", "second"))
        if coder in p
    ]


def _speeches(path: Path) -> Iterator[tuple[str, str]]:
    """Id and text of each speech."""
    with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as handle:
        for line in handle:
            speech = json.loads(line)
            yield speech.get("id") or speech["speechID"], speech.get("text") or speech["speech"]


def _text(passage: dict[str, Any], speeches: dict[str, str]) -> str:
    """The passage: characters `start` to `end` of the speech whose paragraphs are joined without a break."""
    speech = passage["speech"]
    if speech not in speeches:
        raise InputError(PASSAGES, f"needs the speech {speech}", "Bring speeches of July 2024 to June 2025.")
    joined = "".join(paragraph.strip("　 \r\n") for paragraph in _BREAKS.split(speeches[speech]))
    text = joined[passage["start"] : passage["end"]]
    if hashlib.sha256(text.encode()).hexdigest()[:16] != passage["sha256"]:
        raise InputError(PASSAGES, f"finds another text in the speech {speech}", "Bring it as the Diet printed it.")
    return text


if __name__ == "__main__":
    main()
