"""The layout rules as data, read once, and the small matchers built from them."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def rules(name: str) -> Any:
    """One rule file of this folder, by its name without suffix."""
    return yaml.safe_load(files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8"))


@cache
def radicals() -> dict[int, str]:
    """Translation table from Kangxi and CJK-supplement radicals to their unified ideographs."""
    lines = files(__package__).joinpath("radicals.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    return {ord(radical): ideograph for radical, ideograph in pairs}


@cache
def each_of(name: str, *keys: str) -> tuple[re.Pattern[str], ...]:
    """The patterns under `keys` of a rule file, one by one.

    Of many long patterns that all begin with a run of anything, each by itself fails ten times sooner than all in one.
    """
    return tuple(map(re.compile, _patterns(name, keys)))


@cache
def any_of(name: str, *keys: str) -> re.Pattern[str]:
    """One pattern that matches where any pattern under `keys` of a rule file does."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in _patterns(name, keys)))


def _patterns(name: str, keys: Iterable[str]) -> Iterable[str]:
    found = rules(name)
    for key in keys:
        found = found[key]
    return found.values() if isinstance(found, dict) else found
