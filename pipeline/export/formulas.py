"""Cells that a spreadsheet would run as formulas, made harmless in a way that can be taken back.

A spreadsheet takes a cell for a formula by its first character, full-width forms included on Japanese systems. Some
programs drop spaces and invisible characters before they look, so these do not protect.
"""

import re

_UNSEEN = r"[\s\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
_FORMULA = re.compile(rf"'*(?:{_UNSEEN}[=+\-@＝＋－＠﹦﹢﹣﹫]|[\t\r\n])")


def neutral(text: str) -> str:
    """The text with an apostrophe in front when a spreadsheet would run it; other texts as they are.

    Texts that already look neutralised get another apostrophe, so that `restored` gives every text back.

    >>> neutral("=cmd()"), neutral("＝１"), neutral("1-2=3")
    ("'=cmd()", "'＝１", '1-2=3')
    """
    return f"'{text}" if _FORMULA.match(text) else text


def restored(cell: str) -> str:
    """The text that `neutral` was given.

    >>> restored("'=cmd()"), restored("'quoted'")
    ('=cmd()', "'quoted'")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
