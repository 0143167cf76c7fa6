"""`ronten segment`: the remarks of any minutes."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli.output import check_output, each_input, write_rows


def command(
    paths: Annotated[list[Path], typer.Argument(help="Minutes: .txt, .md, .pdf, .html, .docx, .json or .xml.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this .jsonl, .csv or .parquet file.")
    ] = None,
    show_all: Annotated[bool, typer.Option("--all", help="Keep rows of kind `procedure` too.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Say on stderr which layout was chosen and why.")] = False,
) -> None:
    """Cut minutes into remarks."""
    from pipeline.segment import segment_file
    from pipeline.settings import load_settings
    from pipeline.tables import REMARKS

    check_output(output)
    settings = load_settings().segment
    documents, code = each_input(paths, lambda path: segment_file(path, settings=settings))
    for document in documents if explain else []:
        sys.stderr.write("\n".join(document.explanation) + "\n")
    rows = [asdict(row) for document in documents for row in document.remarks if show_all or row.kind == "remark"]
    if documents:
        write_rows(rows, output, REMARKS)
    raise typer.Exit(code)
