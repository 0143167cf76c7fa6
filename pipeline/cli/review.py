"""`ronten labels queue`: what a coder should look at first."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.output import check_output, write_rows


def queue_command(
    size: Annotated[int, typer.Option("-n", "--size", min=1, help="Most remarks.")] = 30,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this .jsonl, .csv or .parquet file.")
    ] = None,
    written: Annotated[
        bool, typer.Option("--written", help="Doubt the labels of the written corpus; trains, so takes minutes.")
    ] = False,
) -> None:
    """List the remarks where a look pays most, with the model's suggestion, scores and evidence, and why."""
    from pipeline.stages.queue import QUEUE, review_queue

    check_output(output)
    write_rows(review_queue(size, written=written), output, QUEUE)
