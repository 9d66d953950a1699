"""Chinese persons' names in running Chinese text: by surname, by how the words fall, by titles and verbs around them.

Where these leave doubt, jieba (https://github.com/fxsj/jieba) is asked; its dictionary is only then loaded.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from workbench.checks.place_reading import names as place_names
from workbench.checks.words import chinese_words
from workbench.romanisation import surnames
from workbench.script import HAN

_TITLE = re.compile(
    "(?:书记|主席|省长|市长|县长|区长|州长|镇长|乡长|村长|部长|局长|厅长|院长|校长|行长|司长|处长|科长|所长|会长|社长|台长|馆长|董事长|秘书长|"
    "队长|班长|站长|船长|机长|团长|总长|首长|理事长|议长|组长|庭长|检察长|总统|总理|首相|主任|记者|经理|总裁|教授|博士|委员|代表|"
    "发言人|大使|公参|参赞|领事|研究员|分析师|工程师|导演|演员|教练|选手|球员|同志|首席执行官|律师|医生|医师|老师|将军|司令|院士|专家|编辑|责编|"
    "主编|主委|外长|防长|大师|学者|侨胞|得主|农|作家|画家|诗人|学者|科学家|居民|市民|村民|嫌疑人|被告人|男子|女子|负责人|创始人|主持人|传承人|领导人|领导|监事|董事|理事|干事|冠军|"
    "歌手|警官|民警|法官|检察官|上将|中将|少将|学生|患者|战士|名将|小将|队员|烈士|模范|劳模|妻子|丈夫|儿子|女儿|父亲|母亲|摄影|校对|作者|撰文|"
    "总监|总管|主管|顾问|助理|秘书|特首|司令员|政委|参谋长|厂长|店长|园长|护士长|护士|司机|顾客|业主|游客|同学|嘉宾|名叫|叫做|CEO|摄)$"
)
_VERB = re.compile(
    "(?:在|与|表示|说|称|指出|介绍|认为|告诉|强调|透露|坦言|回忆|主持|出席|率|会见|致辞|讲话|分析|解释|宣布|建议|提出|要求|"
    "任|担任|当选|先生|女士|同志|教授|博士|委员|书记|主任|老师|同学|律师|记者|等人|等|一行|分别|陪同|参加|代表|发表|"
    "坦承|感叹|笑称|回应|回答|呼吁|希望|相信|补充|谈到|提到|就|曾|被|因|获|接受|撰文|摄|向记者|对记者|夫妇|夫人|院士|"
    "太太|小姐|总书记|总理|部长|外长|董事长|主席|省长|市长|局长|院长|校长|总裁|董事长)"
)
_FUNCTION = frozenset(
    "的了是在和与不也都有为以到对从把被让将及或而且并就又还很最更这那此其他她它们我你您个只次年月日时分秒说称等里后前去能可要使"
    "给于由之所什么吗呢吧啊着过没已再两三四五六七八九十某氏"
)
"""Characters that, as words of their own, are no given names."""
_NOT_GIVEN = frozenset(
    {
        "先生",
        "女士",
        "小姐",
        "太太",
        "同志",
        "夫人",
        "老师",
        "教授",
        "医生",
        "医师",
        "律师",
        "经理",
        "主任",
        "书记",
        "省长",
        "市长",
        "局长",
    }
)
_HAN_WORD = re.compile(f"[{HAN}]+")
_NAME_MARKS = frozenset('、，,（(）)：:；;。 \n\t　“”"—-')
_COMMON = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊"
    "白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵覃武钱戴严莫孔汤傅景习朴郎"
)


@dataclass(frozen=True, slots=True)
class PersonName:
    """A Chinese person's name in a Chinese text."""

    start: int
    end: int
    text: str
    """Surname and given name."""
    sure: bool
    """Whether context or jieba says that it is a name."""


@lru_cache(maxsize=256)
def person_names(text: str) -> tuple[PersonName, ...]:
    """The names in Simplified text, in order, never overlapping."""
    taken = {place for mention in place_names(text) for place in range(mention.start, mention.end)}
    words = [(start, end) for start, end in chinese_words(text)]
    found: list[PersonName] = []
    last = 0
    for start, end, score in _candidates(text, words, taken):
        if start < last:
            continue
        if score >= 3 or (score >= 0.5 and _jieba_agrees(text, start, end)):
            found.append(PersonName(start, end, text[start:end], sure=True))
            last = end
    return tuple(found)


