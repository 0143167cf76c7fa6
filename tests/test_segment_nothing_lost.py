"""Every printed character of a document stands in a row, a mark, a speaker's name or named furniture."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.errors import InputError
from pipeline.segment import Segmentation, segment_file
from pipeline.segment.wraps import printed

DOCUMENTS = sorted((Path(__file__).parent / "documents").glob("*.txt"))
REAL = Path(__file__).parent.parent / "data" / "raw" / "meti-keizai-anzen-hosho-01.txt"

HEADS = [
    "第1回 検討会 議事要旨",
    "日時：令和6年7月30日",
    "場所：本館",
    "出席者",
    "・甲委員",
    "議題",
    "（１）電力について",
    "議事概要",
]
LINES = [
    "論点①電力",
    "・電力の供給が重要。",
    "　－ 送電の増強も必要。",
    "○山田委員　海運の備えが要ります。",
    "【佐藤委員】",
    "人材が足りない。",
    "途中で切れた行は、経",
    "済の話である。",
    "AI chip and",
    "fence の話。",
    "（資料説明）",
    "午前十時休憩",
    "- 3 -",
    "\f",
    "",
    "① 一つ目である。",
    "※ 注である。",
    "以上",
    "問合せ先",
    "電話 03-0000-0000",
    "・・・",
    "⼈材と⻘年。",
    "第2回 検討会",
    "令和6年8月1日",
]
LINE = st.one_of(st.sampled_from(LINES), st.text("・○（）【】：。、1１①年 　あ亜a-▶\f\x85", max_size=24))


def bare(text: str) -> str:
    return "".join(char for char in text if not char.isspace())


def assert_nothing_lost(found: Segmentation) -> None:
    text = found.source_text
    covered = bytearray(len(text))
    for _, start, end in found.furniture:
        assert 0 <= start <= end <= len(text)
        covered[start:end] = b"f" * (end - start)
    for row in found.remarks:
        inside = [i for i in range(row.start, row.end) if covered[i] != ord("f")]
        assert bare(printed("".join(text[i] for i in inside))) == bare(row.text), row
        assert not any(covered[i] for i in inside), row
        for i in inside:
            covered[i] = ord("r")
    lost = [text[i] for i in range(len(text)) if not covered[i] and not text[i].isspace()]
    assert not lost, "".join(lost)


@pytest.mark.parametrize("path", [REAL, *DOCUMENTS], ids=lambda path: path.stem)
def test_nothing_of_a_document_is_lost(path: Path) -> None:
    assert_nothing_lost(segment_file(path))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(HEADS), max_size=6, unique=True), st.lists(LINE, min_size=1, max_size=30))
def test_nothing_of_any_text_is_lost(head: list[str], lines: list[str]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "any.txt"
        path.write_bytes("\n".join([*head, *lines]).encode())
        try:
            found = segment_file(path)
        except InputError:
            return
        assert_nothing_lost(found)
