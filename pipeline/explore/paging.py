"""A long list shown a page at a time."""

from pipeline.explore.shelf import Places


def page_count(entries: int, size: int) -> int:
    """Pages of so many entries; an empty list has one empty page.

    >>> page_count(40, 20), page_count(41, 20), page_count(0, 20)
    (2, 3, 1)
    """
    return max(1, -(-entries // size))


def page(entries: Places, number: int, size: int) -> Places:
    """What stands on the page of that number, counted from 1, or on the nearest there is."""
    number = min(max(number, 1), page_count(len(entries), size))
    return entries[(number - 1) * size : number * size]
