"""What is found in a remark: keyphrases, entities, concepts, terms, lemmas, and where."""

from collections.abc import Callable

import pytest
import spacy

from pipeline.annotate import Lexicon
from pipeline.annotate.entities import load_entity_rules
from pipeline.annotate.lexicon import Concept
from pipeline.annotate.matching import WordList, fold, longest
from pipeline.annotate.model import cut, parse_texts
from pipeline.codebook import load_codebook
from pipeline.segment import segment_file
from pipeline.settings import SegmentSettings
from pipeline.stages import paths
from pipeline.tables import Annotation

Annotate = Callable[[str], Annotation]
pytestmark = pytest.mark.ginza

MINUTES = paths.RAW / "meti-keizai-anzen-hosho-01.txt"


@pytest.fixture(scope="module")
def remarks() -> list[str]:
    return [row.text for row in segment_file(MINUTES, settings=SegmentSettings()).remarks if row.kind == "remark"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("日本は、言うなれば経済安全保障上の「赤字国」である。", {"経済安全保障", "赤字国"}),
        ("エネルギー自給率の低さ、物流の海運への依存。", {"エネルギー自給率", "物流", "海運"}),
        ("「認知戦」の時代に入った。「ニューロ・セキュリティ」の確保が必要。", {"認知戦", "ニューロ・セキュリティ"}),
        ("市場・サプライチェーンの多様化が重要。", {"市場", "サプライチェーン", "多様化"}),
        ("脱特定国依存と輸出入管理。", {"脱特定国依存", "輸出入管理"}),
        ("産業界との対話は必要なこと。", {"産業界"}),
    ],
)
def test_compounds_are_joined_into_keyphrases(annotate: Annotate, text: str, expected: set[str]) -> None:
    found = [keyword.text for keyword in annotate(text).keywords]
    assert expected <= set(found)
    assert not {"必要", "重要", "こと", "低さ"} & set(found)


def test_keyphrases_are_scored_best_first_and_once_each(annotate: Annotate, remarks: list[str]) -> None:
    for text in remarks:
        keywords = annotate(text).keywords
        scores = [keyword.score for keyword in keywords]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)
        assert len({keyword.norm for keyword in keywords}) == len(keywords)


def test_a_keyphrase_carries_its_normalised_form(annotate: Annotate) -> None:
    (keyword,) = [k for k in annotate("取組みを支えるサーバ群を整える。").keywords if "サーバ" in k.text]
    assert (keyword.text, keyword.norm) == ("サーバ群", "サーバー群")


def test_every_offset_points_at_its_own_text(annotate: Annotate, remarks: list[str]) -> None:
    assert len(remarks) == 41
    for text in remarks:
        row = annotate(text)
        for found in (*row.keywords, *row.entities):
            assert text[found.start : found.end] == found.text
        assert all(0 <= term.start < term.end <= len(text) for term in row.terms)
        tokens = [text[start:end] for start, end in zip(row.starts, row.ends, strict=True)]
        assert "".join(tokens) == "".join(text.split())
        assert len(row.lemmas) == len(tokens)


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("エネルギー自給率が低い。", {"エネルギー自給率": "energy_self_sufficiency", "エネルギー": "energy"}),
        ("半導体製造装置を守る。", {"半導体製造装置": "semiconductor_equipment", "半導体": "semiconductors"}),
        ("現場人材が足りない。", {"現場人材": "shop_floor_talent", "人材": "talent"}),
        ("海運業を論点とすべき。", {"海運業": "shipping"}),
        ("経済安全保障の強化。", {"経済安全保障": "economic_security"}),  # not 安全保障: it hints at what is not meant
        ("認知領域の戦いに備える。", {"認知領域の戦い": "cognitive_warfare"}),
        ("ＡＩチップの供給。", {"ＡＩチップ": "ai_chip", "ＡＩ": "ai"}),
        ("サプライ・チェーンの強靭化。", {"サプライ・チェーンの強靭化": "supply_chain_resilience"}),
        ("量子コンピューターの時代。", {"量子コンピューター": "quantum_computer", "量子": "quantum_technology"}),
    ],
)
def test_concepts_are_found_with_those_inside(annotate: Annotate, text: str, concepts: dict[str, str]) -> None:
    found = {entity.text: entity.concept for entity in annotate(text).entities if entity.concept}
    assert concepts.items() <= found.items()
    assert "安全保障" not in found


@pytest.mark.parametrize(
    ("entry", "text", "found"),
    [
        ("麦", "麦と大豆を作る。", ["麦"]),
        ("麦", "麦茶を飲む。", []),
        ("銅", "銅像が建つ。", []),
        ("銅", "銅の輸入。", ["銅"]),
        ("AI", "FAIRな取引とAI。", ["AI"]),
        ("AI", "ＡＩの利用。", ["ＡＩ"]),
        ("海運", "海運業の課題。", ["海運"]),
        ("半導体", "半導体製造装置。", ["半導体"]),
        ("エネルギー", "エネルギッシュな人。", []),
        ("エネルギー", "エネルギー自給率。", ["エネルギー"]),
        ("頼る", "海外に頼っている。", ["頼っ"]),
        ("サーバー", "サーバの更新。", ["サーバ"]),
        ("コンピュータ", "量子コンピューターの開発。", ["コンピューター"]),
        ("サプライチェーン", "サプライ・チェーンの寸断。", ["サプライ・チェーン"]),
        ("エネルギー資源", "エネルギー・資源の確保。", []),
        ("Small yard", "Ｓｍａｌｌ　ｙａｒｄの世界。", ["Ｓｍａｌｌ　ｙａｒｄ"]),
        ("附属機関", "付属機関の役割。", ["付属機関"]),
        ("経済安全保障", "経済\n安全保障。", []),
    ],
)
def test_words_match_whole_morphemes_in_any_form(entry: str, text: str, found: list[str]) -> None:
    matches = WordList([entry]).find(text, parse_texts([text])[0])
    assert [text[match.start : match.end] for match in matches] == found


