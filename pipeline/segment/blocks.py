"""What a meeting's lines become: blocks under headings, fields of the head, and furniture with its name."""

from dataclasses import dataclass, field

from pipeline.segment.lines import Line
from pipeline.segment.split import Wrapping


@dataclass
class Block:
    """A remark in the making: a turn, or a bulleted remark with its sub-bullets, or a note between remarks."""

    agenda: str | None
    speaker: str | None
    turn: int | None
    paragraphs: list[Wrapping]
    note: bool = False


@dataclass
class Parsed:
    """One meeting's blocks, headings, fields and furniture (name, start, end)."""

    head: list[Line] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    agenda: list[str] = field(default_factory=list)
    fields: dict[str, list[str]] = field(default_factory=dict)
    furniture: list[tuple[str, int, int]] = field(default_factory=list)

    def name(self, kind: str, line: Line, width: int | None = None) -> None:
        """Account for a line, or for its first `width` characters, as no part of a remark's text."""
        end = line.end if width is None else line.start + width
        self.furniture.append((kind, line.start, end))
