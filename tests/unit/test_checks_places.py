"""Real place names: which one a character stands for, and what counts as another place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench import resources
from workbench.checks.places import RULES, PlacesRule
from workbench.checks.rule import Context, PairText, SegmentText
from workbench.domain import Flag, Language, Severity, Side
from workbench.language.analysed_text import analyse
from workbench.language.place_reading import read_places

READINGS = [
    ("我们将进一步加强津吉全方位协作", ["Tianjin", "Jilin"]),
    ("川吉合作", ["Sichuan", "Jilin"]),
    ("黑吉辽三省", ["Heilongjiang", "Jilin", "Liaoning"]),
    ("中吉乌铁路", ["China", "Kyrgyzstan", "Uzbekistan"]),
    ("中吉两国元首", ["China", "Kyrgyzstan"]),
    ("新马泰旅游", ["Singapore", "Malaysia", "Thailand"]),
    ("中蒙边境", ["China", "Mongolia"]),
    ("沪宁高铁", ["Shanghai", "Nanjing"]),
    ("陕甘宁革命老区", ["Shaanxi", "Gansu", "Ningxia"]),
    ("赣南老区", ["Jiangxi"]),
    ("云贵川", ["Yunnan", "Guizhou", "Sichuan"]),
    ("粤港澳", ["Guangdong", "Hong Kong", "Macao"]),
    ("济青高速", ["Jinan", "Qingdao"]),
    ("来川考察", ["Sichuan"]),
    ("俄媒称", ["Russia"]),
    ("吉祥如意的黑板", []),
    ("新闻记者在台风中", []),
    ("一汽大众", []),
    ("新华社", []),
    ("台湾海峡", ["Taiwan Strait"]),
    ("新西伯利亚", ["Novosibirsk"]),
    ("作为丝绸之路上新北道的重镇", []),
    ("汉江和临津江入海口", []),
]


@pytest.mark.parametrize(("text", "expected"), READINGS)
def test_characters_are_read_from_what_stands_around_them(text: str, expected: list[str]) -> None:
    assert [named.place.en for named in read_places(analyse(text, True)) if named.sure] == expected


def test_the_document_decides_where_the_text_does_not() -> None:
    assert not any(named.sure for named in read_places(analyse("在吉期间", True)))
    (named,) = read_places(analyse("在吉期间", True), ("吉林省党政代表团在吉林市。",))
    assert named.sure and named.place.en == "Jilin"
    (named,) = read_places(analyse("在吉期间", True), ("吉尔吉斯斯坦总统会见记者。",))
    assert named.sure and named.place.en == "Kyrgyzstan"


def flags(zh: str, en: str, machine: Side | None = None, document: str = "") -> list[Flag]:
    pair = PairText(zh, en, Context(document=document), machine)
    return [flag for rule in RULES for flag in rule.check(pair)]


ERRORS = [
    ("深化津吉交流合作", "exchanges between Tianjin and Kyrgyzstan", "Kyrgyzstan", "Jilin"),
    ("新时代吉陕合作", "Kyrgyz-Shaanxi cooperation in the new era", "Kyrgyz", "Jilin"),
    ("吉方表示，愿同中方合作", "Jilin is willing to cooperate with China.", "Jilin", "Kyrgyzstan"),
    ("中蒙边境口岸", "a port on the border of China and Inner Mongolia", "Inner Mongolia", "Mongolia"),
    ("河南省洛阳市", "Luoyang, Hainan Province", "Hainan", "Henan"),
    ("山西大同", "Datong, Shaanxi", "Shaanxi", "Shanxi"),
    ("湖北武汉", "Wuhan, Hebei", "Hebei", "Hubei"),
    ("江苏省委", "the Jiangxi Provincial Committee", "Jiangxi", "Jiangsu"),
    ("澳大利亚总理", "the Prime Minister of Austria", "Austria", "Australia"),
    ("海珠区", "Zhuhai", "Zhuhai", "Haizhu"),
]


@pytest.mark.parametrize(("zh", "en", "found", "suggestion"), ERRORS)
def test_wrong_places_are_errors(zh: str, en: str, found: str, suggestion: str) -> None:
    (flag,) = [flag for flag in flags(zh, en) if flag.severity is Severity.ERROR]
    assert (flag.side, flag.found, flag.suggestion) == (Side.TARGET, found, suggestion)
    assert en[flag.start : flag.end] == found


RIGHT = [
    ("吉林省代表团", "the delegation of Jilin Province"),
    ("川吉两省", "Sichuan and Jilin"),
    ("我国外交部", "China's Ministry of Foreign Affairs"),
    ("欧盟官员", "European officials"),
    ("同安区", "Tongan"),
    ("沪港列车", "the Shanghai-Kowloon through train"),
    ("中国大连", "Dalian, China"),
    ("穗深城际", "the Guangzhou-Shenzhen intercity railway"),
    ("乌鲁木齐", "Ürümqi"),
    ("海关总署驻津特派员", "the commissioner of Customs in Tianjin"),
    ("汉堡包", "hamburgers"),
    ("", ""),
    ("吉林", ""),
    ("", "Jilin"),
]


@pytest.mark.parametrize(("zh", "en"), RIGHT)
def test_right_places_are_no_errors(zh: str, en: str) -> None:
    assert not [flag for flag in flags(zh, en) if flag.severity is Severity.ERROR]


def test_the_machines_side_is_corrected() -> None:
    (flag,) = flags("海南省省长", "Governor of Henan", Side.SOURCE)
    assert (flag.side, flag.found, flag.suggestion) == (Side.SOURCE, "海南省", "河南")
    (flag,) = flags("吉尔吉斯斯坦代表团访问天津", "Jilin's delegation visited Tianjin")
    assert (flag.side, flag.found, flag.suggestion) == (Side.SOURCE, "吉尔吉斯斯坦", "吉林")


def test_traditional_characters_are_read() -> None:
    (flag,) = flags("共同開創新時代遼吉合作新局面", "cooperation between Liaoning and Kyrgyzstan")
    assert flag.suggestion == "Jilin"


def test_the_article_alone_is_enough() -> None:
    article = "吉林省党政代表团来津考察。我们将进一步加强津吉全方位协作，深化津长对口合作。"
    segment = SegmentText("cooperation between Tianjin and Kyrgyzstan.", Language.EN, Context(document=article))
    (flag,) = PlacesRule().check_segment(segment)
    assert flag.message == ("吉 stands for Jilin here (津吉: Tianjin and Jilin); Kyrgyzstan would be 吉尔吉斯斯坦.")
    assert (flag.severity, flag.found, flag.suggestion) == (Severity.ERROR, "Kyrgyzstan", "Jilin")


@settings(deadline=None, max_examples=100)
@given(
    st.text(alphabet="津吉中川省国方乌吉林吉尔吉斯斯坦台湾海峡，。 ", max_size=30) | st.text(max_size=30),
    st.text(alphabet=" -'JilinKyrgyzstan.,", max_size=30)
    | st.sampled_from(["Jilin", "Kyrgyzstan and Tianjin", "U.S."]),
)
def test_any_text_gives_flags_that_fit(zh: str, en: str) -> None:
    pair = PairText(zh, en)
    for rule in RULES:
        for flag in rule.check(pair):
            assert pair.segment(flag.side).text[flag.start : flag.end] == flag.found != ""


UNDERSTOOD = [
    ("推动京津冀协同发展", "promote the coordinated development of Beijing, Tianjin and Hebei"),
    ("东三省的经济", "the economy of Liaoning, Jilin and Heilongjiang"),
    ("长三角一体化", "the integration of Shanghai, Jiangsu, Zhejiang and Anhui"),
    ("呼和浩特海关", "Hohhot Customs in Inner Mongolia"),
    ("费尔南德斯加入球队", "Fernandes joined the team."),
    ("赛义德总统说", "President Saied said"),
    ("7 月 23 日以来", "since July 23"),
    ("外交部长沙赫·马哈茂德·库雷西", "Foreign Minister Shah Mahmood Qureshi"),
    ("梅洛尼说", "Georgia Meloni said"),
    ("乔丹退役", "Michael Jordan retired"),
    ("波斯军队", "the Persian army"),
    ("俄勒冈州波特兰", "Portland, Ore."),
]


@pytest.mark.parametrize(("zh", "en"), UNDERSTOOD)
def test_nothing_is_missing_where_both_sides_mean_the_same(zh: str, en: str) -> None:
    assert not [flag for flag in flags(zh, en) if flag.severity is not Severity.INFO]


def test_one_name_does_not_stand_for_two_provinces() -> None:
    (flag,) = flags("山西和陕西", "Shanxi and Shanxi")
    assert flag.found == "陕西"
    (flag,) = flags("陕西大同", "Datong, Shanxi")
    assert (flag.found, flag.suggestion, flag.severity) == ("Shanxi", "Shaanxi", Severity.ERROR)


def test_a_pair_of_characters_is_read_as_it_always_is() -> None:
    for row in resources.table("place-pairs"):
        readings = read_places(analyse(f"{row['characters']}两地", True))
        read = [reading.place.zh for reading in readings if reading.compound == row["characters"]]
        assert read in ([], row["places"].split(";"))


def test_a_country_without_a_usual_character_may_have_its_first() -> None:
    assert flags("中马两国元首", "the heads of state of China and Malawi") == []


def test_a_province_may_face_a_country() -> None:
    (flag,) = flags("代表团到湖南考察", "The delegation visited Japan.")
    assert (flag.rule, flag.found, flag.severity) == ("places", "Japan", Severity.WARNING)


def test_a_city_speaks_for_its_province() -> None:
    readings = read_places(analyse("从长春来的客商在吉期间", True))
    assert [reading.place.en for reading in readings if reading.sure] == ["Changchun", "Jilin"]
