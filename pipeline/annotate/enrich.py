"""From a parse to an annotation: keywords, entities, concepts and terms. Pure Python, made anew at every run."""

from collections.abc import Iterable

from pipeline.annotate.entities import concepts_in, entities_in, load_entity_rules
from pipeline.annotate.keywords import keywords_in, load_keyword_rules
from pipeline.annotate.lexicon import Lexicon
from pipeline.annotate.matching import WordList, longest
from pipeline.annotate.model import annotator_name
from pipeline.annotate.parses import Parse
from pipeline.tables import Annotation, Term


class Enricher:
    """Finds what the word lists and rules know in parsed texts."""

    def __init__(self, lexicon: Lexicon, max_keywords: int) -> None:
        self._lexicon = lexicon
        self._max_keywords = max_keywords
        self._terms = WordList(_ordered(lexicon.grades))
        self._concepts = WordList(_ordered(lexicon.surfaces))
        self._entity_rules = load_entity_rules()
        self._keyword_rules = load_keyword_rules()
        self._annotator = annotator_name(lexicon.digest)

    def annotation(self, remark_id: str, text: str, parse: Parse) -> Annotation:
        """The row of `annotations` for one text."""
        concepts = concepts_in(self._concepts.find(text, parse), self._lexicon)
        terms = longest(self._terms.find(text, parse))
        return Annotation(
            remark_id=remark_id,
            keywords=keywords_in(text, parse, concepts, terms, self._keyword_rules, self._max_keywords),
            entities=entities_in(text, parse, concepts, self._entity_rules),
            terms=[Term(match.entry, match.start, match.end) for match in terms],
            lemmas=parse.lemmas,
            starts=parse.starts,
            ends=parse.ends,
            annotator=self._annotator,
        )


def _ordered(entries: Iterable[str]) -> list[str]:
    # the first of two entries that take the same form counts: let it not depend on the order of the file
    return sorted(entries)
