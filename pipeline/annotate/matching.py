"""Finding the entries of a word list in a parse: on normalised forms, whole morphemes, longest match first."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sudachipy import dictionary, tokenizer

from pipeline.annotate.parses import Parse

_LONG_VOWEL = re.compile(r"(?<=[ァ-ヶ]{3})ー$")
_KATAKANA_DOT = re.compile(r"(?<=[ァ-ヶー])・(?=[ァ-ヶ])")


@dataclass(frozen=True, slots=True)
class Match:
    """An entry found at `text[start:end]`."""

    entry: str
    start: int
    end: int


@lru_cache(maxsize=200_000)
def fold(form: str) -> str:
    """A form without the differences of width, case, white space and final long vowel.

    >>> fold("ＡＩチップ"), fold("コンピューター"), fold("Small　yard")
    ('aiチップ', 'コンピュータ', 'smallyard')
    """
    plain = unicodedata.normalize("NFKC", form).casefold()
    return _LONG_VOWEL.sub("", "".join(plain.split()))


class WordList:
    """Entries indexed by the forms they may take in a text.

    An entry is found where its printed form or the normalised forms of its morphemes or tokens (Sudachi's:
    inflection, kanji variants, long vowels) stand in the text from one morpheme boundary to another. An entry of
    one character must be a whole token: 麦 is found in 麦と大豆, not in 大麦.
    """

    def __init__(self, entries: Iterable[str]) -> None:
        self._entries: dict[str, str] = {}
        for entry in entries:
            for form in _forms_of(entry):
                self._entries.setdefault(form, entry)
        self._prefixes = {form[:i] for form in self._entries for i in range(1, len(form) + 1)}

    def find(self, text: str, parse: Parse) -> list[Match]:
        """All matches, nested and overlapping ones too, by start, longest first."""
        found: dict[tuple[int, int], str] = {}
        surfaces = [text[start:end] for start, end in zip(parse.morpheme_starts, parse.morpheme_ends, strict=True)]
        morphemes = (parse.morpheme_starts, parse.morpheme_ends)
        for forms, starts, ends in (
            (surfaces, *morphemes),
            (parse.morpheme_norms, *morphemes),
            (parse.norms, parse.starts, parse.ends),
        ):
            self._walk([fold(form) for form in forms], starts, ends, found)
        tokens = set(zip(parse.starts, parse.ends, strict=True))
        matches = [
            Match(entry, start, end)
            for (start, end), entry in found.items()
            if (len(entry) > 1 or (start, end) in tokens) and "\n" not in text[start:end]
        ]
        return sorted(matches, key=lambda match: (match.start, -match.end))

    def _walk(self, forms: list[str], starts: list[int], ends: list[int], found: dict[tuple[int, int], str]) -> None:
        prefixes, entries = self._prefixes, self._entries
        for i, form in enumerate(forms):
            j = i
            while form in prefixes:
                if form in entries:
                    found.setdefault((starts[i], ends[j]), entries[form])
                j += 2 if _is_katakana_dot(forms, j + 1) else 1
                if j >= len(forms):
                    break
                form += forms[j]


def _is_katakana_dot(forms: list[str], i: int) -> bool:
    # a dot between katakana words is a matter of style (サプライ・チェーン), elsewhere it separates a list
    return (
        i + 1 < len(forms)
        and forms[i] == "・"
        and "ァ" <= forms[i - 1][-1:] <= "ー"
        and "ァ" <= forms[i + 1][:1] <= "ー"
    )


def longest(matches: Sequence[Match]) -> list[Match]:
    """The matches that no longer one overlaps; of equally long ones the first stays."""
    chosen: list[Match] = []
    for match in sorted(matches, key=lambda m: (m.start - m.end, m.start)):
        if all(match.end <= other.start or other.end <= match.start for other in chosen):
            chosen.append(match)
    return sorted(chosen, key=lambda match: match.start)


def _forms_of(entry: str) -> list[str]:
    plain = _KATAKANA_DOT.sub("", entry)
    forms = [fold(plain)]
    for mode in (tokenizer.Tokenizer.SplitMode.A, tokenizer.Tokenizer.SplitMode.C):
        tokens = [token for token in _sudachi().tokenize(plain, mode) if not token.surface().isspace()]
        forms.append("".join(fold(token.normalized_form()) for token in tokens))
        forms.append("".join(fold(token.surface()) for token in tokens))
    return [form for form in dict.fromkeys(forms) if form]


@lru_cache(maxsize=1)
def _sudachi() -> Any:
    return dictionary.Dictionary().create()
