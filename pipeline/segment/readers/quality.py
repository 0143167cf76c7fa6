"""How cleanly a document could be read."""

import re

_UNREAD = re.compile("[\ufffd\ue000-\uf8ff]")


def quality_of(text: str) -> float:
    """Share of the printed characters that were read as characters: 1 without U+FFFD, (cid:…) or private use."""
    printed = len("".join(text.split()))
    unread = len(_UNREAD.findall(text))
    unread += sum(len(piece.split(")", 1)[0]) + 6 for piece in text.split("(cid:")[1:])
    return max(0.0, 1 - unread / printed) if printed else 0.0
