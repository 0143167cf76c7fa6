"""A long list shown a page at a time."""

from dataclasses import dataclass

from pipeline.explore.shelf import Places


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on a page, and the place of its first entry in the whole list, counted from 0."""

    start: int
    entries: Places


def page_count(entries: int, size: int) -> int:
    """Pages of so many entries; an empty list has one empty page.

    >>> page_count(40, 20), page_count(41, 20), page_count(0, 20)
    (2, 3, 1)
    """
    return max(1, -(-entries // size))


def page(entries: Places, number: int, size: int) -> Page:
    """The page of that number, counted from 1, or the nearest there is."""
    number = min(max(number, 1), page_count(len(entries), size))
    start = (number - 1) * size
    return Page(start, entries[start : start + size])
