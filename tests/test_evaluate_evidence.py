"""Evidence and thresholds of a trained model, on texts that GiNZA has read."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from pipeline.annotate import Lexicon
from pipeline.annotate.texts import annotate_texts
from pipeline.settings import AnnotateSettings, RunSettings, TrainSettings
from pipeline.tables import Annotation
from pipeline.train.calibration import Calibration
from pipeline.train.classifier import TrainingSet, train
from pipeline.train.model import ThemeModel
from tests.corpora import THEMES

TEXTS = {
    "energy": [
        "電力の価格が上がり、工場の経営を圧迫している。",
        "原子力発電所の再稼働を急ぐべきではないか。",
        "送電線が足りず、風力でつくった電気を運べない。",
        "冬の電力需給は綱渡りが続いている。",
        "再生可能エネルギーの比率をもっと高めたい。",
        "石油の備蓄は何日分あるのか。",
        "蓄電池を各地に置けば停電を防げる。",
        "ガスの調達先を分けておく必要がある。",
        "水素を燃料とする発電の見通しを聞きたい。",
        "省エネの投資に踏み切れない会社が多い。",
    ],
    "talent": [
        "若い技術者が集まらず、現場が回らない。",
        "博士人材を企業がもっと採用すべきだ。",
        "大学で理系を選ぶ学生を増やしたい。",
        "熟練の職人の後継者がいない。",
        "社員の学び直しを会社の責任で進める。",
        "研究者の待遇が悪く、海外へ出てしまう。",
        "外国からの高度人材に来てもらいたい。",
        "人材育成には十年の時間がかかる。",
        "女性の技術者を増やす手立てを考える。",
        "人手不足は地方ほど深刻である。",
    ],
    "finance": [
        "来年度の予算の規模を示してほしい。",
        "基金の残高が大きく、使い道が見えない。",
        "国債の発行に頼るのは限界がある。",
        "税制の優遇は効果を確かめるべきだ。",
        "補助金の配り方が公平ではない。",
        "財源をどこに求めるのか、答えがない。",
        "民間の資金を呼び込む仕組みがほしい。",
        "融資の条件が厳しく、中小には使えない。",
        "予算を単年度で切るのは無理がある。",
        "投資の回収に時間がかかる分野である。",
    ],
    "": [
        "本日はお集まりいただき感謝する。",
        "資料の三枚目を見てほしい。",
        "次回の日程は追って知らせる。",
        "先ほどの発言に賛成である。",
        "時間が来たので議論を終える。",
        "記録は後日公表する。",
    ],
}
# a remark is seldom its point alone: each stands with a sentence that speaks of no theme
REMARKS = [(theme, text + TEXTS[""][i % 6]) for theme, texts in TEXTS.items() for i, text in enumerate(texts)]
THEMED = [(THEMES.index(theme), text) for theme, text in REMARKS if theme]
DRAWS = 5

pytestmark = pytest.mark.ginza
Annotate = Callable[[list[str]], list[Annotation]]


@pytest.fixture(scope="module")
def annotate_all(lexicon: Lexicon) -> Annotate:
    def run(texts: list[str]) -> list[Annotation]:
        named = [(f"r{i}", text) for i, text in enumerate(texts)]
        return annotate_texts(named, settings=AnnotateSettings(), run=RunSettings(workers=1), lexicon=lexicon)

    return run


@pytest.fixture(scope="module")
def model(annotate_all: Annotate, lexicon: Lexicon) -> ThemeModel:
    annotations = annotate_all([text for _, text in REMARKS])
    data = TrainingSet(
        theme_ids=THEMES,
        texts=[text for _, text in REMARKS],
        registers=["council"] * len(REMARKS),
        annotations=annotations,
        truth=np.array([[theme == given for theme in THEMES] for given, _ in REMARKS]),
        meetings=[f"m{i % 6}" for i in range(len(REMARKS))],
        terms=[],
        grades={term.term: lexicon.themes_of(term.term) for a in annotations for term in a.terms},
    )
    trained = train(data, TrainSettings(folds=3), codebook_version=1)
    # 36 remarks with few words in common are too few to calibrate on; the weights are what is tested
    return replace(trained, calibration=Calibration(np.ones(3), np.zeros(3), np.full(3, 0.5)))


def _log_odds(model: ThemeModel, annotations: list[Annotation], themes: list[int]) -> np.ndarray:
    scores = model.scores(annotations)[np.arange(len(themes)), themes]
    return np.log(scores / (1 - scores))


def test_deleting_the_evidence_costs_more_than_deleting_as_many_characters_by_chance(
    model: ThemeModel, annotate_all: Annotate
) -> None:
    rng = np.random.default_rng(0)
    themes = [theme for theme, _ in THEMED]
    texts = [text for _, text in THEMED]
    annotations = annotate_all(texts)
    whole = _log_odds(model, annotations, themes)
    marked = [
        {place for span in model.evidence(a, text, [THEMES[theme]]) for place in range(span.start, span.end)}
        for (theme, text), a in zip(THEMED, annotations, strict=True)
    ]
    assert all(0 < len(places) < len(text) for places, text in zip(marked, texts, strict=True))
    drawn = [
        set(rng.choice(len(text), len(places), replace=False).tolist())
        for _ in range(DRAWS)
        for places, text in zip(marked, texts, strict=True)
    ]
    without = ["".join(c for i, c in enumerate(t) if i not in gone) for t, gone in zip(texts, marked, strict=True)]
    by_chance = ["".join(c for i, c in enumerate(t) if i not in g) for t, g in zip(texts * DRAWS, drawn, strict=True)]
    lost = whole - _log_odds(model, annotate_all(without), themes)
    lost_by_chance = np.tile(whole, DRAWS) - _log_odds(model, annotate_all(by_chance), themes * DRAWS)
    chance = lost_by_chance.reshape(DRAWS, -1).mean(axis=0)
    assert (lost > chance).mean() >= 0.9
    assert lost.mean() > 2 * chance.mean()


@pytest.mark.parametrize("theme", range(len(THEMES)))
def test_a_theme_s_threshold_changes_its_decisions_and_no_other(
    model: ThemeModel, annotate_all: Annotate, theme: int
) -> None:
    scores = model.scores(annotate_all([text for _, text in REMARKS]))
    threshold = model.calibration.threshold.copy()
    threshold[theme] = np.median(scores[:, theme])
    moved = replace(model, calibration=replace(model.calibration, threshold=threshold))
    before, after = model.decide(scores), moved.decide(scores)
    others = [i for i in range(len(THEMES)) if i != theme]
    assert (before[:, others] == after[:, others]).all()
    assert (before[:, theme] != after[:, theme]).any()
    assert (after[:, theme] == (scores[:, theme] >= threshold[theme])).all()
