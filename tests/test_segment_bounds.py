"""Documents made to be slow: every rule in its worst case takes time in proportion to the document."""

import time
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.segment import segment_file

CHARACTERS = 200_000
SECONDS = 15
"""Far above what a linear rule takes here (3 s for 70,000 bullets), far under what a quadratic one would."""

GLYPHS = ["・", "-", "1", "（", "【", "「", "。", " ", "　", "\n", "\f", "第", "年", "委", "君", "：", ">", "あ"]
PHRASES = [
    "（あ",
    "【あ】",
    "○あ君",
    "令和6年7月",
    "あ > ",
    "○は委員、",
    "ください",
    "お願い",
    "1. ",
    "- ",
    "電話 ",
    "<p>",
]
SHORT_LINES = ["。", "・あ", "・あ。", "あ：", "○あ君", "あ委員", "【委員】", "（説明）", "第1回", "あ\n", "- 1 -"]
UNITS = [*GLYPHS, *PHRASES, *(f"{line}\n" for line in SHORT_LINES)]


@pytest.mark.parametrize("unit", UNITS)
def test_worst_cases_take_linear_time(unit: str, tmp_path: Path) -> None:
    path = tmp_path / "worst.txt"
    path.write_text("・始まりの文である。\n" + unit * (CHARACTERS // len(unit)), "utf-8")
    began = time.perf_counter()
    with suppress(InputError):  # a refusal in time is an answer too
        segment_file(path)
    assert time.perf_counter() - began < SECONDS
