"""`ronten labels`: what the label files hold and how far coders agree."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer(help="Labels: how far coders agree.", no_args_is_help=True)


@app.callback()
def labels() -> None:
    """Labels: how far coders agree."""


@app.command("agreement")
def agreement_command(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Compare the first and second coding of every remark that has both."""
    from pipeline.codebook import load_codebook
    from pipeline.labels import read_labels
    from pipeline.labels.agreement import agreement
    from pipeline.stages import paths

    codebook = load_codebook(paths.CODEBOOK)
    found = agreement([*read_labels(paths.WRITTEN, codebook), *read_labels(paths.CODED, codebook)], codebook.theme_ids)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
        return
    title = f"{found.remarks} remarks coded twice: alpha {found.alpha:.3f}, pairwise F1 {found.f1:.3f}"
    table = Table("theme", "first", "second", "both", "alpha", title=title)
    for theme in found.themes:
        row = (theme.first, theme.second, theme.both, f"{theme.alpha:.3f}")
        table.add_row(theme.theme, *map(str, row))
    Console(width=100).print(table)
    for differing in found.disagreements:
        typer.echo(f"{differing.remark_id}: first only {differing.only_first}, second only {differing.only_second}")
