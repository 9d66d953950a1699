"""Chinese persons' names in running Chinese text: by surname, by how the words fall, by titles and verbs around them.

Where these leave doubt, jieba (https://github.com/fxsj/jieba) is asked; its dictionary is only then loaded.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from workbench.language import gazetteer, jieba_words
from workbench.language.gazetteer import Mention
from workbench.language.romanisation import surnames
from workbench.language.words import Span, Words
from workbench.script import HAN, HAN_RE

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
    "坦承|感叹|笑称|回应|回答|呼吁|希望|相信|补充|谈到|提到|就|曾|被|因|获|接受|撰文|摄|向记者|对记者|团队|夫妇|夫人|院士|"
    "太太|小姐|总书记|总理|部长|外长|董事长|主席|省长|市长|局长|院长|校长|总裁|董事长)"
)
_BYLINE = re.compile(r"(?:电|讯|道)\s?[(（][^()（）。，]{0,12}$")
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
_BEFORE_NAMES = frozenset("和与同对向由被让把给以及为请据经在是的叫说了如而但像跟替找见电按因凭靠占军民星手")
_HAN_WORD = re.compile(f"[{HAN}]+")
_NAME_MARKS = frozenset('、，,（(）)：:；;。 \n\t　“”"—-')
_COMMON = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊"
    "白孟秦邱侯江尹薛闫阎段雷龙黎史陶贺毛郝顾龚邵覃武钱戴严莫孔汤傅景习朴郎俞倪喻邬栗"
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


@dataclass(frozen=True, slots=True)
class _Possible:
    start: int
    end: int
    context: float
    """How much the words around speak for a person: 2 for a title before, 1.5 for a verb after, 0.5 for a mark."""
    form: float
    """How much the words themselves do: 0.5 for a common surname, 1 for three single characters."""
    one_word: bool
    """Whether it is one word of the vocabulary, like 王毅, but also 黄金周: only jieba can tell."""


def find_people(words: Words, places: Sequence[Mention]) -> tuple[PersonName, ...]:
    """Return the names in Chinese text, in order, never overlapping, none inside the name of a place."""
    text = words.simplified
    taken = {place for mention in places for place in range(mention.start, mention.end)}
    found: list[PersonName] = []
    last = 0
    for candidate in _candidates(words, taken):
        if candidate.start >= last and _is_name(text, candidate):
            found.append(PersonName(candidate.start, candidate.end, text[candidate.start : candidate.end], sure=True))
            last = candidate.end
    return tuple(found)


def _is_name(text: str, candidate: _Possible) -> bool:
    context, form = candidate.context, candidate.form
    common = _is_common(text, candidate.start)
    if context >= (3.5 if candidate.one_word else 2 if common else 3):
        return True
    if candidate.one_word:
        worth_asking = context >= 0
    elif common and candidate.end - candidate.start > 2:
        worth_asking = context >= 0.5 or (form >= 1.5 and context >= 0)
    else:
        worth_asking = context >= 1
    return worth_asking and _jieba_agrees(text, candidate.start, candidate.end)


def _is_common(text: str, start: int) -> bool:
    """Whether a name begins with a common surname, or with one of two characters, which are hardly anything else."""
    return text[start] in _COMMON or text[start : start + 2] in surnames()


def _candidates(words: Words, taken: set[int]) -> Iterator[_Possible]:
    """What may be a name by its surname; of one surname the likelier length first."""
    text = words.simplified
    known = surnames()
    for index, (start, end) in enumerate(words.spans):
        if start in taken or (text[start] not in known and text[start:end] not in known):
            continue
        one_word = end - start > 1 and text[start:end] not in known
        if end - start > 3 or (one_word and text[start] not in _COMMON):
            continue
        found = []
        for stop, single in _spans(text, words.spans, index):
            name = text[start:stop]
            if stop - 1 in taken or gazetteer.abbreviations().issuperset(name) or name[-1] in "方某":
                continue
            form = (0.5 if _is_common(text, start) else 0.0) + (1.0 if single and len(name) > 2 else 0.0)
            found.append(_Possible(start, stop, _context(words, start, stop), form, one_word))
        yield from sorted(found, key=lambda candidate: -candidate.context - candidate.form)


def _spans(text: str, words: Sequence[Span], index: int) -> Iterator[tuple[int, bool]]:
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


def _context(words: Words, start: int, end: int) -> float:
    text = words.simplified
    before, after = text[max(0, start - 6) : start].rstrip(), text[end : end + 3].lstrip()
    context = 0.0
    if _TITLE.search(before) or _BYLINE.search(text, max(0, start - 20), start):
        context += 2
    elif not before or text[start - 1] in _NAME_MARKS or before[-1] in _BEFORE_NAMES:
        context += 0.5
    elif HAN_RE.match(before[-1]) and start - 1 >= 0 and _single(words, start - 1):
        # In the middle of a longer name: 田东彦 in 黑田东彦.
        context -= 1
    if _VERB.match(after):
        context += 1.5
    elif not after or after[0] in _NAME_MARKS:
        context += 0.5
    return context + (0.5 if before.endswith(("、", "和")) or after[:1] == "、" else 0.0)


def _single(words: Words, position: int) -> bool:
    """Whether a character is a word of its own."""
    return words.inside_words.isdisjoint((position, position + 1))


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
    frequencies = jieba_words.loaded().dt.FREQ
    with warnings.catch_warnings():
        # Its patterns have unescaped backslashes.
        warnings.simplefilter("ignore")
        from jieba import posseg

    return posseg, frequencies
