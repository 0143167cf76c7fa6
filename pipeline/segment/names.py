"""What the name of a speaker is: it ends in a role, in the kind of a body, or says only who asks and who answers."""

import re
from functools import cache, lru_cache

from pipeline.segment.rules import rules

LONGEST_NAME = 40
LONGEST_PLAIN_NAME = 12
"""Characters of a name that no role gives away."""

_SERIAL = re.compile(r"[A-ZＡ-Ｚ0-9０-９①-⑳]{1,2}$")
_BRACKETED = re.compile(r"[（(]([^（）()。]{1,24})[)）]$")
_HEAD = re.compile(r"[一-龠々ァ-ヶー]{2,}長$")
_GRAMMAR = re.compile("[をがはで]|こと$")
"""What stands in a sentence that somebody signs, and in no name: 続けられること（真壁委員）."""
_JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠々Ａ-Ｚ]")
_UNNAMED = re.compile(r"[。、「」『』：:？！?!]")


@lru_cache(maxsize=10_000)
def has_role(name: str) -> bool:
    """Whether a name ends in a role or a form of address.

    >>> [has_role(name) for name in ("山谷座長", "委員Ａ", "国務大臣（木原稔君）", "２番（白石君）", "資料説明")]
    [True, True, True, True, False]
    """
    if len(name) > LONGEST_NAME or _UNNAMED.search(name):
        return False
    name = "".join(name.split())  # 会　長
    bracketed = _BRACKETED.search(name)
    before = name[: bracketed.start()] if bracketed else ""
    if bracketed and (has_role(before) or (has_role(bracketed[1]) and not _GRAMMAR.search(before))):
        return True
    bare = _SERIAL.sub("", name)
    return name.startswith(_titles()) or name.endswith(_roles()) or bare.endswith(_roles()) or _heads(bare)


def _heads(name: str) -> bool:
    """Whether a name is that of the head of anything: 領域長, 鈴木事業本部長; and not 成長."""
    return _HEAD.search(name) is not None and not name.endswith(tuple(rules("marks")["no_heads"]))


def has_office(name: str) -> bool:
    """Whether a short name ends like that of a body: 省側, Ａ社, 経済産業省."""
    return could_name(name) and name.endswith(tuple(rules("marks")["offices"]))


def dialogue_side(name: str) -> str | None:
    """`questions` or `answers` when a name only says who asks: 問, 答, Q1, A."""
    bare = re.sub(r"[0-9０-９]{1,3}$", "", name)
    return next((side for side, names in rules("marks")["dialogue"].items() if bare in names), None)


def could_name(name: str) -> bool:
    """Whether a short word without a role could be a name, rather than a heading or a note."""
    pattern = rules("marks")["no_names"]
    return len(name) <= LONGEST_PLAIN_NAME and not _UNNAMED.search(name) and not re.search(pattern, name)


def is_japanese(name: str) -> bool:
    """Whether a name holds a Japanese letter, or a full-width initial."""
    return _JAPANESE.search(name) is not None


@cache
def role_here() -> re.Pattern[str]:
    """Any role, the longest first."""
    return re.compile("|".join(sorted(_roles(), key=len, reverse=True)))


@cache
def _roles() -> tuple[str, ...]:
    return tuple(rules("marks")["roles"])


@cache
def _titles() -> tuple[str, ...]:
    return tuple(rules("marks")["titles"])
