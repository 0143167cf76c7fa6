"""Remarks that end with who made them: …すべき。（鈴木委員）."""

import re

from pipeline.segment.blocks import Block, Parsed
from pipeline.segment.names import has_role

_SIGNED = re.compile(r"[ 　]*[(（]([^()（）]{1,24})[)）]$")


def sign(parsed: Parsed) -> None:
    """Move the name behind each remark from its text to its speaker, where most remarks end with one."""
    signed = [(block, found) for block in parsed.blocks if (found := _signature(block))]
    if 2 * len(signed) >= sum(not block.note for block in parsed.blocks):
        for block, found in signed:
            _move(parsed, block, found)


def _signature(block: Block) -> re.Match[str] | None:
    """The name at the end of a remark; none of one that is signed twice, as with an answer below it."""
    endings = [paragraph.lines[-1][0] for paragraph in block.paragraphs]
    found = [found for text in endings if (found := _SIGNED.search(text)) and has_role(found[1])]
    once = len(found) == 1 and endings[-1] == found[0].string and not block.note
    return found[0] if once else None


def _move(parsed: Parsed, block: Block, signed: re.Match[str]) -> None:
    lines = block.paragraphs[-1].lines
    text, start = lines.pop()
    if signed.start() > 0:
        lines.append((text[: signed.start()], start))
    elif not lines:
        lines.append((text, start))
        return
    parsed.furniture.append(("speaker", start + signed.start(), start + len(text)))
    block.speaker = signed[1]
