"""Checking codings that came back from coders, before any of them is written."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from pipeline.codebook import Codebook
from pipeline.errors import InputError
from pipeline.labels.exchange import Coding, Returned
from pipeline.labels.exchange.reading import MOST_ERRORS
from pipeline.labels.records import Label, Pass
from pipeline.labels.similar import same_text


@dataclass(frozen=True, slots=True)
class Known:
    """A remark that labels may be given to."""

    meeting_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A coding that differs from a label of its remark, which stays beside it or, if its coder's own, is replaced."""

    place: str
    label: Label
    other: Label

    @property
    def replaces(self) -> bool:
        """Whether the coder has changed their own label."""
        return (self.label.coder, self.label.coding_pass) == (self.other.coder, self.other.coding_pass)

    def __str__(self) -> str:
        new, old = self.label, self.other
        earlier = "their earlier label" if self.replaces else f"the {old.coding_pass} coding by {old.coder}"
        return f"{self.place}: {new.remark_id}: {new.coder} gives {new.themes}, {earlier} is {old.themes}"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do: new labels, those there already, conflicts, and all that cannot be used."""

    labels: list[Label]
    unchanged: int
    uncoded: int
    conflicts: list[Conflict]
    errors: list[InputError]


@dataclass(frozen=True, slots=True)
class Rules:
    """What an import is checked against, and how codings get a coder and a pass.

    `coders` names coders by the tool's name or number for them; the empty name stands for everybody else.
    """

    codebook: Codebook
    remarks: Mapping[str, Known]
    coders: Mapping[str, str]
    coding_pass: Pass | None = None
    replace: bool = False


def plan_import(path: Path, returned: Returned, existing: Iterable[Label], rules: Rules) -> Plan:
    """Check codings against codebook, remarks and existing labels.

    A coding without a pass belongs to the one its coder had before; without one it is the first of its remark, or the
    second.

    Args:
        path: the file, as errors call it.
        returned: what was read from it.
        existing: all labels of the project.
        rules: see `Rules`.

    Returns:
        A plan. Only one without errors may be carried out.
    """
    held: dict[str, list[Label]] = defaultdict(list)
    for label in existing:
        held[label.remark_id].append(label)
    # with the labels of the file itself: two coders may stand in it
    grown = defaultdict(list, {key: list(own) for key, own in held.items()})
    new: list[Label] = []
    unchanged = 0
    conflicts: list[Conflict] = []
    errors = list(returned.errors)
    seen: dict[tuple[str, str, str], str] = {}
    shared = _shared_annotator(returned.codings, rules)
    for coding in returned.codings:
        if len(errors) >= MOST_ERRORS:
            break
        try:
            label = _label(path, coding, grown[coding.remark_id], rules, shared)
            _only_once(path, coding, label, seen)
            found = _conflicts(coding, label, grown[coding.remark_id])
            _may_replace(path, coding, found, rules)
        except InputError as error:
            errors.append(error)
            continue
        if _is_there(label, held[label.remark_id]):
            unchanged += 1
            continue
        new.append(label)
        grown[label.remark_id].append(label)
        conflicts += found
    return Plan(new, unchanged, returned.uncoded, conflicts, errors)


def _label(path: Path, coding: Coding, held: Sequence[Label], rules: Rules, shared: bool) -> Label:
    remark = rules.remarks.get(coding.remark_id)
    if remark is None:
        reason = f"no remark has the id {coding.remark_id}"
        raise InputError(path, reason, "Run `dvc repro` if its minutes are new, else correct the id.", coding.place)
    if coding.text is not None and same_text(coding.text) != same_text(remark.text):
        reason = f"the text is not that of the remark {coding.remark_id}"
        raise InputError(path, reason, "Export the remarks again: texts must not be edited.", coding.place)
    unknown = [theme for theme in coding.themes if theme not in rules.codebook.theme_ids]
    if unknown:
        known = ", ".join(rules.codebook.theme_ids)
        raise InputError(path, f"unknown themes {unknown}", f"The themes are: {known}.", coding.place)
    if (coding.codebook_version or 0) > rules.codebook.version:
        reason = f"was coded by version {coding.codebook_version} of the codebook, which is at {rules.codebook.version}"
        raise InputError(path, reason, "Update the codebook first.", coding.place)
    coder = _coder(path, coding, rules, shared)
    fields = {
        "remark_id": coding.remark_id,
        "themes": rules.codebook.in_order(set(coding.themes)) if _is_set(coding.themes) else coding.themes,
        "coder": coder,
        "pass": rules.coding_pass or coding.coding_pass or _next_pass(path, coding, coder, held),
        "codebook_version": coding.codebook_version or rules.codebook.version,
        "note": coding.note,
        "coded_at": coding.coded_at,
    }
    try:
        return Label.model_validate(fields)
    except ValidationError as error:
        reasons = "; ".join(e["msg"] for e in error.errors())
        raise InputError(path, reasons, "Correct the named fields.", coding.place) from error


def _is_set(themes: Sequence[str]) -> bool:
    return len(set(themes)) == len(themes)


def _shared_annotator(codings: Iterable[Coding], rules: Rules) -> bool:
    """Whether a single name would be given to several annotators."""
    nameless = {c.annotator for c in codings if not c.coder and c.annotator not in rules.coders}
    return len(nameless) > 1


def _coder(path: Path, coding: Coding, rules: Rules, shared: bool) -> str:
    if coding.coder:
        return coding.coder
    if coding.annotator and coding.annotator in rules.coders:
        return rules.coders[coding.annotator]
    if "" in rules.coders and shared:
        reason = f"is by {coding.annotator or 'nobody named'}, and the file holds other coders too"
        raise InputError(path, reason, f"Name each: --coder {coding.annotator or 'ID'}=NAME.", coding.place)
    name = rules.coders.get("") or coding.annotator
    if not name or name.isdecimal():
        remedy = f"Say who coded it: --coder {f'{name}=NAME' if name else 'NAME'}."
        raise InputError(path, "the file does not name the coder", remedy, coding.place)
    return name


def _next_pass(path: Path, coding: Coding, coder: str, held: Sequence[Label]) -> Pass:
    coded = [label for label in held if label.coding_pass != "adjudicated"]
    own = [label.coding_pass for label in coded if label.coder == coder]
    if own:
        return own[-1]
    taken = {label.coding_pass for label in coded}
    if taken >= {"first", "second"}:
        reason = f"the remark {coding.remark_id} is coded twice already"
        raise InputError(path, reason, "Decide it with `ronten labels adjudicate`.", coding.place)
    return "second" if "first" in taken else "first"


def _only_once(path: Path, coding: Coding, label: Label, seen: dict[tuple[str, str, str], str]) -> None:
    slot = (label.remark_id, label.coder, label.coding_pass)
    if slot in seen:
        reason = f"the remark {label.remark_id} was coded by {label.coder} at {seen[slot]} already"
        raise InputError(path, reason, "Keep one of the two.", coding.place)
    seen[slot] = coding.place


def _conflicts(coding: Coding, label: Label, held: Sequence[Label]) -> list[Conflict]:
    is_final = label.coding_pass == "adjudicated"
    return [
        Conflict(coding.place, label, old)
        for old in held
        if (old.coding_pass == "adjudicated") == is_final and set(old.themes) != set(label.themes)
    ]


def _may_replace(path: Path, coding: Coding, found: Iterable[Conflict], rules: Rules) -> None:
    for conflict in found:
        if conflict.replaces and not rules.replace:
            reason = (
                f"{conflict.label.coder} gave {coding.remark_id} {conflict.other.themes} before, now {coding.themes}"
            )
            raise InputError(path, reason, "Give --replace if the new label shall count.", coding.place)


def _is_there(label: Label, held: Iterable[Label]) -> bool:
    """Whether the coder gave the remark these themes in this pass before, and says nothing new of it."""
    slot = (label.coder, label.coding_pass, set(label.themes))
    return any((old.coder, old.coding_pass, set(old.themes)) == slot and label.note in (None, old.note) for old in held)
