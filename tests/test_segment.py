"""The segmenter on the real minutes, and the tables of its small rules."""

from datetime import date
from pathlib import Path

import pytest

from pipeline.segment import Segmentation, segment_file
from pipeline.segment.dates import find_date, number_of
from pipeline.segment.marks import find_mark
from pipeline.segment.metadata import find_field
from pipeline.segment.procedure import is_procedure
from pipeline.segment.speakers import find_speaker
from pipeline.segment.split import sentences
from pipeline.segment.wraps import join_wrapped, printed
from pipeline.settings import SegmentSettings

REAL = Path(__file__).parent.parent / "data" / "raw" / "meti-keizai-anzen-hosho-01.txt"


@pytest.fixture(scope="module")
def real() -> Segmentation:
    return segment_file(REAL)


# the real minutes


def test_real_minutes_hold_41_remarks_and_no_procedure(real: Segmentation) -> None:
    assert [row.kind for row in real.remarks] == ["remark"] * 41
    assert [row.order for row in real.remarks] == list(range(1, 42))


def test_real_minutes_metadata(real: Segmentation) -> None:
    (meeting,) = real.meetings
    assert meeting.title == "第1回 経済安全保障に関する産業・技術基盤強化のための有識者会議 議事要旨"
    assert (meeting.number, meeting.date) == (1, date(2023, 10, 12))
    assert meeting.place == "経済産業省 本館17階第一特別会議室、Teams 併用"
    assert meeting.layout == "bullets"


def test_real_minutes_agenda_keeps_the_heading_without_a_remark(real: Segmentation) -> None:
    (meeting,) = real.meetings
    assert meeting.agenda == [
        "論点①当面想定される脅威",
        "論点②安全保障上重要な技術",
        "論点③多様化・自律性の確保",
        "論点④官民連携を通じた、地政学リスクの経済活動への影響最小化",
        "論点⑤国際経済情勢の見極めと我が国の役割",
        "その他",
    ]
    by_heading = {heading: sum(row.agenda == heading for row in real.remarks) for heading in meeting.agenda}
    assert list(by_heading.values()) == [8, 0, 15, 8, 6, 4]


def test_real_minutes_offsets_point_at_the_source(real: Segmentation) -> None:
    for row in real.remarks:
        source = real.source_text[row.start : row.end]
        assert printed(source).replace("\n", "") == row.text, row.order


def test_real_minutes_heal_the_word_broken_by_a_page(real: Segmentation) -> None:
    broken = real.remarks[15]
    assert "「演繹的」なアプローチは、経済安全保障政策の文脈" in broken.text
    assert broken.text.endswith("「自給」を考えていくべき。")


def test_ids_outlive_remarks_added_before(real: Segmentation, tmp_path: Path) -> None:
    grown = tmp_path / REAL.name
    grown.write_text(REAL.read_text("utf-8").replace("- ▶ 日本は", "- ▶ 新しい意見である。\n- ▶ 日本は", 1), "utf-8")
    assert [row.remark_id for row in segment_file(grown).remarks[1:]] == [row.remark_id for row in real.remarks]


