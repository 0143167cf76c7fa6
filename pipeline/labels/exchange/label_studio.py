"""Label Studio: JSON tasks with predictions and annotations, and the labelling configuration.

A label's coder, pass and time go into the `meta` of its result, which Label Studio keeps: an annotation's
`completed_by` may only name users that the other installation has.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from pipeline.codebook import Codebook
from pipeline.errors import InputError
from pipeline.files import write_text
from pipeline.labels.exchange.reading import read_utf8, strings, tool_json
from pipeline.labels.exchange.tasks import Collector, Returned, Task, from_own, own_fields
from pipeline.labels.records import Label

THEMES, NOTE, TEXT = "themes", "note", "text"
"""Names of the controls and of the object in the configuration."""


def labelling_config(codebook: Codebook) -> str:
    """The labelling configuration: one choice a theme, shown by its Japanese name, kept by its id."""
    choices = "\n".join(
        f"    <Choice value={quoteattr(theme.ja)} alias={quoteattr(theme.id)} "
        f"hint={quoteattr(' '.join(theme.definition.split()))}/>"
        for theme in codebook.themes
    )
    head = f"Codebook version {codebook.version}: tick every theme that the remark is on; it may be none"
    return f"""<View>
  <Header value={quoteattr(head)}/>
  <Text name="{TEXT}" value="$text"/>
  <Choices name="{THEMES}" toName="{TEXT}" choice="multiple">
{choices}
  </Choices>
  <TextArea name="{NOTE}" toName="{TEXT}" rows="2" maxSubmissions="1" editable="true"/>
  <Text name="context" value="$context"/>
  <Text name="reason" value="$reason"/>
  <Text name="evidence" value="$evidence"/>
</View>
"""


def write(tasks: Sequence[Task], path: Path, codebook: Codebook) -> list[Path]:
    """Write the tasks, and the configuration beside them with the ending `.xml`; return both paths."""
    config = path.with_suffix(".xml")
    write_text(path, json.dumps([_task(task) for task in tasks], ensure_ascii=False, indent=1) + "\n")
    write_text(config, labelling_config(codebook))
    return [path, config]


def read(path: Path) -> Returned:
    """Read an export of the kind "JSON".

    Raises:
        InputError: the file as a whole cannot be used.
    """
    tasks = tool_json(path, read_utf8(path))
    if not isinstance(tasks, list) or not all(isinstance(task, dict) and "data" in task for task in tasks):
        raise InputError(path, "is no list of tasks", 'Export from Label Studio as "JSON", not "JSON-MIN".')
    found = Collector(path)
    for number, task in enumerate(tasks, 1):
        _read_task(task, f"task {number}", found)
    return found.done()


def _task(task: Task) -> dict[str, Any]:
    data = {
        "text": task.text,
        "remark_id": task.remark_id,
        "meeting_id": task.meeting_id,
        "context": " / ".join(part for part in (task.agenda, task.speaker) if part),
        "reason": task.reason,
        "evidence": "、".join(task.words),
    }
    known: dict[str, Any] = {"data": data}
    if task.labels:
        known["annotations"] = [_annotation(task, label) for label in task.labels]
    if task.suggestion is not None:
        result = [_choices(f"{task.remark_id}-model", task.suggestion)]
        known["predictions"] = [{"model_version": task.model_version, "score": task.score, "result": result}]
    return known


def _annotation(task: Task, label: Label) -> dict[str, Any]:
    result = _choices(f"{task.remark_id}-{label.coding_pass}", label.themes) | {"meta": own_fields(label)}
    return {"result": [result]}


def _choices(key: str, themes: Sequence[str]) -> dict[str, Any]:
    return {"id": key, "from_name": THEMES, "to_name": TEXT, "type": "choices", "value": {"choices": list(themes)}}


def _read_task(task: dict[str, Any], place: str, found: Collector) -> None:
    data, annotations = task["data"], task.get("annotations", [])
    if not isinstance(data, dict) or not isinstance(annotations, list):
        found.error(place, "has no data or no list of annotations", "Export it again from Label Studio.")
        return
    # in Label Studio a coder may skip a task: nothing was decided then
    given = [a for a in annotations if not (isinstance(a, dict) and a.get("was_cancelled"))]
    if not given:
        found.skip()
    for number, annotation in enumerate(given, 1):
        where = f"{place}, annotation {number}" if len(given) > 1 else place
        results = annotation.get("result") if isinstance(annotation, dict) else None
        if not isinstance(results, list) or not all(isinstance(result, dict) for result in results):
            found.error(where, "has no list of results", "Export it again from Label Studio.")
            continue
        _read_annotation(data, annotation, results, where, found)


def _read_annotation(
    data: dict[str, Any], annotation: dict[str, Any], results: list[dict[str, Any]], place: str, found: Collector
) -> None:
    fields: dict[str, Any] = {
        "remark_id": data.get("remark_id"),
        "text": data.get("text"),
        "themes": [],
        "annotator": _annotator(annotation.get("completed_by")),
        "coded_at": annotation.get("created_at"),
    }
    for result in results:
        held = result.get("value")
        value: dict[str, Any] = held if isinstance(held, dict) else {}
        if result.get("from_name") == THEMES:
            themes = strings(value.get("choices"))
            if themes is None:
                found.error(place, f"choices are no list of theme ids: {value}", "Export it again.")
                return
            fields["themes"] = themes
            own = result.get("meta")
            fields |= from_own(own) if isinstance(own, dict) else {}
        elif result.get("from_name") == NOTE:
            fields["note"] = "\n".join(strings(value.get("text")) or [])
    found.coding(place, fields)


def _annotator(completed_by: Any) -> str | None:
    """Label Studio names the annotator by a number, or by an object with an e-mail address."""
    if isinstance(completed_by, dict):
        completed_by = completed_by.get("email") or completed_by.get("id")
    return None if completed_by is None else str(completed_by)
