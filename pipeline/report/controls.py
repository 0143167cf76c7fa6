"""Characters that change how a page is read without being seen, spelled out."""

import re

HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Control characters but tab and line feed, and marks of direction: these show a line as what it is not."""


def spelled(text: str) -> str:
    r"""The text with hidden characters written as `[U+202E]`.

    >>> spelled("a\u202eb\x00")
    'a[U+202E]b[U+0000]'
    """
    return HIDDEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)
