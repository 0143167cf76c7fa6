"""`ronten add`: take new minutes into the dataset."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.output import each_input


def command(
    paths: Annotated[list[Path], typer.Argument(help="Minutes to take in.")],
    publisher: Annotated[str, typer.Option(help="Who published them.")] = "",
    url: Annotated[str, typer.Option(help="Where they were found.")] = "",
    terms: Annotated[str, typer.Option(help="Under which terms they may be used, and where these stand.")] = "",
) -> None:
    """Check minutes and copy them into data/raw/ with a provenance record; `dvc repro` then takes them in."""
    from pipeline.raw import add_document
    from pipeline.settings import load_settings
    from pipeline.stages.paths import RAW

    settings = load_settings().segment
    note = {key: value for key, value in (("publisher", publisher), ("url", url), ("terms", terms)) if value}
    added, code = each_input(paths, lambda path: add_document(path, RAW, settings, note))
    for document in added:
        sys.stderr.write(f"added {document.path.name}: {document.remarks} remarks. Run `dvc repro` to take it in.\n")
    raise typer.Exit(code)
