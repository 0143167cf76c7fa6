"""How text becomes HTML: templates that escape whatever they are given, and the words of both languages."""

from pathlib import Path

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.report.controls import spelled

PARTS = Path(__file__).parent / "parts"

Words = dict[str, dict[str, str]]
"""Wording by key and language (`ja`, `en`)."""


def environment(*folders: Path) -> Environment:
    """Templates of the given folders and of the report; a name missing in a template is an error.

    Whatever comes from a document is escaped, and its hidden characters are spelled out.
    """
    made = Environment(
        loader=FileSystemLoader([*folders, PARTS]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # here and not at each place of the template, so that none can be forgotten
        finalize=lambda value: spelled(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
    )
    made.filters["count"] = len
    return made


def load_words(path: Path = PARTS / "wording.yaml") -> Words:
    """The words of a page."""
    words: Words = yaml.safe_load(path.read_text(encoding="utf-8"))
    return words
