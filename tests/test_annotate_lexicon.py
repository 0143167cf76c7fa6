"""The lexicon's tables: what is read, and that an error names file and line."""

from pathlib import Path

import pytest

from pipeline.annotate import load_lexicon
from pipeline.errors import InputError

TERMS = "term\ttheme\tgrade\tconcept\n"
CONCEPTS = "concept\tja\ten\ttheme\nshipping\t海運\tShipping\tmaritime_logistics\nmarket\t市場\tMarket\t\n"


def tables(folder: Path, terms: str, concepts: str = CONCEPTS) -> tuple[Path, Path]:
    (folder / "lexicon.tsv").write_text(terms, encoding="utf-8")
    (folder / "concepts.tsv").write_text(concepts, encoding="utf-8")
    return folder / "lexicon.tsv", folder / "concepts.tsv"


def test_terms_carry_themes_and_surfaces_concepts(tmp_path: Path) -> None:
    rows = "備蓄\tsupply_chain\t2\t\n備蓄\tenergy\t1\t\n外航海運\tmaritime_logistics\t3\tshipping\n船\t\t\tshipping\n"
    lexicon = load_lexicon(*tables(tmp_path, TERMS + rows))
    assert lexicon.themes_of("備蓄") == {"supply_chain": 2, "energy": 1}
    assert lexicon.themes_of("船") == {}
    assert lexicon.surfaces == {"外航海運": "shipping", "船": "shipping", "海運": "shipping", "市場": "market"}
    assert lexicon.concepts["market"].theme is None


@pytest.mark.parametrize(
    ("terms", "concepts", "message"),
    [
        ("term\ttheme\n", CONCEPTS, r"lexicon\.tsv, line 1: has another header"),
        (TERMS + "備蓄\tsupply_chain\n", CONCEPTS, r"lexicon\.tsv, line 2: 2 columns"),
        (TERMS + "備蓄\tsupply_chain\t4\t\n", CONCEPTS, r"line 2: grade '4' is none of 1, 2, 3"),
        (TERMS + "備蓄\t\t3\tshipping\n", CONCEPTS, r"line 2: has a grade without a theme"),
        (TERMS + "備蓄\t\t\t\n", CONCEPTS, r"line 2: names neither a theme nor a concept"),
        (TERMS + "船\t\t\tship\n", CONCEPTS, r"line 2: the concept ship is not in the concept table"),
        (TERMS + "船\tenergy\t1\t\n船\tenergy\t2\t\n", CONCEPTS, r"line 3: the term stands twice for energy"),
        (TERMS + "船\t\t\tshipping\n船\t\t\tmarket\n", CONCEPTS, r"line 3: the term already denotes .* shipping"),
        (TERMS + "\t\t\tshipping\n", CONCEPTS, r"line 2: 4 columns, the first ''"),
        (TERMS, CONCEPTS + "market\t市\tMarket\t\n", r"concepts\.tsv, line 4: the concept market stands twice"),
        (TERMS, CONCEPTS + "ship\t\tShip\t\n", r"concepts\.tsv, line 4: the concept ship has no name"),
    ],
)
def test_an_unusable_line_is_named(tmp_path: Path, terms: str, concepts: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        load_lexicon(*tables(tmp_path, terms, concepts))


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"concepts\.tsv: does not exist"):
        load_lexicon(tmp_path / "lexicon.tsv", tmp_path / "concepts.tsv")


def test_the_digest_follows_the_content(tmp_path: Path) -> None:
    before = load_lexicon(*tables(tmp_path, TERMS)).digest
    assert load_lexicon(*tables(tmp_path, TERMS)).digest == before
    assert load_lexicon(*tables(tmp_path, TERMS + "船\t\t\tshipping\n")).digest != before
