"""Stage `report`: labelled remarks, meetings, metrics and model to one self-contained HTML page."""

import json
import os
from pathlib import Path
from urllib.parse import quote

from pipeline.codebook import load_codebook
from pipeline.errors import InputError
from pipeline.files import write_text
from pipeline.report import Material
from pipeline.report.page import render
from pipeline.stages import command, paths
from pipeline.tables import MEETINGS, Meeting, labeled_schema, read_table
from pipeline.train.model import load_model

PAGE = paths.PROCESSED / "report.html"
MEASURED = ("headline", "themes", "corpus")
"""Files of `metrics/` that the page shows; the page says so where one is missing."""


def run(page: Path = PAGE) -> None:
    """Write the page; its links to the sources start from the folder it stands in.

    Raises:
        InputError: a table or the model has not been built, or a metrics file is no JSON.

    """
    write_text(page, render(load_material(page.absolute().parent)))


def load_material(folder: Path) -> Material:
    """Everything the page is made from, for a page that will stand in `folder`."""
    codebook = load_codebook(paths.CODEBOOK)
    model = load_model(paths.MODEL, codebook)
    refused = paths.QUARANTINE.read_text(encoding="utf-8").splitlines() if paths.QUARANTINE.exists() else []
    return Material(
        rows=read_table(paths.LABELED_TABLE, labeled_schema(codebook.theme_ids)).to_pylist(),
        meetings=[Meeting(**row) for row in read_table(paths.MEETINGS_TABLE, MEETINGS).to_pylist()],
        refused=[json.loads(line) for line in refused],
        codebook=codebook,
        thresholds=dict(zip(model.theme_ids, model.calibration.threshold.tolist(), strict=True)),
        review_margin=model.review_margin,
        metrics={name: found for name in MEASURED if (found := _figures(paths.METRICS / f"{name}.json"))},
        sources=quote(Path(os.path.relpath(paths.RAW, folder)).as_posix()) + "/",
    )


def _figures(path: Path) -> object:
    if not path.exists():
        return None
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise InputError(path, f"is no JSON: {error}", "Run `make repro` to measure again.") from error


if __name__ == "__main__":
    command(run)
