"""The five seed articles, each by name: what cleaning takes out and what sentences are left."""

from __future__ import annotations

import pytest

from workbench import resources
from workbench.documents.cleaning import clean, cleaning_report, removed_lines
from workbench.documents.sentences import segment
from workbench.documents.sources import seed_documents, seed_sources
from workbench.domain import CleanText, Document, Language, Role, Segment
from workbench.edits import undo

DOCUMENTS = {document.name: document for document in seed_documents()}
CLEANED = {name: clean(document) for name, document in DOCUMENTS.items()}
SEGMENTS = {name: segment(cleaned) for name, cleaned in CLEANED.items()}


def texts(name: str) -> list[str]:
    return [each.text for each in SEGMENTS[name]]


def test_the_sources_are_listed_with_the_article_first() -> None:
    sources = seed_sources()
    assert [source.file for source in sources] == [
        "tianjin-visit.txt",
        "jilin-leaders-go-south.txt",
        "sichuan-forum.txt",
        "tianjin-delegation-2019.txt",
        "liaoning-forum.txt",
    ]
    assert {path.name for path in resources.seeds().glob("*.txt")} == {source.file for source in sources}
    assert [document.role for document in DOCUMENTS.values()] == [Role.ARTICLE, *[Role.COVERAGE] * 4]
    assert all(document.title and document.encoding == "utf-8" for document in DOCUMENTS.values())


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_text_as_read_comes_back(name: str) -> None:
    assert undo(CLEANED[name]) == DOCUMENTS[name].text


@pytest.mark.parametrize("name", DOCUMENTS)
def test_segments_and_gaps_give_the_cleaned_text(name: str) -> None:
    assert "".join(each.text + each.gap for each in SEGMENTS[name]) == CLEANED[name].text


@pytest.mark.parametrize("name", DOCUMENTS)
def test_offsets_point_into_the_text_as_read(name: str) -> None:
    raw = DOCUMENTS[name].text
    for each in SEGMENTS[name]:
        assert raw[each.start] == each.text[0]
        assert raw[each.end - 1] == each.text[-1]
        inside = [edit for edit in CLEANED[name].edits if each.start <= edit.start < each.end]
        if not inside:
            assert raw[each.start : each.end] == each.text


@pytest.mark.parametrize(
    ("name", "report", "count", "language"),
    [
        ("tianjin-visit", "nothing to clean", 30, Language.ZH_HANS),
        (
            "jilin-leaders-go-south",
            "removed 9 lines: repeated titles 1, credits 2, image links 3 (5 lines), notices 1; "
            "took off 1 heading mark; joined 5 broken lines; took off 12 bold marks",
            46,
            Language.ZH_HANS,
        ),
        ("sichuan-forum", "removed 1 line: credits 1; joined 100 broken lines", 43, Language.ZH_HANS),
        (
            "tianjin-delegation-2019",
            "removed 12 lines: navigation 2, contact lines 2, credits 1, notices 7; took off 1 title label",
            29,
            Language.ZH_HANT,
        ),
        (
            "liaoning-forum",
            "removed 6 lines: navigation 1, credits 2, repeated titles 1, notices 1, link spam 1; "
            "took 97 stuck readings out of the words",
            23,
            Language.ZH_HANT,
        ),
    ],
)
def test_what_is_removed_and_what_is_left(name: str, report: str, count: int, language: Language) -> None:
    assert cleaning_report(CLEANED[name]) == report
    assert len(SEGMENTS[name]) == count
    assert {each.language for each in SEGMENTS[name]} <= {language, Language.EN}


def test_tianjin_visit_is_cut_where_it_switches_language() -> None:
    found = texts("tianjin-visit")
    assert found[1] == "(Reporter Yu Chunfeng, Liu Guodong Mizhe)"
    assert found[5].endswith("deepened cooperation and exchanges between Tianjin and Kyrgyzstan.")
    assert found[24:26] == [
        "三是携手推动粮肉产销协作,深化“津粮吉储”“津肉吉供”,",
        "Let more Jilin high-quality food enter the family kitchen, the people’s dining table and the people’s "
        "pockets.",
    ]
    languages = [each.language for each in SEGMENTS["tianjin-visit"]]
    assert languages == [Language.EN] * 7 + [Language.ZH_HANS] * 18 + [Language.EN] * 5
    assert "inspected Tasly Holding Group Co., Ltd. to learn about" in found[28]
    assert SEGMENTS["tianjin-visit"][0].heading


