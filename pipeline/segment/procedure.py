"""What only runs a meeting: greetings, hand-overs, quorum, hand-outs, stage notes."""

import re
from functools import cache

from pipeline.segment.names import has_role
from pipeline.segment.rules import any_of, each_of, rules
from pipeline.segment.split import sentences

LONGEST = 120
"""Characters of the longest sentence that may only run a meeting."""
_ENDING = 12
"""Characters at the end of a sentence in which it shows that it states something."""
_NOTE_OPENERS = tuple("(（〔［[<＜【〈《≪-－―—–~〜～")
_LONGEST_CALL = 16
"""Characters of the longest sentence that only calls somebody up: 危機管理課長。"""


def is_procedure(text: str) -> bool:
    """Whether every sentence of a remark only runs the meeting.

    >>> is_procedure("それでは、山田委員、お願いします。"), is_procedure("（資料説明）"), is_procedure("電力が課題。")
    (True, True, False)
    """
    bare = text.strip()
    # a speech that ends in （拍手） is no note
    noted = bare.startswith(_NOTE_OPENERS) and "。" not in bare and is_stage_note(bare)
    if is_clock(bare) or _rule("stage_note").match(bare) or noted:
        return True
    found = [re.sub("[ 　]", "", sentence).strip("\n。「」") for sentence in sentences(text.replace("\n", ""))]
    # what is quick to see of any sentence comes before what is slow to see of the first
    seen = [(sentence, _at_sight(sentence)) for sentence in found if sentence]
    return (
        bool(found)
        and all(sight is not False for _, sight in seen)
        and all(sight or _is_listed(s) for s, sight in seen)
    )


def is_clock(text: str) -> bool:
    """Whether a line only tells when the meeting opened, paused or closed.

    >>> is_clock("午前十時九分休憩"), is_clock("午後３時から議論を再開した。")
    (True, False)
    """
    return _rule("clock").match(text) is not None


def is_stage_note(text: str) -> bool:
    """Whether a bracketed line tells what happened, （資料説明）, rather than what follows, （主な意見）."""
    return _rule("notes_end").search(text) is not None or _rule("told").match(text) is not None


def is_narrated(text: str) -> bool:
    """Whether a line tells, among what people say, what was done: 会長から閉会の挨拶があった。."""
    return _rule("narrated").match(text) is not None and is_procedure(text)


def is_explained(text: str) -> bool:
    """Whether a line without a full stop tells who explained what: 資料１により課長が説明."""
    return _rule("explained").match(text) is not None


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(rules("procedure")[name])


def _at_sight(sentence: str) -> bool | None:
    """Whether a sentence runs the meeting, where its length, its ending or single words tell; else nothing."""
    # such sentences are short; what stands in a long one is not all procedure
    if len(sentence) > LONGEST or _rule("never").search(sentence[-_ENDING:]):
        return False
    bare = _without_opener(sentence)
    if not bare or any_of("procedure", "anyway").search(sentence) or (len(bare) <= _LONGEST_CALL and has_role(bare)):
        return True
    return False if _rule("matter").search(sentence) else None


def _is_listed(sentence: str) -> bool:
    bare = _without_opener(sentence)
    whole = {bare, sentence}
    if any(starts.match(part) for starts in each_of("procedure", "starts") for part in whole):
        return True
    return any(holds.search(sentence) for holds in each_of("procedure", "holds"))


def _without_opener(sentence: str) -> str:
    opener = _rule("openers").match(sentence)
    return sentence[opener.end() :] if opener else sentence
