"""Official prose by form: the same sentences for every delegation, with other names, places, dates and figures.

Such text is where mining goes wrong most surely, and no free bitext of it exists; so it is made. Each form has two
Chinese wordings and an English one, as two papers and a translator would have it; official_prose.tsv has them.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from workbench.language.gazetteer import PROVINCIAL, Place, places
from workbench.language.romanisation import spell_name

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾田董袁潘蒋蔡余杜叶程苏魏吕丁沈姚卢姜崔"
_GIVEN = "伟强军杰涛斌辉鹏宇浩志建国文明华德海玉春晓景俊敏惠安平波峰松林庆新宏启泽瑞嘉雪梅兰芳静丽娜燕红霞亭晖"


_TOPICS = (
    "汽车产业/the automobile industry|现代农业/modern agriculture|文化旅游/cultural tourism|"
    "科技创新/scientific innovation|港口物流/port logistics|对外开放/opening up|"
    "人才交流/talent exchange|生态保护/ecological protection|新能源/new energy|"
    "装备制造/equipment manufacturing|粮食安全/food security|金融服务/financial services|"
    "数字经济/the digital economy|医药健康/medicine and health|教育/education|"
    "商贸流通/trade and commerce"
)
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of one visit in three wordings."""

    zh: str
    zh_other: str
    en: str


@cache
def _forms() -> tuple[tuple[str, str, str], ...]:
    """Chinese, other Chinese, English, with {slots}."""
    with Path(__file__).with_name("official_prose.tsv").open(encoding="utf-8", newline="") as stream:
        return tuple((row["zh"], row["zh_other"], row["en"]) for row in csv.DictReader(stream, delimiter="\t"))


def visits(count: int, rng: random.Random) -> list[list[Statement]]:
    """Statements of `count` visits, by visit: the same forms, each with its own places, dates and figures.

    Mostly one delegation tours several places, and a place's leaders are the same on every visit.
    """
    provinces = rng.sample([place for place in places() if place.kind in PROVINCIAL], count + 1)
    cities = [place for place in places() if place.kind == "city"]
    leaders = {place: _people(4, rng) for place in provinces}
    touring = rng.random() < 0.7
    statements = []
    for host in provinces[1:]:
        home = provinces[0] if touring or count == 1 else rng.choice([place for place in provinces if place != host])
        statements.append(_visit(home, host, leaders, rng.choice(cities), rng))
    return statements


def _people(count: int, rng: random.Random) -> list[str]:
    return [random_name(rng) for _ in range(count)]


def random_name(rng: random.Random) -> str:
    """A Chinese name as many people have it."""
    return rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, rng.choice((1, 2, 2))))


def _visit(
    home: Place, host: Place, leaders: Mapping[Place, Sequence[str]], city: Place, rng: random.Random
) -> list[Statement]:
    names = dict(zip("acfbde", (*leaders[host][:3], *leaders[home][:3]), strict=True))
    month, day = rng.randint(1, 12), rng.randint(1, 28)
    numbers = {
        "count": str(rng.randint(3, 60)),
        "amount": str(rng.randint(2, 900)),
        "percent": str(rng.randint(2, 60)),
        "quarter": str(rng.randint(2, 11)),
    }
    topic, topic_en = rng.choice(_TOPICS.split("|")).split("/")
    zh = {"topic": topic, "month": str(month), "day": str(day), "home": home.name, "host": host.name, **numbers}
    zh |= {"company": f"{city.name}一家企业", **names}
    en = {"Topic": topic_en, "Month": _MONTHS[month - 1], "day": str(day), "Home": home.en, "Host": host.en, **numbers}
    en |= {"Company": city.en, **{key.upper(): spell_name(name) for key, name in names.items()}}
    return [
        Statement(first.format(**zh), second.format(**zh), english.format(**en)) for first, second, english in _forms()
    ]
