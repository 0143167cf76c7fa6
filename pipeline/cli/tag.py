"""`ronten tag`: remarks with keywords, entities, themes, scores and evidence."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pipeline.cli.output import Row, check_output, each_input, write_rows

if TYPE_CHECKING:
    from pipeline.tables import Remark


def command(
    paths: Annotated[
        list[Path], typer.Argument(help="Minutes of any kind, or .jsonl/.csv/.parquet with a `text` column.")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write to this .jsonl, .csv or .parquet file.")
    ] = None,
    model: Annotated[Path | None, typer.Option(help="Model file; the project's own when absent.")] = None,
    show_all: Annotated[bool, typer.Option("--all", help="Keep rows of kind `procedure` too.")] = False,
) -> None:
    """Tag the remarks of minutes with policy themes."""
    # imported here so that `ronten --help` and `ronten segment` need not load the models' libraries
    from pipeline.codebook import load_codebook
    from pipeline.stages import paths as project
    from pipeline.tables import labeled_schema

    check_output(output)
    documents, code = each_input(paths, _read)
    remarks = [r for document in documents for r in document if show_all or r.kind == "remark"]
    codebook = load_codebook(project.CODEBOOK)
    if remarks:
        from pipeline.stages.tag import tag

        rows = tag(remarks, model)
        as_table = output is not None and output.suffix == ".parquet"
        shown = rows if as_table else (_with_scores_as_object(row, codebook.theme_ids) for row in rows)
        write_rows(shown, output, labeled_schema(codebook.theme_ids))
    raise typer.Exit(code)


def _read(path: Path) -> "list[Remark]":
    from pipeline.segment import segment_file
    from pipeline.segment.rows import is_table, remarks_of_table
    from pipeline.settings import load_settings

    if is_table(path):
        return remarks_of_table(path)
    return segment_file(path, settings=load_settings().segment).remarks


def _with_scores_as_object(row: dict[str, Any], theme_ids: list[str]) -> Row:
    columns = {f"{prefix}_{theme}" for prefix in ("theme", "score") for theme in theme_ids}
    scores = {theme: round(row[f"score_{theme}"], 4) for theme in theme_ids}
    return {key: value for key, value in row.items() if key not in columns} | {"scores": scores}
