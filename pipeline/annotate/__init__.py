"""Annotation: what GiNZA, the theme lexicon and the concept gazetteer find in a remark."""

from pipeline.annotate.cache import ParseCache
from pipeline.annotate.lexicon import Lexicon, load_lexicon
from pipeline.annotate.texts import annotate_texts, annotations_of

__all__ = ["Lexicon", "ParseCache", "annotate_texts", "annotations_of", "load_lexicon"]
