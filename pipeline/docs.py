"""Write the generated parts of the documentation: `python -m pipeline.docs`.

Tables come from the Arrow schemas, `dvc.yaml`, the files in `metrics/`, the settings and the label files. A generated
part of a page stands between `<!-- generated: NAME -->` and `<!-- end: NAME -->`; all around it is written by hand.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from pipeline.card import card_tables
from pipeline.codebook import Codebook, load_codebook
from pipeline.fault_table import fault_table
from pipeline.figure_tables import annotation_speed_table, diet_table, learning_curve_table, score_table, speed_table
from pipeline.files import write_text
from pipeline.markdown import markdown
from pipeline.model_card import family_tables, model_card_tables
from pipeline.retraining import retraining_tables
from pipeline.scaling import scaling_tables
from pipeline.security import bound_tables
from pipeline.settings import PROJECT, load_settings
from pipeline.stages import paths
from pipeline.tables import ANNOTATIONS, CODED_REMARKS, HELD_OUT, MEETINGS, REMARKS, labeled_schema

README = PROJECT / "README.md"
DICTIONARY = PROJECT / "docs/data-dictionary.md"
CARD = PROJECT / "docs/data-card.md"
ANNOTATE = PROJECT / "docs/stages/annotate.md"
EXPLORE = PROJECT / "docs/stages/explore.md"
FAMILIES = PROJECT / "docs/decisions/0009-classifier-family.md"
RETRAINING = PROJECT / "docs/retraining.md"
SCALING = PROJECT / "docs/scaling.md"
OPERATIONS = PROJECT / "docs/operations.md"
SECURITY = PROJECT / "docs/security.md"


def pages() -> dict[Path, str]:
    """Every page with a generated part, as it should read."""
    codebook = load_codebook(paths.CODEBOOK)
    figures = _metrics("headline")
    stages = yaml.safe_load((PROJECT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    scores = {"scores": score_table(figures)}
    return {
        README: fill(README, {"stages": stage_table(stages), **scores, "diet": diet_table(_metrics("diet"))}),
        DICTIONARY: dictionary(codebook),
        CARD: fill(CARD, card_tables(codebook) | {"curve": learning_curve_table(_metrics("learning_curve"))}),
        paths.MODEL_CARD: fill(paths.MODEL_CARD, {**scores, **model_card_tables(codebook, load_settings())}),
        FAMILIES: fill(FAMILIES, family_tables()),
        ANNOTATE: fill(ANNOTATE, {"speed": annotation_speed_table(_metrics("annotate_speed"))}),
        EXPLORE: _measured(EXPLORE, lambda: {"speed": speed_table(_metrics("explore_speed"))}),
        RETRAINING: _measured(RETRAINING, retraining_tables),
        SCALING: _measured(SCALING, lambda: scaling_tables(_metrics("scale"))),
        SECURITY: fill(SECURITY, bound_tables()),
        OPERATIONS: _measured(OPERATIONS, lambda: {"faults": fault_table(_metrics("faults"))}),
    }


def fill(page: Path, parts: Mapping[str, str]) -> str:
    """The page's text with each generated part put between its markers.

    Raises:
        ValueError: the page lacks the markers of a part.
    """
    text = page.read_text(encoding="utf-8")
    for name, part in parts.items():
        first, last = f"<!-- generated: {name} -->", f"<!-- end: {name} -->"
        before, opening, rest = text.partition(first)
        _, closing, after = rest.partition(last)
        if not opening or not closing:
            raise ValueError(f"{page}: lacks {first} … {last}. Put both where the table belongs.")
        text = f"{before}{first}\n{part}\n{last}{after}"
    return text


def stage_table(stages: Mapping[str, Any]) -> str:
    """One row a stage: what it does, and the data it reads and writes; code is left out."""
    rows = []
    for name, stage in stages.items():
        read = [path for path in stage["deps"] if path.startswith(("data/", "models/"))]
        written = [path for kind in ("outs", "metrics", "plots") for e in stage.get(kind, []) for path in _outputs(e)]
        rows.append((f"`{name}`", stage["desc"], _codes(read), _codes(written)))
    return markdown(("stage", "does", "reads", "writes"), rows)


def dictionary(codebook: Codebook) -> str:
    """The page that explains every column of every table, and every theme."""
    tables = {
        "labeled_remarks": labeled_schema(["<id>"]),
        "remarks": REMARKS,
        "meetings": MEETINGS,
        "annotations": ANNOTATIONS,
        "written_remarks": CODED_REMARKS,
        "held_out": HELD_OUT,
    }
    parts = [
        "# Data dictionary",
        "Made by `python -m pipeline.docs` from `pipeline/tables.py` and `data/labels/codebook.yaml`; do not edit.",
        "All tables are Parquet files in `data/processed/`. Offsets count characters (Unicode code points) from 0; "
        "`end` is the character after the last one. `written_annotations`, `term_annotations`, `learned_annotations` "
        "and `measured_annotations` have the columns of `annotations`; `learned_remarks` and `measured_remarks` have "
        "those of `written_remarks`. The files hold the descriptions too: "
        "`pyarrow.parquet.read_schema(path).field(name).metadata`. "
        "`theme_<id>` and `score_<id>` stand once for each theme below.",
    ]
    for name, schema in tables.items():
        columns = [(f"`{f.name}`", type_name(f.type), "yes" if f.nullable else "", _description(f)) for f in schema]
        parts += [f"## {name}", markdown(("column", "type", "can be empty", "holds"), columns)]
    themes = [(f"`{theme.id}`", theme.ja, theme.en, " ".join(theme.definition.split())) for theme in codebook.themes]
    parts += [f"## Themes (codebook version {codebook.version})", markdown(("id", "ja", "en", "definition"), themes)]
    return "\n\n".join(parts) + "\n"


def type_name(kind: pa.DataType) -> str:
    """A type as a reader of the page would call it.

    >>> type_name(pa.list_(pa.struct([("text", pa.string()), ("start", pa.int32())])))
    'list of {text: string, start: int32}'
    """
    if pa.types.is_list(kind):
        return f"list of {type_name(kind.value_type)}"
    if pa.types.is_struct(kind):
        return "{" + ", ".join(f"{field.name}: {type_name(field.type)}" for field in kind) + "}"
    return re.sub(r"\[day\]$", "", str(kind))


def _measured(page: Path, parts: Callable[[], Mapping[str, str]]) -> str:
    """The page with parts that benchmarks measure; as it stands where one of them has not been run."""
    try:
        return fill(page, parts())
    except FileNotFoundError:
        return page.read_text(encoding="utf-8")


def _metrics(name: str) -> Any:
    return json.loads((paths.METRICS / f"{name}.json").read_text(encoding="utf-8"))


def _outputs(entry: str | Mapping[str, Any]) -> list[str]:
    return [entry] if isinstance(entry, str) else list(entry)


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name.removeprefix('data/processed/')}`" for name in names)


def _description(field: pa.Field) -> str:
    text: str = (field.metadata or {}).get(b"description", b"").decode()
    return text.replace("<id>", "`<id>`")


def main() -> None:
    """Write every page that is not as it should be."""
    for page, text in pages().items():
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            write_text(page, text)


if __name__ == "__main__":
    main()
