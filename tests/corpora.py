"""Small hand-made training material for tests: annotations without GiNZA."""

import numpy as np

from pipeline.tables import Annotation, Term
from pipeline.train.classifier import TrainingSet

THEMES = ("energy", "talent", "finance")
GRADES = {
    "電力": {"energy": 3},
    "原発": {"energy": 3},
    "人材": {"talent": 3},
    "技術者": {"talent": 2},
    "予算": {"finance": 3},
}
SENTENCES = {
    "energy": ["電力 の 価格 が 課題", "原発 の 再稼働 を 進める", "送電線 と 電力 が 不足"],
    "talent": ["人材 の 育成 を 急ぐ", "技術者 が 不足 する", "若手 の 人材 を 確保"],
    "finance": ["予算 の 増額 を 求める", "基金 の 予算 が 過大", "財源 と 予算 を 議論"],
    "": ["本日 の 会議 を 開催", "次回 の 日程 を 案内", "資料 を 配布 する"],
}


def annotation(words: str, remark_id: str = "r") -> Annotation:
    """An annotation of words parted by spaces; the text is the words without the spaces."""
    lemmas = words.split()
    starts = [sum(map(len, lemmas[:i])) for i in range(len(lemmas))]
    ends = [start + len(lemma) for start, lemma in zip(starts, lemmas, strict=True)]
    terms = [Term(w, s, e) for w, s, e in zip(lemmas, starts, ends, strict=True) if w in GRADES]
    return Annotation(remark_id, [], [], terms, lemmas, starts, ends, "test")


def training_set(theme_ids: tuple[str, ...] = THEMES) -> TrainingSet:
    """Remarks of three themes and of none in six meetings, and the lexicon's terms."""
    rows = [
        (f"m{meeting}", theme, words)
        for meeting in range(6)
        for theme, sentences in SENTENCES.items()
        for words in sentences[meeting % 3 :] + sentences[: meeting % 3][:1]
    ]
    return TrainingSet(
        theme_ids=theme_ids,
        texts=[words.replace(" ", "") for _, _, words in rows],
        registers=["summary"] * len(rows),
        annotations=[annotation(words, f"r{i}") for i, (_, _, words) in enumerate(rows)],
        truth=np.array([[theme == label for theme in theme_ids] for _, label, _ in rows]),
        meetings=[meeting for meeting, _, _ in rows],
        terms=[annotation(term, term) for term in GRADES],
        grades=GRADES,
    )
