"""Errors that a user can act on: each names the file, the place in it and the remedy."""


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
        self.reason = reason
        self.remedy = remedy
        self.place = place
        where = f"{self.path}, {place}" if place else self.path
        super().__init__(f"{where}: {reason}. {remedy}")


class OutputError(RontenError):
    """A file that cannot be written: the disk is full, or the place is not to be written to."""


class WorkerError(RontenError):
    """Workers that cannot be reached, were lost, or are not set up like this process."""


class SchemaError(RontenError):
    """A table whose columns are not those of its schema; shows both side by side."""


class SettingsError(RontenError):
    """`params.yaml` holds an unknown key or a value out of range."""
