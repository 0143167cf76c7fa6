"""Documents made to be slow: every rule in its worst case takes time in proportion to the document."""

import time
from contextlib import suppress
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.segment import segment_file

BYTES = 300_000
SECONDS = 8
"""Of the processor. Far above what a linear rule takes here (1.8 s for 42,000 bullets), far under what a quadratic one
would: 42,000 times 42,000 steps of Python take minutes."""

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
    "○あ委員",
    "Ｑ．あ",
    "委員　あ",
    "**あ**",
    "あああああああああああ あ",
]
SHORT_LINES = [
    "。",
    "・あ",
    "・あ。",
    "あ：",
    "○あ君",
    "あ委員",
    "【委員】",
    "（説明）",
    "第1回",
    "あ\n",
    "- 1 -",
    "○あ　あ。",
    "○あ委員あ。",
    "問　あ。",
    "# あ",
    "| あ |",
    "あ委員　あ。",
    "（あ）",
]
UNITS = [*GLYPHS, *PHRASES, *(f"{line}\n" for line in SHORT_LINES)]


@pytest.mark.parametrize("unit", UNITS)
def test_worst_cases_take_linear_time(unit: str, tmp_path: Path) -> None:
    path = tmp_path / "worst.txt"
    path.write_text("・始まりの文である。\n" + unit * (BYTES // len(unit.encode())), "utf-8")
    began = time.process_time()
    with suppress(InputError):  # a refusal in time is an answer too
        segment_file(path)
    assert time.process_time() - began < SECONDS
