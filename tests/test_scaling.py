"""The benchmark of scale, the page computed from it, and stages as programs."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.scale import FIGURES, STAGES, draw, growth
from pipeline import scaling
from pipeline.settings import PROJECT


def _size(remarks: int) -> dict[str, object]:
    """A size whose stages cost a millisecond of the parent and three of workers for each of two tokens a remark."""
    stage = dict.fromkeys(FIGURES, 500.0) | {
        "seconds": 10 + remarks / 500,
        "parent_cpu_seconds": 5 + remarks * 0.002,
        "workers_cpu_seconds": remarks * 0.006,
        "bytes": remarks * 100,
    }
    return {
        "remarks": remarks,
        "chars": remarks * 4,
        "tokens": remarks * 2,
        "cache_bytes": remarks * 50,
        "stages": dict.fromkeys(STAGES, stage),
    }


SIZES = [_size(n) for n in (1_000, 10_000, 100_000)]
MEASURED = {"text": "speeches", "texts_mean_chars": 100.0, "workers": 2, "sizes": SIZES, "growth": growth(SIZES)}


def test_growth_is_linear_flat_or_between() -> None:
    found = MEASURED["growth"]["label"]
    assert found["bytes"]["exponent"] == pytest.approx(1)
    assert found["parent_mb"]["exponent"] == 0
    assert 0.8 < found["seconds"]["exponent"] < 1
    assert (found["seconds"]["fixed"], found["seconds"]["per_1000"]) == (pytest.approx(10), pytest.approx(2))


def test_the_estimate_shows_its_arithmetic() -> None:
    rows = dict(line.strip("| ").split(" | ", 1) for line in scaling.estimate_table(MEASURED).splitlines()[2:])
    assert rows["characters"] == "10,000,000 speeches × 100 | 1.00 billion"
    assert rows["tokens"] == "characters × 0.500 | 0.50 billion"
    assert rows["core-hours: annotate"] == "tokens × 4000.0 µs ÷ 3,600 s | 556"
    assert rows["workers one parent keeps busy: label"].endswith("| 3")
    # the parent's quarter of each stage bounds what many cores can do
    assert rows["hours on 64 cores"].endswith(f"| {3 * 139:,}")
    assert rows["GB of memory on 16 cores"] == "500.0 MB + 16 × 500.0 MB | 8.5"
    assert rows["GB: tables"] == "tokens × 150.0 bytes | 75"


def test_the_measured_sizes_stand_one_under_another() -> None:
    lines = scaling.measured_table(MEASURED).splitlines()
    assert lines[0] == "Text: speeches, 4 characters and 2 tokens a remark; 2 workers."
    assert len(lines) == 4 + len(SIZES) * len(STAGES)
    assert scaling.growth_table(MEASURED).splitlines()[2].startswith("| segment | 0.")


def test_drawn_remarks_are_all_different_and_always_the_same() -> None:
    texts = ["電力が、安い。", "人材が、足りない、と思う。"]
    drawn = draw(texts, 12)
    assert len(set(drawn)) == 12
    assert drawn == draw(texts, 12)
    assert "人材が、足りない、" in draw(texts, 15)
    with pytest.raises(SystemExit, match="gives 15 different remarks; 16 are needed"):
        draw(texts, 16)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [(["absent"], 1, "does not exist"), (["a", "b"], 2, "too many positional arguments")],
)
def test_a_stage_tells_what_is_wrong_without_a_traceback(
    tmp_path: Path, arguments: list[str], code: int, message: str
) -> None:
    command = [sys.executable, "-m", "pipeline.stages.annotate", *(str(tmp_path / name) for name in arguments)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr
