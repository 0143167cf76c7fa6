"""Write the generated parts of the documentation: `python -m pipeline.docs`.

Tables come from the Arrow schemas, `dvc.yaml`, `metrics/headline.json` and the label files. A generated part of
a page stands between `<!-- generated: NAME -->` and `<!-- end: NAME -->`; what stands around it is written by hand.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from pipeline.codebook import Codebook, load_codebook
from pipeline.files import write_text
from pipeline.labels import Label, gold_labels, read_labels
from pipeline.segment import segment_file
from pipeline.settings import PROJECT, load_settings
from pipeline.stages import paths
from pipeline.tables import ANNOTATIONS, MEETINGS, REMARKS, Remark, labeled_schema

README = PROJECT / "README.md"
DICTIONARY = PROJECT / "docs/data-dictionary.md"
CARD = PROJECT / "docs/data-card.md"

SYSTEMS = {
    "model": "the model",
    "lexicon_rule": "theme lexicon as a plain rule",
    "codebook_rule": "the codebook's own words as a plain rule",
    "tfidf_logistic": "TF-IDF and logistic regression",
    "majority": "the most frequent theme everywhere",
}
"""What the rows of `metrics/headline.json` are called on a page."""

LONG = 300
"""Characters from which a remark counts as long in the data card."""

SHARED = 12
"""Characters in a row from which a written remark counts as taken from a real one."""

OVERUSED = ("と思います。", "ております。")
"""Sentence ends that the written remarks use more often than they should."""


def pages() -> dict[Path, str]:
    """Every page with a generated part, as it should read."""
    codebook = load_codebook(paths.CODEBOOK)
    written, coded = read_labels(paths.WRITTEN, codebook), read_labels(paths.CODED, codebook)
    lexicon = _tsv(paths.LEXICON)
    figures = json.loads((paths.METRICS / "headline.json").read_text(encoding="utf-8"))
    stages = yaml.safe_load((PROJECT / "dvc.yaml").read_text(encoding="utf-8"))["stages"]
    return {
        README: fill(README, {"stages": stage_table(stages), "scores": score_table(figures)}),
        DICTIONARY: dictionary(codebook),
        CARD: fill(
            CARD,
            {
                "real": real_table(codebook, coded, written),
                "written": written_table(written),
                "themes": theme_table(codebook, written, coded, lexicon),
                "lists": list_table(lexicon, _tsv(paths.CONCEPTS)),
            },
        ),
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
        written = [path for entry in (*stage.get("outs", []), *stage.get("metrics", [])) for path in _outputs(entry)]
        rows.append((f"`{name}`", stage["desc"], _codes(read), _codes(written)))
    return markdown(("stage", "does", "reads", "writes"), rows)


def score_table(figures: Mapping[str, Any]) -> str:
    """The systems of the headline metrics side by side, with intervals, and human agreement below."""
    rows = [_score_row(title, figures[name]) for name, title in SYSTEMS.items()]
    human = figures["human_agreement"]
    rows.append(("agreement of the two coders", f"{human['pairwise_f1']:.2f}", "", "", ""))
    alpha = f"Krippendorff's alpha of the two coders: {human['krippendorff_alpha']:.2f}."
    table = markdown((f"on {figures['remarks']} real remarks", "micro-F1", "macro-F1", "precision", "recall"), rows)
    return f"{table}\n\n{alpha}"


def dictionary(codebook: Codebook) -> str:
    """The page that explains every column of every table, and every theme."""
    tables = {
        "labeled_remarks": labeled_schema(["<id>"]),
        "remarks": REMARKS,
        "meetings": MEETINGS,
        "annotations": ANNOTATIONS,
    }
    parts = [
        "# Data dictionary",
        "Made by `python -m pipeline.docs` from `pipeline/tables.py` and `data/labels/codebook.yaml`; do not edit.",
        "All tables are Parquet files in `data/processed/`. Offsets count characters (Unicode code points) from 0; "
        "`end` is the character after the last one. `written_annotations` and `term_annotations` have the columns of "
        "`annotations`. `theme_<id>` and `score_<id>` stand once for each theme below.",
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


def real_table(codebook: Codebook, coded: Iterable[Label], written: Iterable[Label]) -> str:
    """The coded real remarks: how many, how long, and what codebook and written remarks share with them."""
    gold = gold_labels(coded)
    texts = [remark.text for remark in _minutes() if remark.remark_id in gold]
    lengths = [len(text) for text in texts]
    words = [word for theme in codebook.themes for word in theme.include]
    rows = [
        ("coded real remarks", len(texts)),
        ("of these without a theme", sum(not label.themes for label in gold.values())),
        ("characters: shortest, mean, longest", f"{min(lengths)}, {sum(lengths) / len(lengths):.0f}, {max(lengths)}"),
        ("words that the codebook lists", len(words)),
        ("of these in the real remarks", sum(any(word in text for text in texts) for word in words)),
        (f"written remarks that share {SHARED} characters in a row with a real one", _copied(written, texts)),
    ]
    return markdown(("what", "count"), rows)


def written_table(written: Iterable[Label]) -> str:
    """Written remarks by writer: how many, in how many meetings, registers, and known gaps of their form."""
    labels = list(written)
    names = sorted({label.writer or "" for label in labels})
    rows = [_written_row(f"`{name}`", [label for label in labels if label.writer == name]) for name in names]
    head = (
        "writer",
        "remarks",
        "meetings",
        "summary",
        "council",
        "diet",
        "no theme",
        f"over {LONG} characters",
        *OVERUSED,
    )
    return markdown(head, [*rows, _written_row("all", labels)])


def theme_table(
    codebook: Codebook, written: list[Label], coded: list[Label], lexicon: Iterable[Mapping[str, str]]
) -> str:
    """Remarks and lexicon rows by theme."""
    in_written = Counter(theme for label in gold_labels(written).values() for theme in label.themes)
    in_real = Counter(theme for label in gold_labels(coded).values() for theme in label.themes)
    in_lexicon = Counter((row["theme"], row["grade"]) for row in lexicon)
    rows = [
        (f"`{t}`", in_written[t], in_real[t], *(in_lexicon[t, grade] for grade in ("3", "2", "1")))
        for t in codebook.theme_ids
    ]
    return markdown(
        ("theme", "written remarks", "real remarks", "lexicon, grade 3", "lexicon, grade 2", "lexicon, grade 1"), rows
    )


def list_table(lexicon: list[dict[str, str]], concepts: list[dict[str, str]]) -> str:
    """Sizes of the theme lexicon and the list of concepts."""
    rows = [
        ("`data/labels/lexicon.tsv`", f"{len(lexicon):,} rows", f"{len({row['term'] for row in lexicon}):,} terms"),
        (
            "`data/labels/concepts.tsv`",
            f"{len(concepts):,} rows",
            f"{len({row['concept'] for row in concepts}):,} concepts",
        ),
    ]
    return markdown(("file", "rows", "different"), rows)


def markdown(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table.

    >>> print(markdown(("a", "b"), [(1, "x")]))
    | a | b |
    | --- | --- |
    | 1 | x |
    """
    names = list(head)
    lines = [names, ["---"] * len(names), *([str(cell).replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |".replace("  ", " ") for line in lines)


def _minutes() -> list[Remark]:
    """Remarks of every raw document that has a file of labels, read anew: the tables may not be built yet."""
    settings = load_settings().segment
    documents = [path for labels in sorted(paths.CODED.glob("*.jsonl")) for path in paths.RAW.glob(f"{labels.stem}.*")]
    return [remark for path in documents for remark in segment_file(path, settings=settings).remarks]


def _copied(written: Iterable[Label], texts: Iterable[str]) -> int:
    real = {run for text in texts for run in _runs(text)}
    return sum(not real.isdisjoint(_runs(label.text or "")) for label in written)


def _runs(text: str) -> set[str]:
    return {text[start : start + SHARED] for start in range(len(text) - SHARED + 1)}


def _written_row(name: str, labels: list[Label]) -> list[object]:
    texts = [label.text or "" for label in labels]
    registers = Counter(label.register_ for label in labels)
    return [
        name,
        len(labels),
        len({label.meeting for label in labels}),
        *(registers[register] for register in ("summary", "council", "diet")),
        sum(not label.themes for label in labels),
        sum(len(text) > LONG for text in texts),
        *(sum(text.endswith(ending) for text in texts) for ending in OVERUSED),
    ]


def _score_row(title: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    f1 = (_interval(row["micro_f1"]), _interval(row["macro_f1"]))
    return (title, *f1, f"{row['precision']:.2f}", f"{row['recall']:.2f}")


def _interval(figure: Mapping[str, float]) -> str:
    return f"{figure['value']:.2f} ({figure['low']:.2f} to {figure['high']:.2f})"


def _outputs(entry: str | Mapping[str, Any]) -> list[str]:
    return [entry] if isinstance(entry, str) else list(entry)


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name.removeprefix('data/processed/')}`" for name in names)


def _description(field: pa.Field) -> str:
    text: str = (field.metadata or {}).get(b"description", b"").decode()
    return text.replace("<id>", "`<id>`")


def _tsv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))


def main() -> None:
    """Write every page that is not as it should be."""
    for page, text in pages().items():
        if not page.exists() or page.read_text(encoding="utf-8") != text:
            write_text(page, text)


if __name__ == "__main__":
    main()
