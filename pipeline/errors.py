"""Errors that a user can act on: each names the file, the place in it and the remedy."""

import re

LONGEST_REASON = 500
"""Characters of a reason that are shown: it may quote what the file holds."""

_STEERS = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that move a terminal's cursor, turn the direction of writing, end a line, or cannot be written at all."""


def on_one_line(text: str) -> str:
    r"""Text of anybody's making, safe to print: what would steer a terminal is escaped.

    >>> on_one_line("a\x1b[2J\nb")
    'a\\x1b[2J\\x0ab'
    """
    return _STEERS.sub(lambda found: f"\\{_escape(ord(found[0]))}", text)


def _escape(code: int) -> str:
    return f"x{code:02x}" if code < 0x100 else f"u{code:04x}"


class RontenError(Exception):
    """What a user can put right. The message is printed as it is; no traceback is shown."""


class InputError(RontenError):
    """A file or one place in it that cannot be used.

    Args:
        path: the file as the user named it.
        reason: what is wrong, in one clause.
        remedy: what to do about it, in one sentence.
        place: where in the file ("line 12", "page 3"), empty when it is the file as a whole.

    >>> print(InputError("a.pdf", "is encrypted", "Save a copy without the password."))
    a.pdf: is encrypted. Save a copy without the password.

    """

    def __init__(self, path: object, reason: str, remedy: str, place: str = "") -> None:
        self.path = str(path)
        self.reason = " ".join(reason.splitlines())
        if len(self.reason) > LONGEST_REASON:
            self.reason = f"{self.reason[:LONGEST_REASON]}…"
        self.remedy = remedy
        self.place = place
        where = f"{self.path}, {place}" if place else self.path
        super().__init__(on_one_line(f"{where}: {self.reason}. {remedy}"))


class OutputError(RontenError):
    """A file that cannot be written: the disk is full, or the place is not to be written to."""


class WorkerError(RontenError):
    """Workers that cannot be reached, were lost, or are not set up like this process."""


class SchemaError(RontenError):
    """A table whose columns are not those of its schema; shows both side by side."""


class SettingsError(RontenError):
    """`params.yaml` holds an unknown key or a value out of range."""
