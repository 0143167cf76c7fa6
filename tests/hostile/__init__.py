"""Files made to harm or to confuse: each is made when the tests run, and none is kept."""

from tests.hostile import archives, labels, markup, pdfs, places, tables, texts
from tests.hostile.case import Case

CASES: list[Case] = [
    *texts.CASES,
    *markup.CASES,
    *archives.CASES,
    *pdfs.CASES,
    *places.CASES,
    *tables.CASES,
    *labels.CASES,
]
