"""`ronten cache`: what the cache of parses holds, and removing what is no longer of use."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

app = typer.Typer(help="The cache of GiNZA's parses; deleting it costs time, never results.", no_args_is_help=True)


@app.command()
def show() -> None:
    """Say where the cache stands, how many parses it holds and how large it is."""
    from pipeline.annotate import ParseCache
    from pipeline.stages import paths

    size = ParseCache(paths.CACHE).size()
    typer.echo(f"{paths.CACHE}: {size.entries} parses, {size.stale} of other versions, {size.bytes / 1e6:.1f} MB")


@app.command()
def prune(
    days: Annotated[
        int | None, typer.Option(min=0, help="Remove also what was last used more than this many days ago.")
    ] = None,
) -> None:
    """Remove the parses that other versions of GiNZA, its dictionary or this code made."""
    # imported here so that `ronten --help` need not load the models' libraries
    from pipeline.annotate import ParseCache
    from pipeline.stages import paths

    since = None if days is None else (datetime.now(UTC) - timedelta(days=days)).date().isoformat()
    removed = ParseCache(paths.CACHE).prune(unused_since=since)
    typer.echo(f"removed {removed} parses")
