"""Annotation: what GiNZA, the theme lexicon and the concept gazetteer find in a remark.

Only the lexicon stands here: many read it, and the modules that load GiNZA's libraries take seconds.
"""

from pipeline.annotate.lexicon import Lexicon, load_lexicon

__all__ = ["Lexicon", "load_lexicon"]
