"""Plain text in any of the encodings that Japanese public bodies have used."""

import re

_CONTROL = re.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_CONTROL_TEXT = re.compile("[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    *((b"\xff\xfe\x00\x00", "utf-32"), (b"\x00\x00\xfe\xff", "utf-32")),  # begins as UTF-16 does
    *((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")),
)
_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠々、。]")
_KANA = re.compile("[ぁ-んァ-ヶ]")
_HALF_KATAKANA = re.compile(r"[｡-ﾟ]")


def looks_binary(data: bytes) -> bool:
    """Whether the bytes are no text: control characters that no text encoding uses, UTF-16 aside."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff"))
    return not marked and bool(_CONTROL.search(data[:65536])) and _unmarked_utf16(data) is None


def decode(data: bytes) -> str:
    """The text of `data`, without a byte order mark.

    UTF-8 is taken when the bytes are valid UTF-8, ISO-2022-JP when they hold its escapes; of cp932 and EUC-JP the
    one that yields more ordinary Japanese.
    A byte that fits none is read as U+FFFD, which lowers the document's quality.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace").lstrip("\ufeff")
    if b"\x00" in data and (text := _unmarked_utf16(data)) is not None:
        return text
    if b"\x1b$" in data or b"\x1b(" in data:
        candidates = ["iso2022_jp_ext", "iso2022_jp_2004", "iso2022_jp"]
    else:
        candidates = ["utf-8", "cp932", "euc_jis_2004", "euc_jp"]
    decoded = [text for encoding in candidates if (text := _try(data, encoding)) is not None]
    if decoded and _try(data, "utf-8") == decoded[0]:
        return decoded[0]
    if decoded:
        return max(decoded, key=_plausibility)
    return max(
        (data.decode(encoding, errors="replace") for encoding in ("utf-8", "cp932", "euc_jp")), key=_plausibility
    )


def _unmarked_utf16(data: bytes) -> str | None:
    """Text in UTF-16 without a byte order mark, if it reads as Japanese that way."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _try(data, encoding)
        if text is None or _CONTROL_TEXT.search(text):
            continue
        # other text with a NUL in it gives kanji by chance, but hardly kana
        if _plausibility(text) > 0.5 and len(_KANA.findall(text[:200_000])) > 0.05 * len(text[:200_000]):
            return text
    return None


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _plausibility(text: str) -> float:
    sample = text[:200_000]
    good, odd = len(_JAPANESE.findall(sample)), len(_HALF_KATAKANA.findall(sample)) + 3 * sample.count("\ufffd")
    return (good - 2 * odd) / max(1, sum(not char.isspace() for char in sample))
