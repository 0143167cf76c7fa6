"""Every printed character of a document stands in a row, a mark, a speaker's name or named furniture."""

from collections import Counter
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

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

PIECES = [
    "<nav><ul><li>ホーム</li></ul></nav>",
    '<div class="topicpath">ホーム &gt; 審議会</div>',
    "<ul><li><a href='/a'>前の会議</a></li><li><a href='/b'>次の会議</a></li></ul>",
    '<div id="footer"><p>所在地 一丁目</p><select><option>言語</option></select></div>',
    "<aside>関連する資料</aside>",
    "<header><p>協議会</p></header>",
    "<form>検索<button>送る</button></form>",
    "<h2>電力について</h2>",
    "<ul><li>電力の供給が重要。<ul><li>送電も。</li></ul></li><li>・海運も。</li></ul>",
    "<dl><dt>山田委員</dt><dd>備えが要ります。</dd><dt>佐藤委員</dt><dd>そう思います。</dd></dl>",
    "<table><tr><th>発言者</th><th>内容</th></tr><tr><td>原</td><td>反対です。</td></tr></table>",
    "<table><tr><td>a</td><td>い。<br>ろ。</td></tr></table>",
    "<p>○山田委員　海運の<b>備え</b>が要ります。<br>以上です。</p>",
    "<section><header><h3>議題</h3></header><p>人材が足りない。</p></section>",
    "<pre>一 行\n二 行。</pre>",
    "<footer>連絡先<br>電話 03-0000-0000</footer>",
]
CONTROLS = dict.fromkeys((0x0C, 0x85), " ")
HEAD = "<head><title>題</title><style>p {color: red}</style></head>"
PAGE = f"<!DOCTYPE html><html>{HEAD}<body>CONTENT<script>var x;</script></body></html>"


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


def assert_page_shown(pieces: list[str], path: Path) -> None:
    """Every character that a page prints stands in the text that was read, or in what is named as left out."""
    path.write_text(PAGE.replace("CONTENT", "".join(pieces)), "utf-8")
    found = segment_file(path)
    assert_nothing_lost(found)
    page = etree.HTML("<body>" + "".join(pieces) + "</body>")
    left = "".join(text for _, text in found.left_out)
    drawn = Counter("・")  # before the items of a list, by the reader
    lost = Counter(bare("".join(page.itertext()))) - Counter(bare(found.source_text + left))
    added = Counter(bare(found.source_text + left)) - Counter(bare("".join(page.itertext())))
    assert not lost, lost
    assert added.keys() <= drawn.keys(), added


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(PIECES), max_size=8),
    st.lists(LINE.map(lambda line: f"<p>{escape(line.translate(CONTROLS))}</p>"), max_size=6),
    st.sampled_from(["{}", "<main>{}</main>", "<article class='menu'>{}</article>"]),
)
def test_nothing_of_any_page_is_lost(pieces: list[str], lines: list[str], around: str) -> None:
    content = around.replace("{}", "<h1>第1回 検討会 議事要旨</h1>" + "".join(lines) + "<p>電力が要る。</p>")
    with TemporaryDirectory() as folder:
        try:
            assert_page_shown([*pieces[:4], content, *pieces[4:]], Path(folder) / "page.html")
        except InputError:
            return
