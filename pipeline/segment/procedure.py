"""What only runs a meeting: greetings, hand-overs, quorum, hand-outs, stage notes."""

import re
from functools import lru_cache

from pipeline.segment.rules import any_of, rules
from pipeline.segment.split import sentences


def is_procedure(text: str) -> bool:
    """Whether every sentence of a remark only runs the meeting.

    >>> is_procedure("それでは、山田委員、お願いします。"), is_procedure("（資料説明）"), is_procedure("電力が課題。")
    (True, True, False)
    """
    if _stage_note().match(text.strip()):
        return True
    found = [sentence.strip(" 　\n。") for sentence in sentences(text.replace("\n", ""))]
    return bool(found) and all(not s or any_of("procedure", "sentences").search(s) for s in found)


@lru_cache(maxsize=1)
def _stage_note() -> re.Pattern[str]:
    return re.compile(rules("procedure")["stage_note"])
