"""Dates and numbers in every style that minutes print."""

import re
from datetime import date
from functools import cache
from unicodedata import normalize

from pipeline.segment.rules import rules

_FIRST_MONTH = 4
"""Month with which a financial year begins."""
_NUMBER = r"[0-9元〇零一二三四五六七八九十百]{1,6}"
_KANJI = {char: i for i, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "元": 1}


def number_of(printed: str) -> int | None:
    """A number in ASCII, full-width or kanji digits.

    >>> number_of("二十三"), number_of("１２"), number_of("元"), number_of("二〇二四"), number_of("x")
    (23, 12, 1, 2024, None)
    """
    text = normalize("NFKC", printed).strip()
    if text.isdecimal():
        return int(text)
    if not text or any(char not in _KANJI and char not in "十百" for char in text):
        return None
    if not set(text) & set("十百"):
        return int("".join(str(_KANJI[char]) for char in text))
    total = digit = 0
    for char in text:
        if char in "十百":
            total += (digit or 1) * (10 if char == "十" else 100)
            digit = 0
        else:
            digit = _KANJI[char]
    return total + digit


def find_date(text: str) -> date | None:
    """The first date in a text: 令和6年7月30日, 令和六年七月三十日, 2023年10月12日, 2023/10/12, R5.10.12.

    >>> find_date("日時：令和元年５月７日（火）"), find_date("平成30年1月17日")
    (datetime.date(2019, 5, 7), datetime.date(2018, 1, 17))
    """
    text = normalize("NFKC", text)
    text = re.sub(r"(?<=\b\d) (?=\d\b)", "", text)  # 2 0 2 4 年
    for pattern in _patterns():
        for found in pattern.finditer(text):
            day = _as_date(found)
            if day:
                return day
    return None


def find_day_of_year(text: str, named: str) -> date | None:
    """A day without a year, of the year or the financial year, from April on, that another text names.

    >>> find_day_of_year("日時：2月3日（月）", "令和６年度第３回協議会"), find_day_of_year("6月3日", "2024年 第2回")
    (datetime.date(2025, 2, 3), datetime.date(2024, 6, 3))
    """
    day, year = (pattern.search(normalize("NFKC", one)) for pattern, one in zip(_halves(), (text, named), strict=True))
    if not day or not year:
        return None
    first = _year(year)
    late = year["financial"] and (number_of(day["month"]) or 0) < _FIRST_MONTH
    return _date(first + bool(late) if first else None, number_of(day["month"]), number_of(day["day"]))


@cache
def _halves() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A month and day, and a year."""
    gap = r"[ 　]{0,3}"
    day = rf"(?P<month>{_NUMBER}){gap}月{gap}(?P<day>{_NUMBER}){gap}日"
    return re.compile(day), re.compile(rf"{_year_pattern()}{gap}年(?P<financial>度)?")


def _year_pattern() -> str:
    eras = "|".join(sorted(rules("metadata")["eras"], key=len, reverse=True))
    western = r"[12][0-9]{3}|[一二][〇零一二三四五六七八九]{3}"
    return rf"(?:(?P<era>{eras})[ 　]{{0,3}}(?P<year>{_NUMBER})|(?P<western>{western}))"


@cache
def _patterns() -> list[re.Pattern[str]]:
    gap = r"[ 　]{0,3}"
    year = _year_pattern()
    note = rf"(?:{gap}年)?(?:{gap}[(][^()]{{1,8}}[)])?(?:{gap}年)?{gap}"
    day = rf"(?P<month>{_NUMBER}){gap}月{gap}(?P<day>{_NUMBER}){gap}日"
    short = r"[./-](?P<month>[0-9]{1,2})[./-](?P<day>[0-9]{1,2})(?![0-9])"
    return [re.compile(year + note + day), re.compile(year + short)]


def _as_date(found: re.Match[str]) -> date | None:
    return _date(_year(found), number_of(found["month"]), number_of(found["day"]))


def _year(found: re.Match[str]) -> int | None:
    if found["western"]:
        return number_of(found["western"])
    within = number_of(found["year"])
    return None if within is None else int(rules("metadata")["eras"][found["era"]]) + within


def _date(year: int | None, month: int | None, day: int | None) -> date | None:
    if not (year and month and day):
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
