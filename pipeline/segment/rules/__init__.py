"""The layout rules as data, read once, and the small matchers built from them."""

import re
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
def any_of(name: str, *keys: str) -> re.Pattern[str]:
    """One pattern that matches where any pattern under `keys` of a rule file does."""
    found = rules(name)
    for key in keys:
        found = found[key]
    patterns = found.values() if isinstance(found, dict) else found
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
