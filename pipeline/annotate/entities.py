"""GiNZA's named entities under readable labels, with the policy concepts of the gazetteer beside them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.matching import Match, longest
from pipeline.annotate.parses import Parse
from pipeline.tables import Entity

RULES = Path(__file__).with_name("entities.yaml")
CONCEPT = "concept"
"""Label of a policy concept that GiNZA does not know as an entity."""


@dataclass(frozen=True, slots=True)
class EntityRules:
    """Label of each shown entity type, what texts are not believed under it, and labels a concept may have."""

    label_of: Mapping[str, str]
    implausible: Mapping[str, re.Pattern[str]]
    of_concepts: frozenset[str]

    def label(self, kind: str, text: str) -> str | None:
        """The readable label of an entity of type `kind`, or `None` when it is not to be shown."""
        label = self.label_of.get(kind)
        if label is None or self.implausible["any"].fullmatch(text):
            return None
        refused = self.implausible.get(label)
        return None if refused and refused.fullmatch(text) else label


@lru_cache(maxsize=1)
def load_entity_rules() -> EntityRules:
    """The rules of `entities.yaml`."""
    rules = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return EntityRules(
        {kind: label for label, kinds in rules["labels"].items() for kind in kinds},
        {label: re.compile("|".join(patterns)) for label, patterns in rules["implausible"].items()},
        frozenset(rules["of_concepts"]),
    )


def concepts_in(matches: Sequence[Match], lexicon: Lexicon) -> list[Match]:
    """The concepts to report, each match's `entry` being the concept id, by start, longest first.

    Of overlapping matches the longest counts. Inside it a shorter one is reported as well when it denotes another
    concept that hints at a theme: エネルギー自給率 gives also エネルギー, but 経済安全保障 not also 安全保障.
    """
    whole = longest(matches)
    found = [Match(lexicon.surfaces[match.entry], match.start, match.end) for match in whole]
    for match in matches:
        concept = lexicon.concepts[lexicon.surfaces[match.entry]]
        around = [m for m in found if m.start <= match.start and match.end <= m.end]
        if concept.theme and around and all(m.entry != concept.concept for m in around):
            found.append(Match(concept.concept, match.start, match.end))
    return sorted(found, key=lambda match: (match.start, -match.end))


def entities_in(text: str, parse: Parse, concepts: Sequence[Match], rules: EntityRules) -> list[Entity]:
    """Entities and concepts by start, longest first.

    A concept on exactly the span of an entity becomes the entity's `concept`. An entity that shares characters
    with a longer concept, or crosses one, gives way to it.
    """
    spans = {(match.start, match.end): match.entry for match in concepts}
    found: list[Entity] = []
    for start, end, kind in parse.entities:
        label = rules.label(kind, text[start:end])
        beaten = any(
            start < other_end and other_start < end and not (start <= other_start and other_end <= end)
            for other_start, other_end in spans
        )
        doubted = (start, end) in spans and label not in rules.of_concepts
        if label and not beaten and not doubted:
            found.append(Entity(text[start:end], start, end, label, spans.pop((start, end), None)))
    found += [Entity(text[start:end], start, end, CONCEPT, concept) for (start, end), concept in spans.items()]
    return sorted(found, key=lambda entity: (entity.start, -entity.end))
