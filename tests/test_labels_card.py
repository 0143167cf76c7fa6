"""The tables of the data card, counted from a few labels."""

from pipeline.card import agreement_table, alike_table, register_table, theme_table, written_table, year_table
from pipeline.codebook import Codebook, Theme
from pipeline.labels import Label, remark_key
from pipeline.labels.counts import count_written
from pipeline.labels.meetings import InventedMeeting

THEMES = [
    Theme(id=theme, ja=ja, en=theme, definition="", include=[], exclude="")
    for theme, ja in (("energy", "電源"), ("talent", "人材"))
]
CODEBOOK = Codebook(version=2, themes=THEMES)


def _written(text: str, themes: list[str], meeting: str = "m1", writer: str = "writer-1") -> Label:
    fields = {"remark_id": remark_key(meeting, text), "themes": themes, "coder": writer, "pass": "first"}
    place = {"codebook_version": 1, "meeting": meeting, "register": "diet", "writer": writer, "text": text}
    return Label.model_validate({**fields, **place})


def _coded(remark_id: str, themes: list[str], coding_pass: str) -> Label:
    fields = {"remark_id": remark_id, "themes": themes, "coder": "c", "pass": coding_pass, "codebook_version": 2}
    return Label.model_validate(fields)


WRITTEN = [
    _written("電源が足りないと思います。", ["energy"]),
    _written("人材と電源の話を聞いた。", ["talent"], "m2", "writer-10"),
    _written("長い話。" * 80, [], "m3", "writer-2"),
]


def _rows(table: str) -> dict[str, list[str]]:
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    return {row[0]: row[1:] for row in cells}


def test_writers_stand_in_the_order_of_their_numbers() -> None:
    rows = _rows(written_table(WRITTEN))
    assert list(rows) == ["`writer-1`", "`writer-2`", "`writer-10`", "all"]
    assert rows["all"] == ["3", "3", "0", "0", "3", "1", "1", "1", "0"]


def test_meetings_are_counted_by_their_years() -> None:
    years = {"m1": 1999, "m2": 2003}
    meetings = {name: InventedMeeting(name, year, "diet", "") for name, year in years.items()}
    rows = _rows(year_table([*WRITTEN, _written("もう一つ。", [])], meetings))
    assert list(rows.items()) == [
        ("1995 to 1999", ["1", "2", "2 to 2"]),
        ("2000 to 2004", ["1", "1", "1 to 1"]),
        ("not given", ["1", "1", "1 to 1"]),
    ]


def test_themes_are_counted_by_words_and_register() -> None:
    counts = count_written(WRITTEN, CODEBOOK, {})
    rows = _rows(register_table(counts))
    assert rows["`energy`"] == ["1", "1", "0", "1", "0", "0", "1"]
    assert [rows[name][0] for name in ("no theme", "two or more themes", "all")] == ["1", "0", "3"]
    lexicon = [{"theme": "energy", "grade": "3"}, {"theme": "energy", "grade": "1"}]
    real = [_coded("r1", ["energy"], "first"), _coded("r1", [], "adjudicated"), _coded("r2", ["talent"], "first")]
    assert _rows(theme_table(counts, real, lexicon)) == {
        "`energy`": ["1", "0", "1", "0", "1"],
        "`talent`": ["1", "1", "0", "0", "0"],
    }


def test_agreement_stands_apart_for_real_and_written_remarks() -> None:
    second = [_coded(WRITTEN[0].remark_id, ["talent"], "second"), _coded("r1", ["energy"], "first")]
    rows = _rows(agreement_table(CODEBOOK, [*WRITTEN, *second, _coded(WRITTEN[0].remark_id, [], "adjudicated")]))
    assert rows["real"] == ["0", "0", "", "", ""]
    assert rows["written"][:2] == ["1", "1"]
    assert rows["written"][3] == "0.000"


def test_texts_that_are_alike_are_counted() -> None:
    twins = [*WRITTEN, _written("電源が足りないと思います。", [], "m2")]
    rows = _rows(alike_table(twins, ["昨日、人材と電源の話を聞いた。"]))
    assert [row[0] for row in rows.values()] == ["1", "1", "1", "4"]
