"""Names, links, devices and folders: what a path can be that is no document."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

from tests.hostile.case import MINUTES, PATH, Case

UNFIT = "has a name that no document can be kept under"
ADD = ("add", PATH)


def _named(name: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_text(MINUTES, encoding="utf-8")
        return path

    return make


def _link(target: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / "folder").mkdir()
        (folder / "sound.txt").write_text(MINUTES, encoding="utf-8")
        path = folder / "link.txt"
        path.symlink_to(target)
        return path

    return make


def _pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe.txt")
    return folder / "pipe.txt"


def _socket(folder: Path) -> Path:
    here = Path.cwd()
    os.chdir(folder)  # the name of a socket may have a hundred bytes
    try:
        socket.socket(socket.AF_UNIX).bind("socket.txt")
    finally:
        os.chdir(here)
    return folder / "socket.txt"


def _folder(name: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / name).mkdir()
        return folder / name

    return make


CASES: list[Case] = [
    Case("missing", lambda folder: folder / "nowhere.txt", "does not exist"),
    Case("behind a file", lambda folder: _named("a.txt")(folder) / "b.txt", "does not exist"),
    Case("folder", _folder("minutes.txt"), "is a folder"),
    Case("pipe", _pipe, "is no ordinary file"),
    Case("socket", _socket, "is no ordinary file"),
    Case("zeros", lambda _: Path("/dev/zero"), "is no ordinary file"),
    Case("nothing", lambda _: Path("/dev/null"), "is no ordinary file"),
    Case("process", lambda _: Path("/proc/self/mem"), "cannot be opened|is empty"),
    Case("kernel", lambda _: Path("/proc/self/maps"), "is no ordinary file|holds no remarks"),
    Case("link", _link("sound.txt")),
    Case("link to the system", _link("/etc/passwd"), "holds no remarks"),
    Case("link to itself", _link("link.txt"), "is a link that leads to no file"),
    Case("link to nothing", _link("nowhere.txt"), "is a link that leads to no file"),
    Case("link to a folder", _link("folder"), "is a folder"),
    Case("link to a device", _link("/dev/zero"), "is no ordinary file"),
    Case("name of lines", _named("a\nb\r\x1b[2J.txt")),
    Case("name of 255 bytes", _named("a" * 251 + ".txt")),
    Case("name of 300 bytes", lambda folder: folder / ("a" * 300), "cannot be opened: File name too long"),
    Case("name of no UTF-8", _named(os.fsdecode(b"\xff\xfe.txt")), "has a name that is no UTF-8"),
    Case("name turned round", _named("a\u202etxt.exe")),
    Case("name of slashes", _named("．．／．．／x.txt")),
    Case("add: slashes", _named("．．／．．／x.txt"), UNFIT, ADD),
    Case("add: hidden", _named(".minutes.txt"), UNFIT, ADD),
    Case("add: lines", _named("a\nb.txt"), UNFIT, ADD),
    Case("add: turned round", _named("a\u202etxt.exe"), UNFIT, ADD),
    Case("add: 255 bytes", _named("a" * 251 + ".txt"), "has a name of more than 200 bytes", ADD),
    Case("add: link to the system", _link("/etc/passwd"), "holds no remarks", ADD),
    Case("add: pipe", _pipe, "is no ordinary file", ADD),
    Case(
        "table of pipe", lambda folder: _pipe(folder).rename(folder / "a.jsonl"), "is no ordinary file", ("tag", PATH)
    ),
    Case("table of folder", _folder("a.parquet"), "is a folder", ("tag", PATH)),
    Case(
        "labels of pipe",
        lambda folder: _pipe(folder).rename(folder / "a.csv"),
        "is no ordinary",
        ("labels", "import", PATH),
    ),
]
