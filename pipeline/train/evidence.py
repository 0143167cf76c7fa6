"""From shares of log-odds to readable evidence: neighbouring words joined, weak ones left out."""

from collections import defaultdict
from collections.abc import Iterable

from pipeline.tables import Evidence

LEAST_SHARE = 0.1
"""A phrase is shown when it has at least this part of all that spoke for the theme."""

MOST_SPANS = 5
"""Phrases shown per theme."""


def evidence_spans(theme: str, text: str, shares: Iterable[tuple[int, int, float]]) -> list[Evidence]:
    """The phrases that spoke for a theme, strongest first.

    Args:
        theme: theme id.
        text: the remark.
        shares: spans (start, end) with their share of the theme's log-odds; spans may lie on each other.

    Returns:
        Phrases with their summed log-odds as weight. Words count together when nothing, or a mark, a prolonged
        sound or の stands between them.
    """
    weights: dict[int, float] = defaultdict(float)
    for start, end, share in shares:
        for place in range(start, end):
            weights[place] += share / (end - start)
    phrases = _join(text, sorted(place for place, weight in weights.items() if weight > 0))
    spans = [(start, end, sum(weights.get(p, 0.0) for p in range(start, end))) for start, end in phrases]
    total = sum(weight for *_, weight in spans)
    strong = [span for span in spans if span[2] >= LEAST_SHARE * total]
    best = sorted(strong, key=lambda span: (-span[2], span[0]))[:MOST_SPANS]
    return [Evidence(theme, text[start:end], start, end, round(weight, 4)) for start, end, weight in best]


def _join(text: str, places: list[int]) -> list[tuple[int, int]]:
    phrases: list[tuple[int, int]] = []
    for place in places:
        if phrases and text[phrases[-1][1] : place] in ("", "の", "・", "ー"):
            phrases[-1] = (phrases[-1][0], place + 1)
        else:
            phrases.append((place, place + 1))
    return phrases
