"""Plain text: encodings, control characters, and far too much of something."""

import random
from pathlib import Path

from tests.hostile.case import HEAD, MINUTES, Case, case

TOO_LONG = r"holds more than 7,000,000 characters of text"
BINARY = "is a binary file"


def _sparse(folder: Path) -> Path:
    """1 GB of NUL that takes no room on the disk."""
    path = folder / "gigabyte.txt"
    with path.open("wb") as handle:
        handle.truncate(1_000_000_000)
    return path


def _noise() -> bytes:
    # bytes of no text encoding, and no control characters among them
    return bytes(random.Random(1).choices(range(0x80, 0x100), k=5_000))  # noqa: S311 - no secret


def _late_nul() -> bytes:
    return MINUTES.encode() + b"\n" * 70_000 + "・送電\0の増強。\n".encode()


CASES: list[Case] = [
    case("empty.txt", b"", "is empty"),
    case("white.txt", b" \n\t\r\n", "is empty"),
    case("wide-spaces.txt", "　　\n　", "holds no text"),
    case("mark-utf8.txt", b"\xef\xbb\xbf", "holds no text"),
    case("mark-utf16.txt", b"\xff\xfe", "holds no text"),
    case("nul.txt", bytes(1_000), BINARY),
    case("control.txt", bytes(range(32)) * 20, BINARY),
    case("terminal.txt", "\x1b]0;title\x07\x1b[2J" + MINUTES, ""),
    case("late-nul.txt", _late_nul),
    case("program.txt", b"\x7fELF\x02\x01\x01" + bytes(200), BINARY),
    Case("gigabyte.txt", _sparse, "is larger than 200 MB"),
    case("25-megabytes.txt", lambda: b"a" * 25_000_000, "is larger than 20 MB of text"),
    case("long-line.txt", lambda: (HEAD + "あ" * 3_400_000).encode(), "holds no remarks"),
    case("long-ascii-line.txt", lambda: HEAD.encode() + b"a" * 10_000_000, TOO_LONG),
    case("empty-lines.txt", lambda: MINUTES.encode() + b"\n" * 1_000_000),
    case("form-feeds.txt", lambda: MINUTES.encode() + b"\f" * 200_000),
    case("bullets.txt", lambda: ("・あ\n" * 1_000_000).encode(), rf"has more than 200,000 lines|{TOO_LONG}"),
    case("short-lines.txt", lambda: (HEAD + "あ\n" * 250_000).encode(), "has more than 200,000 lines"),
    case("brackets.txt", lambda: (HEAD + "（" * 300_000).encode(), "holds no remarks"),
    case("open-quotes.txt", lambda: (MINUTES + "・「" * 100_000).encode()),
    case("meetings.txt", lambda: ("第1回 検討会 議事要旨\n令和6年7月30日\n・重要である。\n" * 4_000).encode()),
    case("accents.txt", lambda: (MINUTES + "・か" + "\u3099" * 200_000 + "が要る。\n").encode()),
    case("utf16-le.txt", lambda: b"\xff\xfe" + MINUTES.encode("utf-16-le")),
    case("utf16-be.txt", lambda: b"\xfe\xff" + MINUTES.encode("utf-16-be")),
    case("utf16-no-mark.txt", lambda: MINUTES.encode("utf-16-le")),
    case("utf16-cut.txt", lambda: b"\xff\xfe" + MINUTES.encode("utf-16-le")[:-1]),
    case("utf32.txt", lambda: MINUTES.encode("utf-32")),
    case("utf32-be.txt", lambda: b"\x00\x00\xfe\xff" + MINUTES.encode("utf-32-be")),
    case("cp932.txt", lambda: MINUTES.encode("cp932")),
    case("euc.txt", lambda: MINUTES.encode("euc_jp")),
    case("iso2022.txt", lambda: MINUTES.encode("iso2022_jp")),
    case("two-encodings.txt", lambda: MINUTES.encode() + MINUTES.encode("cp932") * 9),
    case("noise.txt", _noise, "holds no remarks"),
    case("coded-surrogate.txt", lambda: MINUTES.encode() + "・半分\ud800の字。\n".encode(errors="surrogatepass")),
    case("right-to-left.txt", MINUTES + "・\u202e電力\u202cの\u2066増強\u2069。\n"),
    case("line-separators.txt", MINUTES.replace("\n", "\u2028")),
    case("carriage-returns.txt", MINUTES.replace("\n", "\r")),
    case("private-use.txt", HEAD + "・" + "\ue000" * 500, "can be read to only"),
]
