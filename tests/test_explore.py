"""What the explorer does, without its screen: filters, choices, pages, cards, and a coder's way through a queue."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pytest

from pipeline.explore.cards import STYLE, cards, counted, progress, reasons, score_table, words, written
from pipeline.explore.choices import choices
from pipeline.explore.desk import COMMANDS, KEYS, Desk, theme_keys
from pipeline.explore.filters import NO_THEME, Filter, matching
from pipeline.explore.paging import page
from pipeline.explore.shelf import Shelf
from pipeline.tables import labeled_schema, to_table
from tests.explored import explored_rows
from tests.labeled import CODEBOOK, FIRST, FORMULA, LONG, REVERSED, SCRIPT, SECOND, material, row

SCHEMA = labeled_schema(CODEBOOK.theme_ids)


def _shelf(found: Sequence[dict[str, Any]] | None = None) -> Shelf:
    return Shelf.of(to_table(explored_rows() if found is None else found, SCHEMA))


SHELF = _shelf()
"""Nine remarks: 1 to 7 of the first meeting, 8 and 9 of the second."""


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        (Filter(), [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (Filter(themes=("talent",)), [1, 8]),
        (Filter(themes=("talent", "energy")), [1]),
        (Filter(themes=(NO_THEME,)), [4, 5, 6, 7, 9]),
        (Filter(themes=(NO_THEME, "energy")), []),
        (Filter(concepts=("electric_power",)), [1]),
        (Filter(concepts=("nothing",)), []),
        (Filter(meetings=("minato-02",)), [8, 9]),
        (Filter(agenda=("議題1", "その他")), [1, 2, 3, 8, 9]),
        (Filter(speakers=("港委員",)), [8, 9]),
        (Filter(first=SECOND), [8, 9]),
        (Filter(last=FIRST), [1, 2, 3, 4, 5, 6, 7]),
        (Filter(first=FIRST, last=SECOND), [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (Filter(first=date(2024, 5, 1), last=date(2024, 5, 31)), []),
        (Filter(words="電力"), [1, 2, 6]),
        (Filter(words="電力　人材"), [1]),
        (Filter(words="ＡＬＥＲＴ"), [4]),
        (Filter(words=".*"), []),
        (Filter(review=True), [2]),
        (Filter(themes=("talent",), words="港", first=SECOND, speakers=("港委員",)), [8]),
    ],
)
def test_a_filter_finds_the_remarks_that_fit(wanted: Filter, numbers: list[int]) -> None:
    assert (matching(SHELF, wanted) + 1).tolist() == numbers


def test_remarks_stand_as_in_the_minutes_and_undated_meetings_last() -> None:
    undated = row(1, "日付のない会議。", meeting_id="aaa", date=None)
    held = _shelf([undated, row(2, "後。"), row(1, "先。"), row(3, "閉会。", kind="procedure")])
    assert [found["text"] for found in held.rows(range(len(held)))] == ["先。", "後。", "日付のない会議。"]
    assert matching(held, Filter(first=date(1900, 1, 1))).tolist() == [0, 1]


def test_an_empty_table_can_be_searched() -> None:
    held = _shelf([])
    assert matching(held, Filter(words="電力", themes=("energy",), concepts=("electric_power",))).tolist() == []
    assert choices(held, CODEBOOK.theme_ids).days is None


def test_a_remark_is_found_by_its_id() -> None:
    assert (SHELF.place_of("a" * 16), SHELF.place_of("unknown")) == (7, None)


def test_every_value_can_be_chosen_with_its_number() -> None:
    offered = choices(SHELF, CODEBOOK.theme_ids)
    assert list(offered.themes) == [*CODEBOOK.theme_ids, NO_THEME]
    assert (offered.themes["energy"], offered.themes["talent"], offered.themes[NO_THEME]) == (2, 2, 5)
    assert offered.concepts == {"electric_power": 1}
    assert offered.meetings == {"denki-01": 7, "minato-02": 2}
    assert offered.titles == {"denki-01": "2024-04-01 第1回 電気会議", "minato-02": "2024-06-03 第2回 港湾会議"}
    assert list(offered.agenda) == ["議題1", f"議題2{SCRIPT}", "その他"]
    assert offered.speakers == {"港委員": 2}
    assert offered.days == (FIRST, SECOND)


def test_what_many_say_can_be_chosen_first() -> None:
    held = _shelf([row(1, "あ", speaker="一人"), row(2, "い", speaker="多弁"), row(3, "う", speaker="多弁")])
    assert list(choices(held, CODEBOOK.theme_ids).speakers) == ["多弁", "一人"]


@pytest.mark.parametrize(("number", "first", "entries"), [(1, 0, 20), (3, 40, 5), (9, 40, 5), (0, 0, 20)])
def test_a_list_is_shown_a_page_at_a_time(number: int, first: int, entries: int) -> None:
    shown = page(np.arange(45), number, 20)
    assert (shown[0], len(shown)) == (first, entries)


def _card(place: int, **options: Any) -> str:
    return cards(material(rows=SHELF.rows([place])), **options)


def test_a_card_marks_the_evidence_of_the_themes_asked_for() -> None:
    assert '<mark data-themes="energy">電力</mark>を支える<mark data-themes="talent">人材</mark>' in _card(0)
    chosen = _card(0, themes=("talent",))
    assert "電力を支える<mark" in chosen
    assert "エネルギー" in chosen


def test_a_plain_card_gives_nothing_away() -> None:
    plain = _card(2, plain=True)
    assert "予算を増やすことを求める。" in plain
    assert [word for word in ("<mark", "財政", "得点", "分類") if word in plain] == []


def test_a_card_bears_the_number_given_or_none() -> None:
    rows = SHELF.rows([0, 1])
    assert re.findall(r"<h2>.*?</span>(.*?)</h2>", cards(material(rows=rows), [21, 34])) == [" 21", " 34"]
    assert re.findall(r"<h2>.*?</span>(.*?)</h2>", cards(material(rows=rows))) == ["", ""]


def test_what_documents_hold_is_shown_and_not_run() -> None:
    shown = cards(material(rows=SHELF.rows([3, 4, 5, 6])))
    assert "<script" not in shown
    assert "<img" not in shown
    assert FORMULA.replace("'", "&#39;") in shown
    assert LONG in shown
    assert not set(shown) & set(REVERSED) & {"\u202e", "\u202c", "\u200f"}
    assert "電力は[U+202E]安い[U+202C]とは言えない。[U+200F]" in shown


@pytest.mark.parametrize("column", ["text", "agenda", "speaker", "source", "meeting_title"])
def test_no_column_can_break_out(column: str) -> None:
    hostile = f"{SCRIPT}\u202e</style></article>"
    found = row(1, "電力。", **{column: hostile, "keywords": [hostile], "entities": []})
    shown = cards(material(rows=[found])) + score_table(found, material())
    assert "<script" not in shown
    assert "<img" not in shown
    assert "</style>" not in shown
    assert "\u202e" not in shown


def test_lines_escape_what_is_put_into_them() -> None:
    shown = reasons([SCRIPT]) + written(SCRIPT, SCRIPT, SCRIPT)
    assert "<script" not in shown
    assert "<img" not in shown


def test_numbers_are_said_to_screen_readers() -> None:
    assert 'role="status"' in counted(1200, 100_000)
    assert "1,200 / 100,000" in counted(1200, 100_000)
    assert "3 / 30" in progress(3, 30, 2)


def test_scores_stand_highest_first_with_what_was_found() -> None:
    found = explored_rows()[0] | {"score_finance": 0.95}
    shown = score_table(found, material())
    assert shown.index("財政・金融・投資") < shown.index("エネルギー") < shown.index("地政学")
    assert shown.count('class="given"') == 3
    assert "<bdi>電力</bdi> (electric_power)" in shown


def test_every_word_stands_in_both_languages() -> None:
    assert [key for key, said in words().items() if set(said) != {"ja", "en"}] == []
    assert STYLE.is_file()


def test_keys_are_single_and_free() -> None:
    taken = [*KEYS, *COMMANDS.values()]
    assert len(set(taken)) == len(taken)
    assert not {"C", "R"} & set(taken)
    assert theme_keys(["a", "b"]) == {"a": "1", "b": "2"}
    assert list(theme_keys([str(i) for i in range(len(KEYS) + 1)]).values())[-2:] == [KEYS[-1], None]


DESK = Desk.laid({"r1": ["energy"], "r2": []})


def test_themes_are_put_on_and_off() -> None:
    assert DESK.toggled("talent").chosen == {"energy", "talent"}
    assert DESK.toggled("energy").chosen == set()
    assert DESK.toggled("talent").cleared().chosen == set()


def test_a_coder_goes_on_and_back_and_finds_the_draft_again() -> None:
    there_and_back = DESK.toggled("talent").stepped(1).toggled("finance").stepped(-1)
    assert (there_and_back.current, there_and_back.chosen) == ("r1", {"energy", "talent"})
    assert there_and_back.stepped(1).chosen == {"finance"}
    assert DESK.stepped(-1).current == "r1"


def test_the_desk_is_empty_after_the_last_remark() -> None:
    done = DESK.kept().stepped(1)
    assert (done.current, done.chosen, done.saved) == (None, set(), {"r1"})
    assert done.stepped(1).toggled("energy").kept() == done
    assert done.stepped(-1).current == "r2"
