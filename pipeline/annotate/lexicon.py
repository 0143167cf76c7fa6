"""The theme lexicon and the concept gazetteer, read from their two tables.

`lexicon.tsv` has the columns term, theme, grade, concept. A row says that `term` is evidence of `theme` to a
`grade` (3 nearly always, 2 usually, 1 a weak hint), or that it is a surface form of `concept`, or both; a term
with several themes has a row for each. `concepts.tsv` has the columns concept, ja, en, theme: the id, the
Japanese and English name, and the theme the concept hints at, which may be empty.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import InputError
from pipeline.files import sha256

TERM_COLUMNS = ("term", "theme", "grade", "concept")
CONCEPT_COLUMNS = ("concept", "ja", "en", "theme")
GRADES = ("1", "2", "3")


@dataclass(frozen=True, slots=True)
class Concept:
    """A policy concept: id, Japanese and English name, and the theme it hints at."""

    concept: str
    ja: str
    en: str
    theme: str | None


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity, so that it can be a key
class Lexicon:
    """Terms with the themes they are evidence of, and surface forms with the concept they denote.

    `digest` changes with the content of either table.
    """

    grades: Mapping[str, Mapping[str, int]]
    surfaces: Mapping[str, str]
    concepts: Mapping[str, Concept]
    digest: str

    def themes_of(self, term: str) -> Mapping[str, int]:
        """Grade of `term` for each theme it is evidence of; empty for a term of no theme."""
        return self.grades.get(term, {})


def load_lexicon(terms_path: Path, concepts_path: Path) -> Lexicon:
    """Read the two tables.

    Raises:
        InputError: a table is missing, or a line cannot be used; the message names file and line.

    """
    concepts = _read_concepts(concepts_path)
    grades: dict[str, dict[str, int]] = {}
    surfaces: dict[str, str] = {}
    for place, (term, theme, grade, concept) in _rows(terms_path, TERM_COLUMNS):
        problem = _problem(theme, grade, concept, grades.get(term, {}), surfaces.get(term), concepts)
        if problem:
            raise InputError(terms_path, problem, "Correct or remove the line.", place)
        if theme:
            grades.setdefault(term, {})[theme] = int(grade)
        if concept:
            surfaces[term] = concept
    for known in concepts.values():
        surfaces.setdefault(known.ja, known.concept)
    digest = sha256(terms_path.read_bytes() + concepts_path.read_bytes())[:8]
    return Lexicon(grades, surfaces, concepts, digest)


def _read_concepts(path: Path) -> dict[str, Concept]:
    concepts: dict[str, Concept] = {}
    for place, (concept, ja, en, theme) in _rows(path, CONCEPT_COLUMNS):
        if concept in concepts:
            raise InputError(path, f"the concept {concept} stands twice", "Remove one of the lines.", place)
        if not ja or not en:
            raise InputError(path, f"the concept {concept} has no name", "Give it a ja and an en name.", place)
        concepts[concept] = Concept(concept, ja, en, theme or None)
    return concepts


def _problem(
    theme: str,
    grade: str,
    concept: str,
    known: Mapping[str, int],
    denoted: str | None,
    concepts: Mapping[str, Concept],
) -> str | None:
    if not theme and not concept:
        return "names neither a theme nor a concept"
    if theme and grade not in GRADES:
        return f"grade {grade!r} is none of {', '.join(GRADES)}"
    if grade and not theme:
        return "has a grade without a theme"
    if theme in known:
        return f"the term stands twice for {theme}"
    if concept and concept not in concepts:
        return f"the concept {concept} is not in the concept table"
    if concept and denoted not in (None, concept):
        return f"the term already denotes the concept {denoted}"
    return None


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    """Place and cells of every line behind the header."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as error:
        raise InputError(path, "does not exist", "Restore it from version control.") from error
    except UnicodeDecodeError as error:
        raise InputError(path, "is not UTF-8", "Save it as UTF-8.") from error
    header = "\t".join(columns)
    if not lines or lines[0] != header:
        raise InputError(path, "has another header", f"Begin it with: {header}", "line 1")
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) != len(columns) or not cells[0].strip():
            reason = f"{len(cells)} columns, the first {cells[0]!r}; expected {len(columns)}, the first not empty"
            raise InputError(path, reason, "Separate the columns with one tab each.", f"line {number}")
        yield f"line {number}", [cell.strip() for cell in cells]
