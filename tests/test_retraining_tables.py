"""The tables of the page on retraining, and the benchmark of what a run costs by the number of documents."""

from pathlib import Path

from benchmarks.incremental import Cost, growth, measured, minutes
from pipeline.evaluate.queue_curve import rows
from pipeline.retraining import cost_table, curve_table
from pipeline.segment import segment_file
from tests.test_queue_curve import points

COSTS = [Cost(documents, clock=99.0, processor=10.0 + 0.05 * documents) for documents in (1, 2, 100, 200)]


def test_growth_is_told_by_a_line_through_all_runs() -> None:
    assert growth(COSTS) == {"processor_first": 10.05, "processor_last": 20.0, "growth_per_document": 0.05}


def test_the_first_runs_and_every_so_manieth_are_measured() -> None:
    assert measured(45, 20) == [1, 2, 3, 20, 40, 45]


def test_invented_minutes_hold_one_remark_a_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(minutes(7, ["電力の価格が課題。", "人材を育てる。"]), encoding="utf-8")
    found = segment_file(path)
    assert [row.text for row in found.remarks if row.kind == "remark"] == ["電力の価格が課題。", "人材を育てる。"]
    assert found.meetings[0].number == 7


def test_the_page_shows_every_run_and_the_growth() -> None:
    runs = [{"documents": cost.documents, "processor": cost.processor} for cost in COSTS]
    lines = cost_table({"runs": runs, **growth(COSTS)}).splitlines()
    assert lines[2:6] == ["| 1 | 10.1 |", "| 2 | 10.1 |", "| 100 | 15.0 |", "| 200 | 20.0 |"]
    assert "50 ms for each document more: from 10.1 to 20.0 s" in lines[-1]


def test_the_page_shows_the_curve_with_the_lead_of_the_queue() -> None:
    lines = curve_table(rows(points([0.7, 0.8], [0.6, 0.6]))).splitlines()
    assert lines[0].startswith("| labels | held out, best threshold: queue | random | lead (range) |")
    led = "0.750 | 0.600 | +0.150 (+0.100 to +0.200)"
    assert lines[-1] == f"| 10 | {led} | {led} | 0.250 | 0.250 | +0.000 (+0.000 to +0.000) |"
