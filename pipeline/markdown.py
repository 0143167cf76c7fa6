"""Markdown as the generated pages hold it."""

from collections.abc import Iterable


def markdown(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table.

    >>> print(markdown(("a", "b"), [(1, "x")]))
    | a | b |
    | --- | --- |
    | 1 | x |
    """
    names = list(head)
    lines = [names, ["---"] * len(names), *([str(cell).replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |".replace("  ", " ") for line in lines)