def test_jilin_leaders_go_south_has_no_marks_left() -> None:
    found = texts("jilin-leaders-go-south")
    assert found[0] == "落实中央重大战略决策，吉林省委书记、省长率队“南下”"
    assert not any(mark in CLEANED["jilin-leaders-go-south"].text for mark in ("**", "![", "#", "版权"))
    assert "会议指出，推动东北振兴是党中央作出的重大战略决策。" in found
    assert "11月6日至7日，吉林省党政代表团到天津学习考察；" in found
    assert found[27].endswith("更好地以高水平对外开放支撑高质量发展。")
    headings = [each.text for each in SEGMENTS["jilin-leaders-go-south"] if each.heading]
    assert headings == [found[0], "中央重大战略决策部署", "两份协议", "遍访多个省份"]


def test_sichuan_forum_is_put_together_again() -> None:
    found = texts("sichuan-forum")
    assert found[:3] == [
        "4月28日上午，吉林省·四川省工作交流座谈会在成都召开。",
        "四川省委书记、省人大常委会主任王晓晖主持会议并讲话。",
        "吉林省委书记、省人大常委会主任景俊海出席会议并讲话。",
    ]
    assert "景俊海代表吉林省委、省政府，向四川长期以来给予吉林的大力支持帮助表示衷心感谢。" in found
    assert any(text.startswith("踏上新时代新征程，") for text in found)
    headings = [each.text for each in SEGMENTS["sichuan-forum"] if each.heading]
    assert headings == [
        "吉林省党政代表团到陕西学习考察",
        "共同谱写新时代吉陕合作新篇章",
        "为推进中国式现代化作出新的更大贡献",
        "两省召开工作交流座谈会 双方签署“1+9”合作协议",
        "赵一德景俊海讲话胡玉亭王晓介绍情况徐新荣出席",
        "吉林省·四川省工作交流座谈会在成都召开",
        "加强战略对接 深化互动交流 推进优势互补",
        "以吉川合作新成效助力中国式现代化建设",
        "两省签署“1+7”合作协议",
        "王晓晖景俊海讲话 黄强胡玉亭介绍情况并签约",
        "吉林、陕西两地举办“交换春天”大型融媒联动活动",
        "“雪饼猴”和“诗仙李白”",
        "交换表演",
    ]
    assert found[-2].startswith("为打造新时代省际合作典范，推动“吉陕一家亲”走深走实，")


def test_tianjin_delegation_2019_keeps_its_titles_and_loses_the_page() -> None:
    found = texts("tianjin-delegation-2019")
    assert found[0] == "天津市黨政代表團來吉林考察對口合作"
    assert found[1].startswith("天津市黨政代表團來吉考察對口合作 深入推進")
    assert found[2] == "吉林日報5月29日訊(記者任勝章):"
    assert found[-1].endswith("劉忻參加活動。")
    text = CLEANED["tianjin-delegation-2019"].text
    assert not any(word in text for word in ("熱線", "責編", "國際在線", "四平", "關東黑土", "jilin@cri.cn"))
    assert "闔作" in text, "slips are mended for comparison only"


def test_liaoning_forum_loses_stuck_pinyin_and_link_spam() -> None:
    found = texts("liaoning-forum")
    assert found[0] == "共享振興機遇 攜手共創未來 譜寫新時代吉遼合作新篇章"
    text = CLEANED["liaoning-forum"].text
    assert "網(" not in text
    assert "恒力石化(大連)化工公司" in text, "brackets that hold no reading stay"
    assert "广昌县" not in text
    assert text.count(found[0]) == 1


def test_removed_lines_are_counted_by_rule() -> None:
    assert removed_lines(CLEANED["liaoning-forum"]) == {
        "navigation": 1,
        "credits": 2,
        "repeated titles": 1,
        "notices": 1,
        "link spam": 1,
    }


def test_a_plain_cleaned_text_can_be_segmented_by_hand() -> None:
    document = Document("a", "One. Two.", "utf-8", "")
    found = segment(CleanText(document, document.text, ()))
    assert found == (
        Segment(0, "One.", " ", 0, 0, 4, Language.EN, False),
        Segment(1, "Two.", "", 0, 5, 9, Language.EN, False),
    )