# tables of the small rules


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<日時>2023年10月12日(木) 14:00-16:00", date(2023, 10, 12)),
        ("平成30年1月17日（水）", date(2018, 1, 17)),
        ("令和6年(2024年)7月30日", date(2024, 7, 30)),
        ("2024年（令和6年）7月30日", date(2024, 7, 30)),
        ("令和６年７月３０日", date(2024, 7, 30)),
        ("令和六年七月三十日（火曜日）", date(2024, 7, 30)),
        ("二〇二四年十二月二十五日", date(2024, 12, 25)),
        ("令和元年５月７日", date(2019, 5, 7)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("令和 6 年 7 月 30 日", date(2024, 7, 30)),
        ("2024/07/30", date(2024, 7, 30)),
        ("2024-07-30", date(2024, 7, 30)),
        ("2024.7.30", date(2024, 7, 30)),
        ("R6.7.30", date(2024, 7, 30)),
        ("Ｒ６．７．３０", date(2024, 7, 30)),
        ("2024年2月30日", None),
        ("令和6年度の予算", None),
        ("来月", None),
    ],
)
def test_find_date(text: str, expected: date | None) -> None:
    assert find_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("12", 12), ("１２", 12), ("十", 10), ("二十三", 23), ("百五", 105), ("二〇二四", 2024), ("元", 1), ("甲", None)],
)
def test_number_of(text: str, expected: int | None) -> None:
    assert number_of(text) == expected


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("- ▶ 日本は", "日本は"),
        ("➢ 半導体は", "半導体は"),
        ("・電力の", "電力の"),
        ("○人材の", "人材の"),
        ("（１）半導体", "半導体"),
        ("① 海運", "海運"),
        ("1. 海運", "海運"),
        ("ア　海運", "海運"),
        ("* 海運", "海運"),
        ("✓ 海運", "海運"),
    ],
)
def test_find_mark(text: str, rest: str) -> None:
    mark = find_mark(text)
    assert mark is not None
    assert text[mark.width :] == rest


@pytest.mark.parametrize(
    "text", ["日本は", "-5度になる", "3.5%の伸び", "2024年は", "1.5倍", "○○省の担当", "〇〇委員会の"]
)
def test_no_mark(text: str) -> None:
    assert find_mark(text) is None


@pytest.mark.parametrize(
    ("text", "speaker", "rest"),
    [
        ("○山谷座長　それでは始めます。", "山谷座長", "それでは始めます。"),
        ("○山谷座長", "山谷座長", ""),
        ("○国務大臣（木原稔君）　お答えします。", "国務大臣（木原稔君）", "お答えします。"),
        ("【事務局（山之内企画官）】 資料を", "事務局（山之内企画官）", "資料を"),
        ("村井座長：はい。", "村井座長", "はい。"),
        ("委員長（星君）：開きます。", "委員長（星君）", "開きます。"),
        ("（佐藤委員）電力は", "佐藤委員", "電力は"),
        ("● 事務局　承知した。", "事務局", "承知した。"),
        ("• 伊丹分科会長", "伊丹分科会長", ""),
        ("【委員】", "委員", ""),
        ("Ａ委員：電力は", "Ａ委員", "電力は"),
        ("委員Ａ：電力は", "委員Ａ", "電力は"),
    ],
)
def test_find_speaker(text: str, speaker: str, rest: str) -> None:
    found = find_speaker(text)
    assert found is not None
    assert (found.speaker, text[found.width :]) == (speaker, rest)


@pytest.mark.parametrize("text", ["○ 半導体の確保が重要。", "委員からは意見があった。", "（資料説明）", "【議事要旨】"])
def test_no_speaker(text: str) -> None:
    assert find_speaker(text) is None


@pytest.mark.parametrize(
    ("text", "section", "value"),
    [
        ("<日時>2023年10月12日(木)", "time", "2023年10月12日(木)"),
        ("日時：令和6年7月30日", "time", "令和6年7月30日"),
        ("１．日　時　令和6年7月30日", "time", "令和6年7月30日"),
        ("○日時", "time", ""),
        ("【場所】", "place", ""),
        ("３．出席者", "attendees", ""),
        ("４．配布資料", "documents", ""),
        ("【議事要旨】", "remarks", ""),
    ],
)
def test_find_field(text: str, section: str, value: str) -> None:
    found = find_field(text)
    assert found is not None
    assert (found.section, found.value) == (section, value)


@pytest.mark.parametrize(
    "text", ["委員からは意見があった。", "場所を選ばない働き方が重要。", "資料の公開が必要である。"]
)
def test_no_field(text: str) -> None:
    assert find_field(text) is None


@pytest.mark.parametrize(
    ("left", "right", "joined"),
    [
        ("アプローチは、経", "済安全保障", "アプローチは、経済安全保障"),
        ("the small", "yard", "the small yard"),
        ("半導体と", "AIの", "半導体とAIの"),
        ("AI", "の活用", "AIの活用"),
        ("2024", "年度", "2024年度"),
        ("supply,", "chain", "supply, chain"),
    ],
)
def test_join_wrapped(left: str, right: str, joined: str) -> None:
    assert join_wrapped(left, right) == joined


