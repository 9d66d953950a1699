"""Foreign names by sound: which words of an English text are transcribed in a Chinese one (爱丁堡, Edinburgh).

Transcription uses a few hundred characters; a run of them may be a name, and a word of ordinary Chinese rarely is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from workbench.language.transcription import may_be_foreign, sounds_like

_NAME = re.compile(r"(?<![\w'’-])[A-Z][A-Za-z\u00c0-\u024f]{3,}(?![\w-])")
_SHORTEST, _LONGEST = 2, 6
"""Characters of a transcription."""
_CHARACTERS = (
    "阿埃艾爱安昂奥巴芭布贝比博伯拜鲍邦班本宾彬别波保茨察策齐措楚采曹岑德达戴代迪多杜丹登道邓丁顿东蒂夫弗法费菲福富范芬冯丰佛格加盖吉戈古高甘根金冈贡圭瓜赫哈海希霍胡"
    "黑豪汉亨欣杭洪惠华怀杰贾乔朱焦詹简江克卡凯基科库考坎肯康孔奎夸尔勒拉莱利洛卢劳兰伦林朗隆莉丽琳萝娄廉刘柳雷里罗鲁龙蕾露赖姆马玛梅米莫穆毛曼门明芒蒙麦迈缪恩纳娜内"
    "尼妮诺努瑙南嫩宁农奈普帕佩皮浦派潘彭平庞蓬契斯萨莎塞西锡索苏桑森辛宋松赛邵绍舍谢肖舒沙尚申香什施史士特塔泰托图陶坦唐滕廷汤通提瓦维沃武文温旺威韦万伍亚雅耶伊约尤"
    "扬延因英永兹扎泽佐祖赞曾津宗堡夏奇柴卓查彻钦琴昌坚丘甫朴珀珍黛丝薇翁娅梭厄欧伟休逊翰辉雪敦路理治"
)
"""Those that Xinhua's tables of transcription use for the syllables of European languages."""
_RUN = re.compile(f"[{_CHARACTERS}]{{{_SHORTEST},}}")


def transcribed_runs(text: str) -> tuple[str, ...]:
    """Runs of a Chinese text in Simplified characters that may hold a transcribed name."""
    return tuple(dict.fromkeys(_RUN.findall(text)))


def foreign_words(text: str, taken: Collection[int]) -> Iterator[str]:
    """Capitalised words of an English text that are neither common nor pinyin; none that starts at a `taken` offset."""
    for match in _NAME.finditer(text):
        word = match[0]
        if match.start() not in taken and may_be_foreign(word):
            yield word


@lru_cache(maxsize=50_000)
def transcribes(run: str, word: str) -> bool:
    """Whether part of a run of characters may transcribe one of the `foreign_words`."""
    starts = range(len(run) - _SHORTEST + 1)
    return any(
        sounds_like(run[start:end], word)
        for start in starts
        for end in range(start + _SHORTEST, min(start + _LONGEST, len(run)) + 1)
    )
