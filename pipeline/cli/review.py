"""`ronten labels`, the part that coders use: queue, export, import, disagreements, adjudicate."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from pipeline.cli.output import check_output, write_rows

if TYPE_CHECKING:
    from pipeline.labels.imports import Plan

Tool = Literal["label-studio", "doccano", "prodigy", "csv", "xlsx"]
Passes = Literal["first", "second", "adjudicated"]

From = Annotated[Tool | None, typer.Option("--from", help="The tool that wrote it; told by the file when absent.")]
Replace = Annotated[bool, typer.Option("--replace", help="Let coders change the labels they gave before.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check and report; write nothing.")]


def queue_command(
    size: Annotated[int, typer.Option("-n", "--size", min=1, help="Most remarks.")] = 30,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this .jsonl, .csv or .parquet file.")
    ] = None,
    written: Annotated[bool, typer.Option("--written", help="Doubt the labels of the written corpus.")] = False,
) -> None:
    """List the remarks where a look pays most, with the model's suggestion, scores and evidence, and why."""
    from pipeline.stages.queue import QUEUE, review_queue

    check_output(output)
    write_rows(review_queue(size, written=written), output, QUEUE)


def export_command(
    tool: Annotated[Tool, typer.Option("--to", help="The tool that the file is for.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    size: Annotated[int | None, typer.Option("--queue", min=1, help="Only this many, from the review queue.")] = None,
    written: Annotated[bool, typer.Option("--written", help="The queue of the written corpus.")] = False,
    blind: Annotated[bool, typer.Option("--blind", help="Leave out suggestions and labels.")] = False,
    labels: Annotated[bool, typer.Option("--labels/--no-labels", help="Give along the labels there are.")] = True,
) -> None:
    """Write remarks for a coder's tool, with the model's suggestions and the labels there are."""
    from pipeline.errors import InputError
    from pipeline.stages.exchange import Choice, export_labels

    if written and size is None:
        raise typer.BadParameter("needs --queue", param_hint="--written")
    if not output.absolute().parent.is_dir():
        raise InputError(output, "stands in a folder that does not exist", "Make the folder first.")
    number, files = export_labels(tool, output, Choice(size, written, blind, labels))
    sys.stderr.write(f"{number} remarks: {', '.join(map(str, files))}\n")


def import_command(
    path: Annotated[Path, typer.Argument(help="What the coder's tool has exported.")],
    coder: Annotated[
        list[str] | None,
        typer.Option(help="Who coded it, where the file does not say; ID=NAME names one of the tool's coders."),
    ] = None,
    tool: From = None,
    coding_pass: Annotated[
        Passes | None, typer.Option("--pass", help="Pass of every coding; else the coder's own or the next free one.")
    ] = None,
    replace: Replace = False,
    dry_run: DryRun = False,
) -> None:
    """Take codings into data/labels/coded; when anything in the file is wrong, all of it is named and none is taken."""
    from pipeline.files import locked
    from pipeline.stages import paths
    from pipeline.stages.exchange import plan

    with locked(paths.CODED):
        _finish(plan(path, tool, _names(coder or []), coding_pass, replace), dry_run)


def adjudicate_command(
    path: Annotated[Path, typer.Argument(help="What `ronten labels disagreements` wrote, with the themes filled in.")],
    coder: Annotated[str, typer.Option(help="Who decided.")],
    tool: From = None,
    replace: Replace = False,
    dry_run: DryRun = False,
) -> None:
    """Take an adjudicator's decisions on remarks that are coded twice; they count before both codings."""
    from pipeline.files import locked
    from pipeline.stages import paths
    from pipeline.stages.exchange import plan

    with locked(paths.CODED):
        _finish(plan(path, tool, {"": coder}, "adjudicated", replace), dry_run)


def disagreements_command(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this .csv or .xlsx file, to be filled in.")
    ] = None,
) -> None:
    """List the remarks that two coders differ on and nobody has decided; JSON Lines without --output."""
    from pipeline.errors import InputError
    from pipeline.labels.disagreements import COLUMNS
    from pipeline.labels.exchange.sheet import write_csv_rows, write_xlsx_rows
    from pipeline.stages.exchange import disagreements

    writers = {".csv": write_csv_rows, ".xlsx": write_xlsx_rows}
    if output is not None and output.suffix not in writers:
        raise InputError(output, "has no known suffix", f"Use one of {', '.join(writers)}.")
    rows = disagreements()
    if output is None:
        sys.stdout.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        return
    writers[output.suffix](rows, COLUMNS, output)
    sys.stderr.write(f"{len(rows)} remarks to decide: fill in the column `themes` of {output}\n")


def _names(given: list[str]) -> dict[str, str]:
    pairs = [entry.rpartition("=") for entry in given]
    return {tool_name: name for tool_name, _, name in pairs}


def _finish(found: "Plan", dry_run: bool) -> None:
    """Report a plan; carry it out where nothing speaks against it."""
    from pipeline.stages.exchange import carry_out

    for conflict in found.conflicts:
        sys.stderr.write(f"differs: {conflict}\n")
    for error in found.errors:
        sys.stderr.write(f"{error}\n")
    if found.errors:
        sys.stderr.write(f"{len(found.errors)} errors; nothing was changed\n")
        raise typer.Exit(1)
    files: list[Any] = [] if dry_run else carry_out(found)
    counts = f"{len(found.labels)} new labels, {found.unchanged} known already, {found.uncoded} remarks not coded"
    sys.stderr.write(f"{counts}{''.join(f'; wrote {file.name}' for file in files)}\n")