def test_radicals_become_their_kanji_and_nothing_else_changes() -> None:
    assert printed("⼈材と⻘年、⺠間①：Ａ") == "人材と青年、民間①：Ａ"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("はい。そうだ！（拍手）次。", ["はい。", "そうだ！（拍手）", "次。"]),
        ("「重要だ。」と述べた。", ["「重要だ。」", "と述べた。"]),
        ("文末なし", ["文末なし"]),
        ("", []),
    ],
)
def test_sentences_lose_no_character(text: str, expected: list[str]) -> None:
    assert "".join(sentences(text)) == text == "".join(expected)


@pytest.mark.parametrize(
    "text",
    [
        "（資料説明）",
        "〔「異議なし」と呼ぶ者あり〕",
        "（拍手）",
        "午前10時9分休憩",
        "それでは、山田委員、お願いします。",
        "続きまして、事務局から御説明をお願いいたします。",
        "本日はお忙しい中お集まりいただき、誠にありがとうございます。",
        "本日は定足数を満たしております。",
        "次回の日程は追って御連絡いたします。",
        "初めに、副町長から御挨拶を申し上げます。",
        "ここからは非公開とします。",
        "懇談は ここまでと させていただきます。",
        "ただいまから、第７回会議を開催する。本日は御多忙のところ感謝申し上げる。まず事務局から説明をお願いしたい。",
        "続いて、杉浦議員、お願いする。",
        "ほかに御意見がなければ、資料３のとおり本部決定としたいが、よろしいか。",
        "休憩前に引き続き会議を開きます。一般質問を続行いたします。二十七番三田村弘君。",
        "以上で一般質問を終ります。これをもつて本定例会に付議されました案件は全部議了いたしました。",
        "資料１により保険年金課長が説明",
        "加治木委員より資料4について、他の１名より資料5についてプレゼンテーション。",
    ],
)
def test_procedure(text: str) -> None:
    assert is_procedure(text)


@pytest.mark.parametrize(
    "text",
    [
        "電力が課題。",
        "ありがとうございます。半導体の確保は同志国との協力が鍵だと考えます。",
        "次の世代の人材育成には十年単位の投資が欠かせません。",
        "海運の途絶に備える資料の収集を国が担うべきである。",
        "人材育成には時間がかかる。",
        "時間が最も貴重な資源である。",
        "発言を公開とした点を評価する。",
        "資料の配付を早めてほしいとの要望があります。",
        "まず中小企業の方に支援をお願いしたい。",
        "次回の改正で対象を広げる予定です。",
        "中断した投資を再開すべき。",
        "工場の操業を再開しました。",
        "防犯灯を増やすべきと考えます。（拍手）",
        "（資料を示して）ここの数字が違います。（発言する者あり）",
        "来年度に調査を行います。",
        "政府と産業界が議論を始めるときです。",
        "次回は自治体の調達を抜本的に変えることを提案する。",
        "賛成でございます。",
        "企業から国へ説明を求める声が強い。",
    ],
)
def test_no_procedure(text: str) -> None:
    assert not is_procedure(text)


# where minutes begin


def test_what_was_done_before_the_items_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "narrated.txt"
    before = "議事に先立ち、学長から、定足数を満たしている旨の報告があり、了承された。"
    head = "第4回 経営協議会 議事要旨\n\n日時：令和7年1月22日\n出席者：柊木学長、安治川委員\n\n"
    rows = "【審議事項】\n・予算の配分を見直すべきである。\n・電力の費用が重い。\n"
    path.write_text(f"{head}{before}\n\n{rows}", "utf-8")
    assert [row.text for row in segment_file(path).remarks][:2] == [before, "予算の配分を見直すべきである。"]


# long turns


