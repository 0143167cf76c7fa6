"""The tables of the model card and of the page on classifier families, from the metrics files."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.codebook import Codebook
from pipeline.markdown import markdown
from pipeline.settings import Settings, TrainSettings
from pipeline.stages import paths

COVERAGES = (1.0, 0.8, 0.6, 0.4)
"""Shares of remarks whose accuracy the card shows."""

WORST = 3
"""Themes that the card names as the weakest."""


def model_card_tables(codebook: Codebook, settings: Settings) -> dict[str, str]:
    """Every generated table of the model card by name."""
    themes = {name: _json(f"{name}.json") for name in ("themes", "corpus_themes")}
    return {
        "trained": trained_table(codebook, settings.train, _json("corpus.json")),
        "themes": theme_scores(themes["themes"], themes["corpus_themes"]),
        "held_out": figure_table(_json("corpus.json")),
        "registers": register_table(_json("register_shift.json")),
        "calibration": calibration_table(
            _json("headline.json"), _json("corpus.json"), _json("plots/real/reliability.json")
        ),
        "coverage": coverage_table(_json("plots/real/coverage.json"), _json("plots/held_out/coverage.json")),
        "weakest": weakest(themes["themes"], themes["corpus_themes"]),
    }


def family_tables() -> dict[str, str]:
    """The generated table of the page on classifier families."""
    return {"families": family_table(_json("families.json"))}


def trained_table(codebook: Codebook, settings: TrainSettings, corpus: Mapping[str, int]) -> str:
    """What the challenger is trained on and with."""
    real = corpus["real_remarks"]
    rows = [("written remarks", corpus["remarks"] - real), ("real remarks", real), ("themes", len(codebook.themes))]
    rows += [("version of the codebook", codebook.version)]
    stated = [(f"`train.{name}`", value) for name, value in settings.model_dump().items()]
    return markdown(("what", "value"), [*rows, *stated])


def theme_scores(real: Mapping[str, Any], corpus: Mapping[str, Any]) -> str:
    """Remarks, precision, recall and F1 by theme, on real remarks and on held-out meetings of the corpus."""
    names = ("remarks", "precision", "recall", "f1")
    head = ("theme", *(f"{where}: {name}" for where in ("real", "held out") for name in ("n", "P", "R", "F1")))
    rows = [(f"`{theme}`", *(_cell(part[theme][name]) for part in (real, corpus) for name in names)) for theme in real]
    return markdown(head, rows)


def figure_table(figures: Mapping[str, float]) -> str:
    """Every figure of a flat metrics file, in its order."""
    return markdown(("figure", "value"), [(name.replace("_", " "), _cell(value, 3)) for name, value in figures.items()])


def register_table(shift: Mapping[str, Mapping[str, float]]) -> str:
    """Micro-F1 by the register learned from (rows) and judged (columns)."""
    judged = list(next(iter(shift.values())))
    rows = [(learned, *(_cell(row[name]) for name in judged)) for learned, row in shift.items()]
    return markdown(("learned from", *(f"judged: {name}" for name in judged)), rows)


def calibration_table(
    headline: Mapping[str, Any], corpus: Mapping[str, float], bins: Iterable[Mapping[str, float]]
) -> str:
    """Calibration errors, and the share of true labels by score on real remarks."""
    errors = f"{headline['model']['calibration_error']:.3f} on real remarks, {corpus['calibration_error']:.3f} held out"
    rows = [(_cell(b["score"]), _cell(b["frequency"]), b["count"]) for b in bins]
    table = markdown(("real remarks: mean score", "share that is true", "label decisions"), rows)
    return f"Expected calibration error: {errors}.\n\n{table}"


def coverage_table(real: list[dict[str, float]], held_out: list[dict[str, float]]) -> str:
    """Scores when only the surest part of the remarks is decided."""
    rows = []
    for share in COVERAGES:
        nearest = [min(part, key=lambda row: abs(row["coverage"] - share)) for part in (real, held_out)]
        rows.append((f"{share:.0%}", *(_cell(row[n]) for row in nearest for n in ("micro_f1", "exact_match"))))
    names = [f"{where}: {name}" for where in ("real", "held out") for name in ("micro-F1", "exact match")]
    return markdown(("surest part", *names), rows)


def weakest(real: Mapping[str, Any], corpus: Mapping[str, Any]) -> str:
    """The themes of lowest F1, as list items."""
    lines = []
    for where, part in (("real remarks", real), ("held-out meetings", corpus)):
        worst = sorted(part, key=lambda theme: part[theme]["f1"])[:WORST]
        named = ", ".join(f"`{theme}` ({part[theme]['f1']:.2f}, {part[theme]['remarks']} remarks)" for theme in worst)
        lines.append(f"- Lowest F1 on {where}: {named}.")
    return "\n".join(lines)


def family_table(figures: Mapping[str, Any]) -> str:
    """One row a family, by micro-F1; mean and standard deviation over outer folds, interval on real remarks."""
    families = sorted(figures["families"].values(), key=lambda family: -family["micro_f1"]["mean"])
    head = (
        "family",
        "chosen",
        "micro-F1",
        "above ours",
        "macro-F1",
        "LRAP",
        "calibration error",
        "fit cost",
        f"micro-F1 on the {figures['real_remarks']} real remarks",
    )
    said = (
        f"{figures['written_remarks']} written remarks, {figures['outer_folds']} outer and {figures['inner_folds']} "
        "inner folds of whole meetings. Mean ± standard deviation over outer folds."
    )
    return f"{said}\n\n{markdown(head, map(_family_row, families))}"


def _family_row(family: Mapping[str, Any]) -> tuple[str, ...]:
    chosen = [f"{value:g}" for value in dict.fromkeys(family["chosen"]) if value is not None]
    real = family["real_micro_f1"]
    return (
        family["title"],
        " ".join([family["hyperparameter"], ", ".join(chosen)]) if chosen else "–",
        *(_spread(family[name]) for name in ("micro_f1", "micro_f1_above_ours", "macro_f1", "ranking_precision")),
        _spread(family["calibration_error"]) if "calibration_error" in family else "–",
        f"{family['fit_cost_ratio']:g}" if "fit_cost_ratio" in family else "–",
        f"{real['value']:.2f} ({real['low']:.2f} to {real['high']:.2f})",
    )


def _spread(figure: Mapping[str, float]) -> str:
    return f"{figure['mean']:.3f} ± {figure['sd']:.3f}"


def _cell(value: float, places: int = 2) -> str:
    return str(value) if isinstance(value, int) else f"{value:.{places}f}"


def _json(name: str) -> Any:
    return json.loads((paths.METRICS / name).read_text(encoding="utf-8"))