def test_of_overlapping_terms_the_longest_counts() -> None:
    text = "半導体製造装置の輸出管理。"
    words = WordList(["半導体", "半導体製造装置", "製造装置", "輸出", "輸出管理"])
    chosen = longest(words.find(text, parse_texts([text])[0]))
    assert [match.entry for match in chosen] == ["半導体製造装置", "輸出管理"]


@pytest.mark.parametrize(
    ("form", "folded"),
    [("ＩＴ", "it"), ("セキュリティー", "セキュリティ"), ("ビール", "ビール"), ("Small　yard", "smallyard")],
)
def test_forms_are_folded(form: str, folded: str) -> None:
    assert fold(form) == folded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("日本は2023年10月に協議した。", {("日本", "country"), ("2023年10月", "date")}),
        ("経済産業省の山田太郎氏が出席した。", {("経済産業省", "organization"), ("山田太郎", "person")}),
        ("予算は3兆円である。", {("3兆円", "money")}),
    ],
)
def test_entities_have_readable_labels(annotate: Annotate, text: str, expected: set[tuple[str, str]]) -> None:
    assert expected <= {(entity.text, entity.label) for entity in annotate(text).entities}


@pytest.mark.parametrize(
    ("kind", "text"),
    [("Company", "サプライチェーン強靱化"), ("Rank", "米中"), ("Position_Vocation", "人材"), ("Date", "今後")],
)
def test_implausible_entities_are_refused(kind: str, text: str) -> None:
    assert load_entity_rules().label(kind, text) is None


def test_every_ruled_entity_type_exists_in_the_model() -> None:
    known = set(spacy.load("ja_ginza").get_pipe("ner").labels)
    assert set(load_entity_rules().label_of) <= known


def test_the_gazetteer_is_large_and_hints_at_real_themes(lexicon: Lexicon) -> None:
    themes = set(load_codebook(paths.CODEBOOK).theme_ids)
    assert len(lexicon.concepts) >= 250
    assert {concept.theme for concept in lexicon.concepts.values()} <= themes | {None}
    assert {theme for grades in lexicon.grades.values() for theme in grades} <= themes
    assert lexicon.concepts["semiconductors"] == Concept(
        "semiconductors", "半導体", "Semiconductors", "advanced_technology"
    )


@pytest.mark.parametrize("text", ["", " ", "\n\n", "。", "　、　", "😀😀", "a" * 3000, "ア" * 2000])
def test_odd_texts_are_annotated_too(annotate: Annotate, text: str) -> None:
    row = annotate(text)
    assert "".join(text[s:e] for s, e in zip(row.starts, row.ends, strict=True)) == "".join(text.split())


def test_parses_are_those_of_plain_ginza(remarks: list[str]) -> None:
    nlp = spacy.load("ja_ginza")
    for doc, parse in zip(nlp.pipe(remarks), parse_texts(remarks), strict=True):
        assert [token.lemma_ for token in doc] == parse.lemmas
        assert [token.idx for token in doc] == parse.starts
        begins = [i for i, label in enumerate(doc.user_data["bunsetu_bi_labels"]) if label == "B"]
        assert begins == parse.bunsetu
        assert [(e.start_char, e.end_char, e.label_) for e in doc.ents] == parse.entities


def test_a_parse_does_not_depend_on_the_texts_beside_it(remarks: list[str]) -> None:
    together = parse_texts(remarks)
    assert [parse_texts([text])[0] for text in remarks[:8]] == together[:8]
    assert parse_texts(remarks[::-1])[::-1] == together


@pytest.mark.parametrize(
    ("text", "max_bytes", "pieces"),
    [
        ("短い。", 100, [(0, "短い。")]),
        ("", 100, [(0, "")]),
        ("一つ。二つ。三つ。", 20, [(0, "一つ。二つ。"), (6, "三つ。")]),
        ("「はい。」と言う。次。", 24, [(0, "「はい。」"), (5, "と言う。次。")]),
        ("あいうえおか", 9, [(0, "あいう"), (3, "えおか")]),
    ],
)
def test_long_texts_are_cut_at_sentence_ends(text: str, max_bytes: int, pieces: list[tuple[int, str]]) -> None:
    assert list(cut(text, max_bytes)) == pieces


def test_a_text_beyond_the_tokenizer_s_limit_keeps_its_offsets(annotate: Annotate) -> None:
    sentence = "半導体のサプライチェーンを強くする。"
    text = sentence * 1000
    assert len(text.encode()) > 49_149
    row = annotate(text)
    assert "".join(text[s:e] for s, e in zip(row.starts, row.ends, strict=True)) == text
    assert sum(entity.concept == "semiconductors" for entity in row.entities) == 1000