def test_a_turn_without_sentence_ends_is_cut_too(tmp_path: Path) -> None:
    path = tmp_path / "endless.txt"
    long = "電力と海運と半導体と、" * 60 + "あ" * 500
    path.write_text(f"第1回会議\n\n○山田委員　{long}\n○佐藤委員　重要です。\n", "utf-8")
    found = segment_file(path, settings=SegmentSettings(max_chars=200))
    first = [row.text for row in found.remarks if row.turn == 1]
    assert max(map(len, first)) <= 200
    assert "".join(first) == long
    assert found.remarks[-1].text == "重要です。"


def test_a_long_turn_is_cut_behind_sentences_and_keeps_its_speaker(tmp_path: Path) -> None:
    sentence = "半導体の供給網は一国に寄りかかると止まったときに代わりが利かない。"
    long = sentence * 40
    path = tmp_path / "long.txt"
    path.write_text(f"第1回会議\n\n○山田委員　{long}\n○佐藤委員　電力の安定供給が重要だと考えます。\n", "utf-8")
    rows = segment_file(path, settings=SegmentSettings(max_chars=200)).remarks
    first = [row for row in rows if row.turn == 1]
    assert all(len(row.text) <= 200 for row in rows)
    assert "".join(row.text for row in first) == long
    assert {row.speaker for row in first} == {"山田委員"}
    assert (rows[-1].speaker, rows[-1].turn) == ("佐藤委員", 2)


def test_no_row_is_left_with_a_full_stop_alone(tmp_path: Path) -> None:
    path = tmp_path / "stop.txt"
    path.write_text(f"第1回会議\n\n○山田委員　{'あ' * 200}。\n○佐藤委員　「{'い' * 198}。」。\n", "utf-8")
    rows = segment_file(path, settings=SegmentSettings(max_chars=200)).remarks
    assert min(len(row.text) for row in rows) > 90
    assert "".join(row.text for row in rows) == f"{'あ' * 200}。「{'い' * 198}。」。"


# speakers whom only the document names


@pytest.mark.parametrize(
    ("lines", "speakers"),
    [
        (["○山田　電力が足りない。", "○佐藤　同感です。", "○山田　備えるべきだ。"], ["山田", "佐藤", "山田"]),
        (["（鈴木）", "電力が足りない。", "（乙）", "同感です。", "（鈴木）", "備えよ。"], ["鈴木", "乙", "鈴木"]),
        (["問　なぜですか。", "答　電力が足りない。", "問　備えはあるか。"], ["問", "答", "問"]),
        (["Ｑ．なぜですか。", "Ａ．電力が足りない。"], ["Ｑ", "Ａ"]),
        (["○林国務大臣山先生、お答えします。", "○山委員わかりました。"], ["林国務大臣", "山委員"]),
        (
            ["Smith: Power is short in our ports.", "原: そうだ。", "Smith: Ships are short as well.", "原: はい。"],
            ["Smith", "原", "Smith", "原"],
        ),
    ],
)
def test_speakers_whom_the_document_names(lines: list[str], speakers: list[str], tmp_path: Path) -> None:
    path = tmp_path / "named.txt"
    path.write_text("第1回 懇談会 議事録\n令和6年7月1日\n\n" + "\n".join(lines) + "\n", "utf-8")
    assert [row.speaker for row in segment_file(path).remarks] == speakers


@pytest.mark.parametrize(
    "lines",
    [
        ["○電力　供給が足りない。", "○海運　船員が足りない。", "○半導体　装置が足りない。"],
        ["○委員から備えの話があった。", "○山田委員から船の話があった。", "○佐藤委員が港の話をした。"],
        ["（１）電力が足りない。", "（２）船員が足りない。", "（３）装置が足りない。"],
    ],
)
def test_subjects_are_no_speakers(lines: list[str], tmp_path: Path) -> None:
    path = tmp_path / "subjects.txt"
    path.write_text("第1回 懇談会 議事要旨\n令和6年7月1日\n\n" + "\n".join(lines) + "\n", "utf-8")
    assert [row.speaker for row in segment_file(path).remarks] == [None] * 3
