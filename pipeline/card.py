"""The tables of the data card, counted from the label files."""

import csv
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from pipeline.annotate import load_lexicon
from pipeline.codebook import Codebook
from pipeline.labels import Label, gold_labels, read_labels, written_remarks
from pipeline.labels.agreement import agreement, of_written_and_real
from pipeline.labels.check import MOST_SIMILAR
from pipeline.labels.counts import REGISTERS, Counts, count_written
from pipeline.labels.meetings import MEETINGS_FILE, InventedMeeting, coded_minutes, read_meetings
from pipeline.labels.similar import similar_between, similar_pairs
from pipeline.markdown import markdown
from pipeline.settings import load_settings
from pipeline.stages import paths

LONG = 300
"""Characters from which a remark counts as long."""

SHARED = 12
"""Characters in a row from which a written remark counts as taken from a real one."""

OVERUSED = ("と思います。", "ております。")
"""Sentence ends that the written remarks use more often than they should."""

SPAN = 5
"""Years of a row in the table of years."""


def card_tables(codebook: Codebook) -> dict[str, str]:
    """Every generated table of the data card by name."""
    labels = [*read_labels(paths.WRITTEN, codebook), *read_labels(paths.CODED, codebook)]
    written, of_real = written_remarks(labels), of_written_and_real(labels)[1]
    texts = _real_texts(of_real)
    counts = count_written(written, codebook, load_lexicon(paths.LEXICON, paths.CONCEPTS).grades)
    lexicon = _tsv(paths.LEXICON)
    return {
        "real": real_table(codebook, of_real, texts),
        "agreement": agreement_table(codebook, labels),
        "written": written_table(written),
        "years": year_table(written, read_meetings(paths.LABELS / MEETINGS_FILE)),
        "themes": theme_table(counts, of_real, lexicon),
        "registers": register_table(counts),
        "alike": alike_table(written, texts),
        "lists": list_table(lexicon, _tsv(paths.CONCEPTS)),
    }


def real_table(codebook: Codebook, coded: Iterable[Label], texts: Sequence[str]) -> str:
    """The coded real remarks: how many, how long, and which words of the codebook stand in them."""
    lengths = [len(text) for text in texts]
    words = [word for theme in codebook.themes for word in theme.include]
    rows = [
        ("coded real remarks", len(texts)),
        ("of these without a theme", sum(not label.themes for label in gold_labels(coded).values())),
        ("characters: shortest, mean, longest", f"{min(lengths)}, {sum(lengths) / len(lengths):.0f}, {max(lengths)}"),
        ("words that the codebook lists", len(words)),
        ("of these in the real remarks", sum(any(word in text for text in texts) for word in words)),
    ]
    return markdown(("what", "count"), rows)


def agreement_table(codebook: Codebook, labels: Sequence[Label]) -> str:
    """How many remarks were coded twice and adjudicated, and how far the two codings agree."""
    written, real = of_written_and_real(labels)
    head = ("remarks", "coded twice", "adjudicated", "alpha", "pairwise F1", "lowest alpha of a theme")
    return markdown(head, [_agreement_row("real", real, codebook), _agreement_row("written", written, codebook)])


def written_table(written: Sequence[Label]) -> str:
    """Written remarks by writer: how many, in how many meetings, registers, and known gaps of their form."""
    names = sorted({label.writer or "" for label in written}, key=_by_number)
    rows = [_written_row(f"`{name}`", [label for label in written if label.writer == name]) for name in names]
    long = f"over {LONG} characters"
    head = ("writer", "remarks", "meetings", *REGISTERS, "no theme", long, *OVERUSED)
    return markdown(head, [*rows, _written_row("all", written)])


def year_table(written: Iterable[Label], meetings: Mapping[str, InventedMeeting]) -> str:
    """Invented meetings and their remarks by year, and how many remarks a meeting has."""
    size = Counter(label.meeting or "" for label in written)
    spans: dict[str, list[int]] = {}
    for meeting in sorted(size, key=lambda name: (_year(meetings, name) or 9999, name)):
        spans.setdefault(_span(_year(meetings, meeting)), []).append(size[meeting])
    rows = [(span, len(sizes), sum(sizes), f"{min(sizes)} to {max(sizes)}") for span, sizes in spans.items()]
    return markdown(("years", "meetings", "remarks", "remarks of a meeting"), rows)


