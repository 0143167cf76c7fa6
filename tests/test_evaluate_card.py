"""The model card's tables, from figures that can be read off."""

from typing import Any

from pipeline import model_card

SPREAD = {"mean": 0.8, "sd": 0.01}


def _theme(f1: float, remarks: int) -> dict[str, float]:
    return {"remarks": remarks, "precision": 0.5, "recall": 1.0, "f1": f1}


def _family(title: str, mean: float, **more: Any) -> dict[str, Any]:
    spreads = dict.fromkeys(("micro_f1_above_ours", "macro_f1", "ranking_precision"), SPREAD)
    real = {"value": 0.85, "low": 0.8, "high": 0.9}
    return {"title": title, "micro_f1": {"mean": mean, "sd": 0.01}, **spreads, "real_micro_f1": real, **more}


def test_a_theme_s_row_has_real_remarks_before_held_out_ones() -> None:
    table = model_card.theme_scores({"energy": _theme(0.67, 3)}, {"energy": _theme(0.9, 200)})
    assert table.splitlines()[-1] == "| `energy` | 3 | 0.50 | 1.00 | 0.67 | 200 | 0.50 | 1.00 | 0.90 |"


def test_the_weakest_themes_are_named_with_their_numbers() -> None:
    themes = {"a": _theme(0.9, 9), "b": _theme(0.1, 2), "c": _theme(0.5, 4), "d": _theme(0.3, 5)}
    lines = model_card.weakest(themes, {"a": _theme(0.2, 70)}).splitlines()
    assert (
        lines[0] == "- Lowest F1 on real remarks: `b` (0.10, 2 remarks), `d` (0.30, 5 remarks), `c` (0.50, 4 remarks)."
    )
    assert lines[1] == "- Lowest F1 on held-out meetings: `a` (0.20, 70 remarks)."


def test_families_stand_by_score_and_rules_have_no_calibration_or_cost() -> None:
    rule = _family("rule", 0.4, hyperparameter="weight", chosen=[1.0, 0.55, 1.0])
    fitted = _family("svm", 0.8, hyperparameter="C", chosen=[0.5], calibration_error=SPREAD, fit_cost_ratio=0.84)
    both = _family("mean", 0.9, hyperparameter="", chosen=[None], calibration_error=SPREAD, fit_cost_ratio=1.1)
    counts = {"written_remarks": 9, "real_remarks": 2, "outer_folds": 5, "inner_folds": 3}
    table = model_card.family_table(counts | {"families": {"r": rule, "s": fitted, "m": both}})
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()[-3:]]
    assert [row[:2] for row in cells] == [["mean", "–"], ["svm", "C 0.5"], ["rule", "weight 1, 0.55"]]
    assert [row[6:8] for row in cells[1:]] == [["0.800 ± 0.010", "0.84"], ["–", "–"]]


def test_registers_are_read_by_row() -> None:
    table = model_card.register_table({"diet": {"council": 0.7, "diet": 0.8}, "all": {"council": 0.9, "diet": 0.9}})
    assert table.splitlines()[0] == "| learned from | judged: council | judged: diet |"
    assert table.splitlines()[2] == "| diet | 0.70 | 0.80 |"


def test_coverage_takes_the_measured_point_nearest_to_the_share() -> None:
    points = [{"coverage": share, "micro_f1": share, "exact_match": 0.0} for share in (0.41, 0.58, 0.8, 1.0)]
    rows = model_card.coverage_table(points, points).splitlines()[2:]
    assert [row.split(" | ")[:2] for row in rows] == [
        ["| 100%", "1.00"],
        ["| 80%", "0.80"],
        ["| 60%", "0.58"],
        ["| 40%", "0.41"],
    ]
