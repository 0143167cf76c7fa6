"""Remarks as HTML for the explorer, in the report's words: escaped, with hidden characters spelled out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import zip_longest
from pathlib import Path

from markupsafe import Markup

from pipeline.codebook import Theme
from pipeline.report import Material
from pipeline.report.material import Row
from pipeline.report.passages import Passage, cut, passages
from pipeline.report.templates import Words, environment, load_words

PARTS = Path(__file__).parent / "parts"
STYLE = PARTS / "cards.css"

_LINE = Markup('<p class="count"{}><span lang="ja">{}</span> <span lang="en">{}</span> {}</p>')
_NOTE = Markup('<p class="note"><span lang="ja">{}</span><br><span lang="en">{}</span></p>')
_REASON = Markup('<p class="reason" lang="en">{}</p>')
_SPOKEN = Markup(' role="status"')


@dataclass(frozen=True, slots=True)
class Scored:
    """A theme with the score for one remark and the score from which it is given."""

    theme: Theme
    score: float
    threshold: float

    @property
    def is_given(self) -> bool:
        """Whether the score reaches the threshold."""
        return self.score >= self.threshold


@cache
def words() -> Words:
    """The words of the explorer, and those it shares with the report."""
    return {**load_words(), **load_words(PARTS / "wording.yaml")}


def cards(material: Material, numbers: Sequence[int] = (), *, themes: Collection[str] = (), plain: bool = False) -> str:
    """The remarks of the material as articles.

    Args:
        material: the remarks in the order of the shelf, and what their scores are judged by.
        numbers: the remarks' numbers on the shelf, counted from 1 as in the report; none for a remark not on it.
        themes: show the evidence of these alone; of all themes when empty.
        plain: show neither evidence nor themes, for coders who shall not see them.
    """
    shown = [_shown(passage, themes, plain) for passage in passages(material)]
    numbered = list(zip_longest(numbers, shown))
    return environment(PARTS).get_template("cards.html").render(passages=numbered, plain=plain, words=words())


def score_table(row: Row, material: Material) -> str:
    """Every theme's score for a remark beside its threshold, highest first; and what else was found in it."""
    scored = [
        Scored(theme, row[f"score_{theme.id}"], material.thresholds[theme.id]) for theme in material.codebook.themes
    ]
    highest_first = sorted(scored, key=lambda one: -one.score)
    return environment(PARTS).get_template("scores.html").render(scored=highest_first, row=row, words=words())


def counted(found: int, total: int) -> str:
    """How many remarks of all are shown; screen readers say it when it changes."""
    return _line("shown", f"{found:,} / {total:,}", spoken=True)


def progress(at: int, total: int, saved: int) -> str:
    """How far a coder has come, `at` counted from 1."""
    return _line("remark", f"{at} / {total}", spoken=True) + _line("saved", str(saved))


def written(remark_id: str, coding_pass: str, file: str) -> str:
    """That a label was written, and where."""
    return _line("written_to", f"{remark_id} ({coding_pass}) → {file}", spoken=True)


def note(key: str) -> str:
    """A sentence in both languages, each on its line."""
    said = words()[key]
    return _NOTE.format(said["ja"], said["en"])


def reasons(given: Sequence[str]) -> str:
    """Why a look at a remark pays."""
    return "".join(_REASON.format(reason) for reason in given)


def _line(key: str, value: str, *, spoken: bool = False) -> str:
    said = words()[key]
    return _LINE.format(_SPOKEN if spoken else "", said["ja"], said["en"], value)


def _shown(passage: Passage, themes: Collection[str], plain: bool) -> Passage:
    evidence = [span for span in passage.row["evidence"] if not plain and (not themes or span["theme"] in themes)]
    return replace(passage, pieces=tuple(cut(passage.row["text"], evidence)))