def theme_table(counts: Counts, coded: Iterable[Label], lexicon: Iterable[Mapping[str, str]]) -> str:
    """Remarks and lexicon rows by theme."""
    in_real = Counter(theme for label in gold_labels(coded).values() for theme in label.themes)
    in_lexicon = Counter((row["theme"], row["grade"]) for row in lexicon)
    rows = [
        (f"`{t.theme}`", t.remarks, in_real[t.theme], *(in_lexicon[t.theme, grade] for grade in ("3", "2", "1")))
        for t in counts.themes
    ]
    head = ("theme", "written remarks", "real remarks", "lexicon, grade 3", "lexicon, grade 2", "lexicon, grade 1")
    return markdown(head, rows)


def register_table(counts: Counts) -> str:
    """Written remarks by theme: with and without the codebook's words, by register, and hard negatives."""
    rows: list[tuple[object, ...]] = [
        (f"`{t.theme}`", t.remarks, t.explicit, t.implicit, t.hard_negatives, *t.registers.values())
        for t in counts.themes
    ]
    blank = [""] * len(counts.registers)
    rows.append(("no theme", counts.none, "", "", "", *blank))
    rows.append(("two or more themes", counts.several, "", "", "", *blank))
    rows.append(("all", counts.remarks, "", "", "", *counts.registers.values()))
    return markdown(("written remarks with", "remarks", "explicit", "implicit", "hard negatives", *REGISTERS), rows)


def alike_table(written: Sequence[Label], real: Sequence[str]) -> str:
    """How many written remarks are nearly the same, or taken from real ones; and the codebook they follow."""
    texts = [label.text or "" for label in written]
    versions = Counter(label.codebook_version for label in written)
    rows = [
        (f"pairs of written remarks of a similarity over {MOST_SIMILAR}", len(similar_pairs(texts, MOST_SIMILAR))),
        (
            f"written and real remarks of a similarity over {MOST_SIMILAR}",
            len(similar_between(texts, real, MOST_SIMILAR)),
        ),
        (f"written remarks that share {SHARED} characters in a row with a real one", _copied(texts, real)),
        *((f"written remarks coded by codebook version {version}", versions[version]) for version in sorted(versions)),
    ]
    return markdown(("what", "count"), rows)


def list_table(lexicon: Sequence[Mapping[str, str]], concepts: Sequence[Mapping[str, str]]) -> str:
    """Sizes of the theme lexicon and the list of concepts."""
    terms, ids = {row["term"] for row in lexicon}, {row["concept"] for row in concepts}
    rows = [
        ("`data/labels/lexicon.tsv`", f"{len(lexicon):,} rows", f"{len(terms):,} terms"),
        ("`data/labels/concepts.tsv`", f"{len(concepts):,} rows", f"{len(ids):,} concepts"),
    ]
    return markdown(("file", "rows", "different"), rows)


def _real_texts(coded: Iterable[Label]) -> list[str]:
    ids = {label.remark_id for label in coded}
    minutes = coded_minutes(paths.RAW, paths.CODED, load_settings().segment)
    return [remark.text for remark in minutes if remark.remark_id in ids]


def _agreement_row(name: str, labels: Sequence[Label], codebook: Codebook) -> tuple[object, ...]:
    found = agreement(labels, codebook.theme_ids)
    adjudicated = len({label.remark_id for label in labels if label.coding_pass == "adjudicated"})
    if not found.remarks:
        return (name, 0, adjudicated, "", "", "")
    least = min(found.themes, key=lambda theme: theme.alpha)
    return (
        name,
        found.remarks,
        adjudicated,
        f"{found.alpha:.3f}",
        f"{found.f1:.3f}",
        f"{least.alpha:.3f} (`{least.theme}`)",
    )


def _written_row(name: str, labels: Sequence[Label]) -> tuple[object, ...]:
    texts = [label.text or "" for label in labels]
    registers = Counter(str(label.register_) for label in labels)
    return (
        name,
        len(labels),
        len({label.meeting for label in labels}),
        *(registers[register] for register in REGISTERS),
        sum(not label.themes for label in labels),
        sum(len(text) > LONG for text in texts),
        *(sum(text.endswith(ending) for text in texts) for ending in OVERUSED),
    )


def _by_number(writer: str) -> tuple[str, int]:
    name, _, number = writer.rpartition("-")
    return (name, int(number)) if number.isdecimal() else (writer, 0)


def _year(meetings: Mapping[str, InventedMeeting], meeting: str) -> int | None:
    return meetings[meeting].year if meeting in meetings else None


def _span(year: int | None) -> str:
    return "not given" if year is None else f"{year - year % SPAN} to {year - year % SPAN + SPAN - 1}"


def _copied(texts: Iterable[str], others: Iterable[str]) -> int:
    real = {run for text in others for run in _runs(text)}
    return sum(not real.isdisjoint(_runs(text)) for text in texts)


def _runs(text: str) -> Collection[str]:
    return {text[start : start + SHARED] for start in range(len(text) - SHARED + 1)}


def _tsv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))
