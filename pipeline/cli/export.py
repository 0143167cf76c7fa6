"""`ronten export`: labelled remarks for spreadsheets and for other tools."""

from pathlib import Path
from typing import Annotated

import typer


def command(
    path: Annotated[Path, typer.Argument(help="A labelled table: labeled_remarks.parquet, or what `tag -o` wrote.")],
    to: Annotated[str, typer.Option(help="csv, xlsx, jsonl, polis or kouchou-ai.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Write to this file.")],
) -> None:
    """Write labelled remarks in a form that other programs take in; nothing in it runs as a formula."""
    from pipeline.codebook import load_codebook
    from pipeline.errors import InputError
    from pipeline.export import FORMATS, export
    from pipeline.stages import paths
    from pipeline.tables import labeled_schema, read_table

    if to not in FORMATS:
        raise typer.BadParameter(f"{to!r} is none of {', '.join(FORMATS)}.", param_hint="--to")
    if not output.absolute().parent.is_dir():
        raise InputError(output, "stands in a folder that does not exist", "Make the folder first.")
    export(read_table(path, labeled_schema(load_codebook(paths.CODEBOOK).theme_ids)), to, output)