def _candidates(text: str, words: list[tuple[int, int]], taken: set[int]) -> Iterator[tuple[int, int, float]]:
    """Spans that may be names with how much speaks for them; of one surname the longer given name first."""
    known = surnames()
    for index, (start, end) in enumerate(words):
        if start in taken or (text[start] not in known and text[start:end] not in known):
            continue
        if end - start > 3 or (end - start > 1 and text[start:end] not in known and text[start] not in _COMMON):
            continue
        options = list(_spans(text, words, index))
        scored = [(start, stop, _score(text, start, stop, single)) for stop, single in options if stop - 1 not in taken]
        if end - start > 1 and text[start:end] not in known:
            # A word of the vocabulary: 王毅, but also 黄金周; only jieba can tell.
            scored = [(first, stop, min(score, 2.9)) for first, stop, score in scored]
        yield from sorted(scored, key=lambda item: -item[2])


def _spans(text: str, words: list[tuple[int, int]], index: int) -> Iterator[tuple[int, bool]]:
    """Ends of the names that may begin at a word, and whether all their words are single characters."""
    start, end = words[index]
    double = text[start : start + 2] in surnames() and len(text) > start + 2
    surname_size = 2 if double else 1
    position = end
    single = end - start == surname_size
    if end - start > surname_size:
        if text[start + surname_size : end] not in _NOT_GIVEN:
            yield end, False
        return
    for following, stop in words[index + 1 : index + 3]:
        if following != position or stop - start > surname_size + 2 or text[following:stop] in _FUNCTION:
            return
        word = text[following:stop]
        if not _HAN_WORD.fullmatch(word) or word in _NOT_GIVEN or (stop - following > 1 and _VERB.fullmatch(word)):
            return
        single = single and stop - following == 1
        position = stop
        yield stop, single


def _score(text: str, start: int, end: int, single: bool) -> float:
    size = end - start
    score = 0.0
    before, after = text[max(0, start - 6) : start].rstrip(), text[end : end + 3]
    listed = before.endswith(("、", "和")) or after[:1] == "、"
    if _TITLE.search(before):
        score += 2
    elif not before or before[-1] in _NAME_MARKS:
        score += 0.5
    if _VERB.match(after.lstrip()):
        score += 1.5
    elif not after or after[0] in _NAME_MARKS:
        score += 0.5
    score += 0.5 if listed else 0.0
    score += (1 if size > 2 else 0.5) if single else 0.0
    score += 0.5 if text[start] in _COMMON else 0.0
    return score - (0.5 if size == 2 else 0.0)


def _jieba_agrees(text: str, start: int, end: int) -> bool:
    """Whether jieba tags exactly these characters as a person's name, given a few characters around them."""
    left = max(0, start - 6)
    return (start - left, end - left) in _jieba_names(text[left : end + 6])


@lru_cache(maxsize=4096)
def _jieba_names(text: str) -> frozenset[tuple[int, int]]:
    spans, position = [], 0
    tagger, frequencies = _tagger()
    for word, tag in tagger.lcut(text):
        # The dictionary takes some common words for names (黄金周, 高水平); real names in it are rare.
        if tag in ("nr", "nrfg") and (frequencies.get(word) or 0) < _RARE and word not in _NO_NAMES:
            spans.append((position, position + len(word)))
        position += len(word)
    return frozenset(spans)


_RARE = 60
"""Frequency in jieba's dictionary below which a word tagged as a name may be one."""
_NO_NAMES = frozenset({"高达", "孔明灯", "曾效力", "卫健委", "林长制", "师德师", "万寿园"})


@cache
def _tagger() -> tuple[Any, dict[str, int]]:
    with warnings.catch_warnings():
        # jieba 0.42 imports pkg_resources, and its patterns have unescaped backslashes.
        warnings.simplefilter("ignore")
        import jieba
        from jieba import posseg

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
    return posseg, jieba.dt.FREQ
