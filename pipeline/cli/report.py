"""`ronten report`: the labelled remarks as one HTML page."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write here instead of data/processed/report.html.")
    ] = None,
) -> None:
    """Write one self-contained HTML page: themes, remarks with their evidence, figures, and what needs review."""
    from pipeline.errors import InputError
    from pipeline.stages.report import PAGE, run

    page = output or PAGE
    if not page.absolute().parent.is_dir():
        raise InputError(page, "stands in a folder that does not exist", "Make the folder first.")
    run(page)
