"""`ronten labels`: what the label files hold, what is wrong with them, and how far coders agree."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from pipeline.cli import review

if TYPE_CHECKING:
    from pipeline.labels.agreement import Agreement
    from pipeline.labels.check import Check
    from pipeline.labels.giveaways import Giveaway

app = typer.Typer(help="Labels: what is wrong with them, and how far coders agree.", no_args_is_help=True)

MOST_GIVEAWAYS = 50
"""N-grams listed per theme with --leaks."""

WIDTH = 110

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]


@app.callback()
def labels() -> None:
    """Labels: what is wrong with them, and how far coders agree."""


app.command("queue")(review.queue_command)
app.command("export")(review.export_command)
app.command("import")(review.import_command)
app.command("disagreements")(review.disagreements_command)
app.command("adjudicate")(review.adjudicate_command)


@app.command("agreement")
def agreement_command(as_json: AsJson = False) -> None:
    """Compare the first and second coding of every remark that has both, real and written ones apart."""
    from pipeline.codebook import load_codebook
    from pipeline.labels import read_labels
    from pipeline.labels.agreement import agreement, of_written_and_real
    from pipeline.stages import paths

    codebook = load_codebook(paths.CODEBOOK)
    every = [*read_labels(paths.WRITTEN, codebook), *read_labels(paths.CODED, codebook)]
    written, real = of_written_and_real(every)
    parts = {"real": agreement(real, codebook.theme_ids), "written": agreement(written, codebook.theme_ids)}
    if as_json:
        together = asdict(agreement(every, codebook.theme_ids))
        _print_json(together | {name: asdict(part) for name, part in parts.items()})
        return
    for name, part in parts.items():
        _print_agreement(name, part)


@app.command("check")
def check_command(
    as_json: AsJson = False,
    leaks: Annotated[
        bool, typer.Option("--leaks", help=f"List the {MOST_GIVEAWAYS} n-grams that most give each theme away.")
    ] = False,
) -> None:
    """Name what is wrong with the label files or too scarce in the written corpus; exit code 1 when anything is."""
    check = _check()
    ngrams, found = _giveaways() if leaks else ("", {})
    if as_json:
        listed = {theme: [asdict(giveaway) for giveaway in own] for theme, own in found.items()}
        _print_json(asdict(check) | ({"leaks": {"ngrams": ngrams, "themes": listed}} if leaks else {}))
    else:
        _print_counts(check)
        _print_real(check.real)
        for theme, own in found.items():
            _print_giveaways(theme, ngrams, own)
        for problem in check.problems:
            sys.stderr.write(f"{problem}\n")
    raise typer.Exit(1 if check.problems else 0)


def _check() -> "Check":
    from pipeline.annotate import load_lexicon
    from pipeline.codebook import load_codebook
    from pipeline.labels.check import check_labels
    from pipeline.labels.meetings import MEETINGS_FILE, read_meetings
    from pipeline.stages import paths

    return check_labels(
        _short(paths.WRITTEN),
        _short(paths.CODED),
        codebook=load_codebook(paths.CODEBOOK),
        grades=load_lexicon(paths.LEXICON, paths.CONCEPTS).grades,
        real=_real_texts(),
        meetings=read_meetings(paths.LABELS / MEETINGS_FILE),
    )


def _real_texts() -> dict[str, str]:
    """Texts of real remarks: of the table where it was built, and of coded minutes read anew."""
    from pipeline.labels.meetings import coded_minutes
    from pipeline.settings import load_settings
    from pipeline.stages import paths
    from pipeline.tables import read_remarks

    built = read_remarks(paths.REMARKS_TABLE) if paths.REMARKS_TABLE.exists() else []
    minutes = coded_minutes(paths.RAW, paths.CODED, load_settings().segment)
    return {remark.remark_id: remark.text for remark in [*built, *minutes]}


def _giveaways() -> "tuple[str, dict[str, list[Giveaway]]]":
    """What the n-grams are made of, and the most one-sided ones by theme."""
    from pipeline.annotate import load_lexicon
    from pipeline.codebook import load_codebook
    from pipeline.labels import read_labels, written_remarks
    from pipeline.labels.counts import truth_of
    from pipeline.labels.giveaways import character_ngrams, giveaways, lemma_ngrams
    from pipeline.labels.theme_words import expected_words
    from pipeline.stages import paths
    from pipeline.tables import read_annotations

    codebook = load_codebook(paths.CODEBOOK)
    remarks = written_remarks([*read_labels(paths.WRITTEN, codebook), *read_labels(paths.CODED, codebook)])
    table = paths.WRITTEN_ANNOTATIONS_TABLE
    lemmas = {row.remark_id: row.lemmas for row in read_annotations(table)} if table.exists() else {}
    whole = all(remark.remark_id in lemmas for remark in remarks)
    grams = [
        lemma_ngrams(lemmas[remark.remark_id]) if whole else character_ngrams(remark.text or "") for remark in remarks
    ]
    expected = expected_words(codebook, load_lexicon(paths.LEXICON, paths.CONCEPTS).grades)
    truth = truth_of(remarks, codebook.theme_ids)
    found = giveaways(grams, truth, codebook.theme_ids, expected, MOST_GIVEAWAYS)
    return "lemmas" if whole else "characters", found


def _print_agreement(name: str, found: "Agreement") -> None:
    if not found.remarks:
        typer.echo(f"No {name} remark is coded twice.")
        return
    title = f"{found.remarks} {name} remarks coded twice: alpha {found.alpha:.3f}, pairwise F1 {found.f1:.3f}"
    table = Table("theme", "first", "second", "both", "alpha", "F1", title=title)
    for theme in found.themes:
        counts = map(str, (theme.first, theme.second, theme.both))
        table.add_row(theme.theme, *counts, f"{theme.alpha:.3f}", f"{theme.f1:.3f}")
    Console(width=WIDTH).print(table)
    for differing in found.disagreements:
        typer.echo(f"{differing.remark_id}: first only {differing.only_first}, second only {differing.only_second}")


def _print_counts(check: "Check") -> None:
    counts = check.counts
    registers = ", ".join(f"{name} {counts.share(number):.1%}" for name, number in counts.registers.items())
    title = f"{counts.remarks} written remarks in {len(counts.meetings)} meetings"
    caption = (
        f"No theme {counts.share(counts.none):.1%}, two or more {counts.share(counts.several):.1%}; {registers}. "
        "Hard negatives: remarks that hold a codebook word or lexicon term of grade 3 of the theme and do not carry it."
    )
    table = Table("theme", "remarks", "explicit", "implicit", "hard negatives", *counts.registers, title=title)
    table.caption = caption
    for theme in counts.themes:
        numbers = (theme.remarks, theme.explicit, theme.implicit, theme.hard_negatives, *theme.registers.values())
        table.add_row(theme.theme, *map(str, numbers))
    Console(width=WIDTH).print(table)


def _print_real(labels: dict[str, int]) -> None:
    by_coder = ", ".join(f"{coder} {number}" for coder, number in labels.items())
    typer.echo(f"{sum(labels.values())} labels of real remarks{f': {by_coder}' if labels else ''}")


def _print_giveaways(theme: str, ngrams: str, found: "list[Giveaway]") -> None:
    table = Table(f"{theme}: {ngrams}", "with the theme", "without", "log-odds")
    for giveaway in found:
        numbers = map(str, (giveaway.with_theme, giveaway.without))
        table.add_row(giveaway.ngram, *numbers, f"{giveaway.log_odds:.2f}")
    Console(width=WIDTH).print(table)


def _print_json(value: dict[str, Any]) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _short(path: Path) -> Path:
    """The path as seen from the folder the command runs in, where it stands below it."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
