"""`ronten diff`: what changed in the labelled table between two files or two revisions."""

import io
import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from pipeline.label.diff import Diff

WIDTH = 110
SHOWN = 40
"""Characters of a remark's text in a table."""


def command(
    old: Annotated[str, typer.Argument(help="A labelled Parquet file, or a git revision such as HEAD or HEAD~1.")],
    new: Annotated[str | None, typer.Argument(help="The same; the table as it stands now when absent.")] = None,
    tolerance: Annotated[
        float, typer.Option(min=0, max=1, help="A score that moved by no more than this has not changed.")
    ] = 0.05,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Show new and gone remarks, changed themes, and scores that changed beyond a tolerance."""
    from pipeline.label.diff import diff
    from pipeline.stages import paths

    found = diff(_rows(old), _rows(new or str(paths.LABELED_TABLE)), tolerance)
    if as_json:
        typer.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        _print(found, tolerance)


def _rows(name: str) -> list[dict[str, Any]]:
    from pipeline.label.diff import read_rows

    path = Path(name)
    if path.exists() or path.suffix == ".parquet":
        return read_rows(path, name)
    return read_rows(io.BytesIO(_of_revision(name)), f"the labelled table of {name}")


def _of_revision(revision: str) -> bytes:
    """The labelled table as `dvc.lock` of the revision names it, from DVC's cache or remote."""
    import dvc.api
    from dvc.exceptions import DvcException
    from dvc.scm import SCMError

    from pipeline.errors import InputError
    from pipeline.settings import PROJECT
    from pipeline.stages import paths

    table = paths.LABELED_TABLE.relative_to(PROJECT).as_posix()
    try:
        with dvc.api.open(table, repo=str(PROJECT), rev=revision, mode="rb") as handle:
            content: bytes = handle.read()
    except SCMError as error:
        remedy = "Name a Parquet file, or a revision that `git log` shows."
        raise InputError(revision, "is neither a file nor a git revision", remedy) from error
    except (DvcException, OSError) as error:
        remedy = "Run `git checkout` of it in a clone and `make repro` there, and compare the two files."
        raise InputError(revision, f"has no {table} in DVC's cache or remote", remedy) from error
    return content


def _print(found: "Diff", tolerance: float) -> None:
    typer.echo(
        f"{found.old_remarks} remarks before, {found.new_remarks} after: {len(found.new)} new, {len(found.gone)} gone, "
        f"{len(found.themes)} with other themes, {len(found.scores)} scores moved by more than {tolerance:g}."
    )
    old, new = (", ".join(versions) or "none" for versions in found.models)
    typer.echo(f"Model {old}" if old == new else f"Model {old} before, {new} after")
    for title, shown in (("New remarks", found.new), ("Gone remarks", found.gone)):
        _table(
            title,
            ["remark", "meeting", "text", "themes"],
            [[row.remark_id, row.meeting_id, row.text[:SHOWN], ", ".join(row.themes)] for row in shown],
        )
    _table(
        "Other themes",
        ["remark", "text", "added", "removed", "given by"],
        [
            [row.remark_id, row.text[:SHOWN], ", ".join(row.added), ", ".join(row.removed), _sources(row)]
            for row in found.themes
        ],
    )
    _table(
        "Moved scores",
        ["remark", "theme", "before", "after"],
        [[row.remark_id, row.theme, f"{row.old:.3f}", f"{row.new:.3f}"] for row in found.scores],
    )


def _sources(row: Any) -> str:
    return row.new_source if row.old_source == row.new_source else f"{row.old_source}, now {row.new_source}"


def _table(title: str, columns: list[str], rows: list[list[str]]) -> None:
    if not rows:
        return
    from rich.markup import escape

    table = Table(*columns, title=title)
    for row in rows:
        table.add_row(*map(escape, row))
    Console(width=WIDTH).print(table)
