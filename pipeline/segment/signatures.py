"""Remarks that end with who made them: …すべき。（鈴木委員）."""

import re

from pipeline.segment.blocks import Block, Parsed
from pipeline.segment.names import has_office, has_role
from pipeline.segment.split import Wrapping

_SIGNED = re.compile(r"[ 　]*[(（]([^()（）]{1,24})[)）]$")

_NEARLY_ALL = 0.8


def sign(parsed: Parsed) -> None:
    """Move the name behind each remark from its text to its speaker, where most that name nobody end with one."""
    unnamed = [block for block in parsed.blocks if block.turn is None and not block.note]
    signed = [(block, *found) for block in unnamed if (found := _signature(block))]
    # a kind of body signs only beside those who have a role, （電力会社） and （事務局）, or where nearly all do
    named = any(has_role(name[1]) for _, _, name in signed) or len(signed) >= _NEARLY_ALL * len(unnamed)
    if named and len(signed) > 1 and 2 * len(signed) >= len(unnamed):
        for block, paragraph, name in signed:
            _move(parsed, block, paragraph, name)


def _signature(block: Block) -> tuple[Wrapping, re.Match[str]] | None:
    """The name at the end of a remark, or before its sub-bullets, and the paragraph that it ends.

    None of a remark that is signed twice, as with an answer below it. A name wraps like any other word.
    """
    endings = [(part, _SIGNED.search("".join(text for text, _ in part.lines[-2:]))) for part in block.paragraphs]
    signed = [(part, found) for part, found in endings if found and (has_role(found[1]) or has_office(found[1]))]
    once = len(signed) == 1 and signed[0][0] in (block.paragraphs[0], block.paragraphs[-1])
    return signed[0] if once and not block.note else None


def _move(parsed: Parsed, block: Block, paragraph: Wrapping, signed: re.Match[str]) -> None:
    if signed.start() == 0 and len(paragraph.lines) <= 2:
        return
    kept, at = paragraph.lines[:-2], 0
    for text, start in paragraph.lines[-2:]:
        cut = min(len(text), max(0, signed.start() - at))
        if cut:
            kept.append((text[:cut], start))
        if cut < len(text):
            parsed.furniture.append(("speaker", start + cut, start + len(text)))
        at += len(text)
    paragraph.lines[:] = kept
    block.speaker = signed[1]
