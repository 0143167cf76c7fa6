"""The command `ronten`."""

import sys

import typer

from pipeline.cli import add, cache, champion, diff, explore, export, labels, report, segment, tag
from pipeline.errors import RontenError

app = typer.Typer(
    help="Japanese government meeting minutes as a labelled dataset of remarks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("segment")(segment.command)
app.command("tag")(tag.command)
app.command("add")(add.command)
app.command("champion")(champion.command)
app.command("diff")(diff.command)
app.command("report")(report.command)
app.command("explore")(explore.command)
app.command("export")(export.command)
app.add_typer(labels.app, name="labels")
app.add_typer(cache.app, name="cache")


def main() -> None:
    """Run the command line; a user's error is printed without a traceback and ends with exit code 1."""
    try:
        app()
    except RontenError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
