"""The National Diet Library's API: speeches and meetings as JSON or XML.

Source of the field names: https://kokkai.ndl.go.jp/api.html.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from pipeline.errors import InputError
from pipeline.files import parse_json
from pipeline.packed import declares_a_type
from pipeline.segment.readers.bounds import MAX_XML_TAGS, check_tags

_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}")
"""What the API's ids are made of. A file of labels is named after a meeting's id."""


@dataclass(frozen=True, slots=True)
class DietSpeech:
    """One `speechRecord` with the fields of its meeting; absent fields are empty."""

    meeting_id: str
    title: str
    issue: str
    date: str
    speaker: str
    order: int
    text: str


def is_json(text: str) -> bool:
    """Whether a text begins like a JSON object or a list of them, as no minutes do."""
    return re.match(r"\s*(?:\[\s*)?\{\s*(?:\"|\})", text) is not None


def is_diet_json(text: str) -> bool:
    """Whether a text is an answer of the API in JSON, or speech records taken from one."""
    return text.lstrip()[:1] in "[{" and '"speech"' in text and '"speechOrder"' in text


def is_diet_xml(text: str) -> bool:
    """Whether a text is an answer of the API in XML."""
    return text.lstrip().startswith("<") and "<speechRecord" in text and "<speech>" in text


def diet_speeches(path: Path, text: str) -> dict[str, list[DietSpeech]]:
    """The speeches of an answer by meeting, in order.

    Raises:
        InputError: the JSON or XML is broken, or lacks the fields of the API.
    """
    records = _from_xml(path, text) if is_diet_xml(text) else _from_json(path, text)
    by_meeting: dict[str, list[DietSpeech]] = defaultdict(list)
    for record in records:
        by_meeting[_meeting_id(path, record)].append(_speech(record, _order(path, record)))
    return {meeting: sorted(speeches, key=lambda s: s.order) for meeting, speeches in by_meeting.items()}


def _order(path: Path, record: dict[str, Any]) -> int:
    order = str(record.get("speechOrder") or 0)
    if not re.fullmatch("[0-9]{1,9}", order):
        raise InputError(path, f"has a `speechOrder` that is no number: {order[:20]}", "Fetch it again.")
    return int(order)


def _meeting_id(path: Path, record: dict[str, Any]) -> str:
    meeting = str(record.get("issueID") or "")
    if meeting and not _ID.fullmatch(meeting):
        raise InputError(path, f"has an `issueID` that is none: {meeting[:80]}", "Fetch it again.")
    return meeting


def _from_json(path: Path, text: str) -> list[dict[str, Any]]:
    answer = parse_json(path, text, "Fetch it again.")
    if isinstance(answer, dict) and "meetingRecord" in answer:
        meetings = _records(path, answer["meetingRecord"], "speechRecord")
        return [
            {**meeting, **speech}
            for meeting in meetings
            for speech in _records(path, meeting["speechRecord"], "speech")
        ]
    records = answer.get("speechRecord", [answer]) if isinstance(answer, dict) else answer
    return _records(path, records, "speech")


def _records(path: Path, found: Any, field: str) -> list[dict[str, Any]]:
    """The records of a list, each of which must have a field."""
    if not isinstance(found, list) or not all(isinstance(record, dict) and field in record for record in found):
        raise InputError(path, f"has records without `{field}`", "Give an answer of the Diet library's API.")
    if field == "speech" and not all(isinstance(record[field], str | None) for record in found):
        raise InputError(path, "has a `speech` that is no text", "Give an answer of the Diet library's API.")
    return found


def _from_xml(path: Path, text: str) -> list[dict[str, Any]]:
    check_tags(path, text.count("<"), MAX_XML_TAGS)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    # the text is decoded already, whatever encoding the file declares
    content = _DECLARATION.sub("", text.lstrip(), count=1).encode()
    try:
        if declares_a_type(content):
            raise InputError(path, "declares a document type, which the API never does", "Fetch it again.")
        root = etree.fromstring(content, parser=parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InputError(path, f"is broken XML: {error}", "Fetch it again.") from error
    records = []
    for speech in root.iter("speechRecord"):
        meeting = next(speech.iterancestors("meetingRecord"), None)
        outer = {child.tag: child.text or "" for child in meeting if len(child) == 0} if meeting is not None else {}
        records.append({**outer, **{child.tag: child.text or "" for child in speech}})
    return records


def _speech(record: dict[str, Any], order: int) -> DietSpeech:
    house, name = str(record.get("nameOfHouse") or ""), str(record.get("nameOfMeeting") or "")
    return DietSpeech(
        meeting_id=str(record.get("issueID") or ""),
        title=f"{house}{name}",
        issue=str(record.get("issue") or ""),
        date=str(record.get("date") or ""),
        speaker=str(record.get("speaker") or ""),
        order=order,
        text=str(record.get("speech") or ""),
    )
