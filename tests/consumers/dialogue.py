"""A corpus as people have them: dialogue with quotes, names, lines and codes, whose texts no format may change."""

from __future__ import annotations

import random
from collections.abc import Iterator

from workbench.domain import Flag, Language, Pair, PairSide, Relation, Severity, Side, Status

_NAMES = (
    ("An Na", "安娜"),
    ("O'Brien", "奥布赖恩"),
    ("Müller-Lüdenscheidt", "米勒"),
    ("Zoë", "佐伊"),
    ("𠮷田", "𠮷田"),
)
_SAID = (
    ('"Yes," said {en}, "{n}."', "“好，”{zh}说，“{n}。”"),
    ("'{en}? No — not \"{n}\"!'", "『{zh}？不——不是「{n}」！』"),
    ("{en} paid ${n}.50, 5 % more; see #{n}.", "{zh}付了{n}.50美元，多了5%；见#{n}。"),
    ("- {en}:\tpage {n}\n- the end", "-{zh}：\t第{n}页\n-完"),
    ("=SUM(A{n}:A9) is what {en} wrote", "{zh}写的是=SUM(A{n}:A9)"),
    ("Press <b>{n}</b> & wait, {{name}}; C:\\new\\{n}", "按<b>{n}</b>并等待，{{name}}；C:\\new\\{n}"),
    ("{n}", "{n}"),
    ("{n},5", "{n}，5"),
    ("@{en}: https://example.org/?a={n}&b=\"{n}\"", "@{zh}：https://example.org/?a={n}&b=“{n}”"),
    ('He wrote “{n}” and "" and """', "他写了“{n}”和“”和\"\"\""),
    ("That is {en}'s\u00a0idea: 👩\u200d👩\u200d👧 {n}", "那是{zh}的\u3000主意：👩\u200d👩\u200d👧{n}"),
    ("true; null, NA: {n}", "真；空，无：{n}"),
)  # fmt: skip


def dialogue(count: int = 600) -> Iterator[Pair]:
    """Confirmed pairs of six documents; every tenth has a flag. No text comes twice in a language."""
    chance = random.Random(20261121)
    for number in range(count):
        en, zh = chance.choice(_NAMES)
        said = _SAID[number % len(_SAID)]
        texts = (template.format(en=en, zh=zh, n=1000 + number) for template in said)
        place = number // 6
        flag = Flag("numbers", Severity.WARNING, Side.SOURCE, 0, 1, "?", None, 'A "number" is missing, or two.')
        yield Pair(
            PairSide.whole(f"scene {number % 6}, en", Language.EN, (place,), next(texts)),
            PairSide.whole(f"scene {number % 6}, zh", Language.ZH_HANS, (place, place + 1), next(texts)),
            Relation.TRANSLATION,
            Status.CONFIRMED,
            round(chance.uniform(0.5, 1), 4),
            flags=(flag,) if number % 10 == 0 else (),
            note='"look" again,\n please' if number % 50 == 0 else "",
        )
