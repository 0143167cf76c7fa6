"""The tables of the pages that show figures of `metrics/`."""

from collections.abc import Mapping, Sequence
from statistics import mean
from typing import Any

from pipeline.evaluate.learning_curve import Point, verdict
from pipeline.markdown import markdown

SYSTEMS = {
    "model": "the model",
    "lexicon_rule": "theme lexicon as a plain rule",
    "codebook_rule": "the codebook's own words as a plain rule",
    "tfidf_logistic": "TF-IDF and logistic regression",
    "majority": "the most frequent theme everywhere",
}
"""What the rows of `metrics/headline.json` are called on a page."""

ANSWERS = {
    "start_seconds": "from the command to the first remarks, Chromium included",
    "theme_seconds": "a theme chosen",
    "word_seconds": "a word looked for",
    "next_page_seconds": "the next page",
    "queue_seconds": "the review queue made",
    "key_seconds": "a theme put on by its key",
    "save_seconds": "a label saved, the next remark shown",
}
"""What the figures of `metrics/explore_speed.json` are called on a page."""


def score_table(figures: Mapping[str, Any]) -> str:
    """The systems of the headline metrics side by side, with intervals, and human agreement below."""
    rows = [_score_row(title, figures[name]) for name, title in SYSTEMS.items()]
    human = figures["human_agreement"]
    rows.append(("agreement of the two coders", f"{human['pairwise_f1']:.2f}", "", "", ""))
    alpha = f"Krippendorff's alpha of the two coders: {human['krippendorff_alpha']:.2f}."
    table = markdown((f"on {figures['remarks']} real remarks", "micro-F1", "macro-F1", "precision", "recall"), rows)
    return f"{table}\n\n{alpha}"


def diet_table(figures: Mapping[str, Any]) -> str:
    """The model and the rules on the coded passages of the Diet's record, one row a way they were drawn."""
    rows = []
    for draw in ("even", "by_theme", "balanced", "all"):
        found = figures[draw]
        human = f"{found['human_agreement']['pairwise_f1']:.2f}" if "human_agreement" in found else "coded once"
        systems = (_interval(found[name]["micro_f1"]) for name in ("model", "lexicon_rule", "codebook_rule"))
        rows.append((f"`{draw}`", found["remarks"], *systems, human))
    head = ("passages drawn", "number", "micro-F1 of the model", "theme lexicon", "codebook's words", "the two coders")
    return markdown(head, rows)


def speed_table(figures: Mapping[str, float]) -> str:
    """Seconds in which the explorer answers, and how busy the machine was."""
    rows = [(title, f"{figures[name]:.1f}") for name, title in ANSWERS.items()]
    table = markdown((f"with {figures['remarks']:,} remarks", "seconds"), rows)
    return f"{table}\n\nLoad average of the machine before, from what else was running: {figures['load_average']:.1f}."


def annotation_speed_table(figures: Mapping[str, Any]) -> str:
    """Ronten beside plain GiNZA: tokens per second, memory, and what the machine's matrix products would allow."""
    every = figures["processes"]
    rows = []
    for count, ratio, name in (
        (1, "ratio_one_process", "one_process"),
        (every, "ratio_all_processes", "all_processes"),
    ):
        speed, memory = figures["tokens_per_second"], figures["peak_mb_of_largest_process"]
        rows.append(
            (
                count,
                f"{speed[f'plain_{count}']:,}",
                f"{speed[f'ronten_{count}']:,}",
                f"{figures[ratio]:.1f}",
                f"{figures[f'share_of_limit_{name}']:.0%}",
                f"{memory[f'plain_{count}']:,}",
                f"{memory[f'ronten_{count}']:,}",
            )
        )
    head = ("processes", "tokens/s plain", "Ronten", "ratio", "of the sgemm limit", "peak MB plain", "Ronten")
    versions = ", ".join(f"{name} {version}" for name, version in figures["plain_versions"].items())
    same = figures["compared"]
    told = ", ".join(f"{share:.2%} of {same['compared'][kind]:,} {kind}" for kind, share in same["identical"].items())
    return f"{markdown(head, rows)}\n\nPlain: {versions}. Found alike by both: {told}."


def learning_curve_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """One row a share of the written meetings, means over the draws, and what the last doubling gave."""
    points = [Point(**row) for row in rows]
    lines = []
    for share in sorted({point.fraction for point in points}):
        drawn = [point for point in points if point.fraction == share]
        means = (mean(point.f1_held_out for point in drawn), mean(point.f1_real for point in drawn))
        lines.append((round(mean(point.size for point in drawn)), *(f"{value:.3f}" for value in means)))
    head = ("written remarks learned from", "micro-F1 on held-out meetings", "on the 41 real remarks")
    return f"{markdown(head, lines)}\n\n{verdict(points)}"


def _score_row(title: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    f1 = (_interval(row["micro_f1"]), _interval(row["macro_f1"]))
    return (title, *f1, f"{row['precision']:.2f}", f"{row['recall']:.2f}")


def _interval(figure: Mapping[str, float]) -> str:
    return f"{figure['value']:.2f} ({figure['low']:.2f} to {figure['high']:.2f})"
