"""One hostile file: how it is made, which command is given it, and what that must say."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HEAD = "第1回 検討会 議事要旨\n\n日時：令和6年7月30日\n\n"
MINUTES = HEAD + "・電力の供給が重要である。\n・人材の育成が重要である。\n"

PATH = "PATH"
"""Stands for the file among a command's arguments."""


@dataclass(frozen=True, slots=True)
class Case:
    """A hostile file.

    `make` makes it in an empty folder and gives its path. `says` is a pattern of the reason that the command gives
    behind the path, and behind the place if there is one; where it is empty, the file is odd but read, without a word.
    """

    name: str
    make: Callable[[Path], Path]
    says: str = ""
    arguments: tuple[str, ...] = ("segment", PATH)


Content = bytes | str | Callable[[], bytes]


def case(file: str, content: Content, says: str = "", *arguments: str, name: str = "") -> Case:
    """A case of a file with some content; its name is the file's unless given."""

    def make(folder: Path) -> Path:
        data = content() if callable(content) else content
        path = folder / file
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return Case(name or file, make, says, arguments or ("segment", PATH))
