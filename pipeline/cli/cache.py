"""`ronten cache`: what the caches of parses and of read documents hold, and removing what is no longer of use."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from pipeline.segment import DocumentCache

app = typer.Typer(
    help="The caches of GiNZA's parses and of read documents; deleting them costs time, never results.",
    no_args_is_help=True,
)


@app.command()
def show() -> None:
    """Say where the caches stand, how much they hold and how large they are."""
    from pipeline.annotate.cache import ParseCache
    from pipeline.stages import paths

    size = ParseCache(paths.CACHE).size()
    typer.echo(f"{paths.CACHE}: {size.entries} parses, {size.stale} of other versions, {size.bytes / 1e6:.1f} MB")
    own, stale = _documents().files()
    size_of_all = sum(file.stat().st_size for file in [*own, *stale])
    counts = f"{len(own) + len(stale)} documents, {len(stale)} read by other code or settings"
    typer.echo(f"{paths.DOCUMENT_CACHE}: {counts}, {size_of_all / 1e6:.1f} MB")


@app.command()
def prune(
    days: Annotated[
        int | None, typer.Option(min=0, help="Remove also what was last used more than this many days ago.")
    ] = None,
) -> None:
    """Remove what other versions of GiNZA, its dictionary or this code made."""
    # imported here so that `ronten --help` need not load the models' libraries
    from pipeline.annotate.cache import ParseCache
    from pipeline.stages import paths

    since = None if days is None else (datetime.now(UTC) - timedelta(days=days)).date().isoformat()
    removed = ParseCache(paths.CACHE).prune(unused_since=since)
    typer.echo(f"removed {removed} parses and {_documents().prune(unused_since=since)} documents")


def _documents() -> "DocumentCache":
    from pipeline.segment import DocumentCache
    from pipeline.settings import load_settings
    from pipeline.stages import paths

    return DocumentCache(paths.DOCUMENT_CACHE, load_settings().segment)
