"""Boilerplate, lines that belong to the page and not to the text: notices, navigation, credits, repeated titles.

A line is only taken out for its form or its place, never for its subject: an article about copyright stays whole.
Patterns are in Simplified characters and read lines so converted.
"""

from __future__ import annotations

import re
from functools import cache

from workbench.documents.cleaning_rules import CleaningRule
from workbench.documents.draft import Draft, Line
from workbench.resources import WordLists
from workbench.script import HAN, LATIN_WORD_RE, han_count

_WORDS = WordLists("page-words")

_SENTENCE = re.compile(rf"[。！？，]|[.!?][\"”')]?(?:\s|$)|[{HAN}],[{HAN}]")
_HEAD = 12
"""Lines among which a title may repeat."""


def _any_of(name: str) -> str:
    """A pattern for the words of a list."""
    return "|".join(map(re.escape, _WORDS[name]))


def remove(draft: Draft) -> None:
    """Take the boilerplate out."""
    _drop_link_spam(draft)
    _drop_notices(draft)
    _drop_credits(draft)
    _drop_navigation(draft)
    _drop_page_numbers(draft)
    # Only now, without menus and credits between them, are titles seen to repeat.
    _drop_repeated_titles(draft)


def _is_prose(text: str) -> bool:
    """Whether a line is a sentence rather than a heading, a name or a list of links."""
    return bool(_SENTENCE.search(text)) and (han_count(text) >= 15 or len(LATIN_WORD_RE.findall(text)) >= 8)


_SPAM_BARS = 11
"""Tables have fewer columns."""
_SPAM_NAME = 14
"""Characters."""
_BARS = re.compile(r"\s*[|｜]\s*")


def _drop_link_spam(draft: Draft) -> None:
    """Take out long rows of unrelated names between bars."""
    for line in draft.left():
        if line.text.count("|") + line.text.count("｜") < _SPAM_BARS:
            continue
        names = [name for name in _BARS.split(line.text) if name]
        if sum(len(name) <= _SPAM_NAME and not re.search(r"\d", name) for name in names) >= len(names) * 0.95:
            draft.take_out(line, CleaningRule.LINK_SPAM)


_NOTICE = re.compile(
    r"[\s【\[(（*•·※■]*"
    r"(?:(?:版权|著作权|免责|转载|侵权|法律|郑重|特别|本网站?)[与及]?\w{0,10}(?:声明|说明|提示|所有|须知)"
    r"|copyright\s*(?:©|\(c\)|\d{4})|©|all rights reserved|disclaimer\s*:"
    r"|声明\s*[:：].{0,20}(?:转载|本文|本网|观点|立场)|本文系转载|[\u4e00-\u9fff]ICP备\d)",
    re.IGNORECASE,
)
_NOTICE_SENTENCE = re.compile(
    r"[\s【\[(（*•]*(?:本文|本作品|本稿|本网|本站|本报|凡|未经|转载请|如需转载|文章?著作权)"
    r".{0,120}(?:不得|禁止|谢绝|严禁|请?注明|联系)"
    r".{0,30}(?:转载|摘编|使用|来源|出处|作者|本网|本站)"
    r"|.{0,200}(?:may not|must not) be (?:reproduced|published|broadcast|rewritten|redistributed)",
    re.IGNORECASE,
)
_NOTICE_HEADING = re.compile(r".{0,30}(?:版权|权利|免责|知识产权).{0,20}声明\s*[:：]?")
_ITEM = re.compile(r"[•·◦▪‣*-]?\s*(?:\d{1,2}\s*[、.．)）]|[（(]\d{1,2}[)）]|[一二三四五六七八九十]{1,2}、)|[•◦▪‣]")
_LONGEST_NOTICE = 400


def _drop_notices(draft: Draft) -> None:
    """Take out copyright and disclaimer lines, and the numbered list under a heading that announces one."""
    inside = False
    for line, text in draft.plain():
        if _NOTICE_HEADING.fullmatch(text):
            inside = True
        elif not (inside and _ITEM.match(text)):
            inside = False
            if len(text) > _LONGEST_NOTICE or not (_NOTICE.match(text) or _NOTICE_SENTENCE.match(text)):
                continue
        draft.take_out(line, CleaningRule.NOTICES)


_DATE = r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(?:\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"


@cache
def _credit() -> re.Pattern[str]:
    return re.compile(
        rf"[（(【\[]?(?:本文)?(?:{_any_of('credit')})\s*[|:：丨｜]\s*\S.{{0,60}}"
        rf"|(?:(?:[文图]|摄影|供图)\s*[/／]\s*[{HAN}]{{2,4}}\s*){{1,4}}"
        r"|reporting by .{2,40}; (?:editing|writing) by .{2,40}",
        re.IGNORECASE,
    )


@cache
def _dateline() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?:发[布表稿]?时间|发布|时间|日期|published|updated|posted|[{HAN}]{{2,8}}[报社网台])?\s*[:：]?\s*)?{_DATE}\s*"
        r"(?:[|｜]\s*)?"
        rf"(?:(?:{_any_of('credit')})\s*[:：].{{0,80}})?",
        re.IGNORECASE,
    )


_REPORTER = re.compile(
    rf"[（(]?(?:本[报网刊]|[{HAN}]{{2,8}}(?:报|社|网|台|周刊|客户端))?(?:记者|通讯员|特约记者)[ \u3000:：]+"
    rf"[{HAN}]{{2,4}}(?:[ \u3000、]+[{HAN}]{{2,4}}){{0,6}}(?:[ \u3000]*[文图摄/]{{1,4}}影?)?[)）]?"
)
_LONGEST_CREDIT = 120


def _drop_credits(draft: Draft) -> None:
    """Take out lines that name the writer, editor, publisher or time of publication and nothing else."""
    for line, text in draft.plain():
        if len(text) > _LONGEST_CREDIT:
            continue
        sentence = text.rstrip('"”’)）】').endswith(("。", "！", "？", "!", "?", "."))
        if _REPORTER.fullmatch(text) or _dateline().fullmatch(text) or (_credit().fullmatch(text) and not sentence):
            draft.take_out(line, CleaningRule.CREDITS)


_CONTACT = re.compile(
    rf"(?:[{HAN}]{{0,6}}(?:热线|电话|邮箱|传真|邮编)|e-?mail|tel|phone|fax|hotline|qq|微信(?:号|公众号)?)"
    r"\s*[:：]\s*[\w@.+()（）\s/-]{5,60}",
    re.IGNORECASE,
)
_BREADCRUMB = re.compile(r"[^>›»]{1,24}(?:\s*[>›»]\s*[^>›»]{1,40}){1,6}")


@cache
def _label() -> re.Pattern[str]:
    """Labels and invitations to the page's visitors."""
    return re.compile(
        rf"(?:首页\s*>|(?:{_any_of('label')})\s*[:：]).{{0,80}}"
        r"|(?:长按|扫描|扫一扫|识别).{0,12}二维码.{0,15}|更多.{0,15}关注.{0,20}|click here.{0,40}",
        re.IGNORECASE,
    )


_MENU = 6
"""Shortest row of names that makes a menu without bars."""


def _drop_navigation(draft: Draft) -> None:
    """Take out breadcrumbs, menus and buttons around the text, and contact lines."""
    lines = draft.plain()
    prose = [number for number, (_, text) in enumerate(lines) if _is_prose(text)]
    head, tail = (prose[0], prose[-1]) if prose else (len(lines), len(lines))
    menus = []
    for number, (line, text) in enumerate(lines):
        if len(text) > 200:
            continue
        if _CONTACT.fullmatch(text):
            draft.take_out(line, CleaningRule.CONTACT_LINES)
        elif not head <= number <= tail and not line.marked and _is_navigation(text):
            draft.take_out(line, CleaningRule.NAVIGATION)
            menus.append(number)
    _drop_section_names(draft, [line for line, _ in lines], menus, head)


def _is_navigation(text: str) -> bool:
    return _WORDS.has("button", text.lower()) or bool(_label().fullmatch(text)) or _is_menu(text)


def _is_menu(text: str) -> bool:
    """A breadcrumb, names between bars, or several short Chinese names in a row."""
    if _BREADCRUMB.fullmatch(text) and (" > " in text or "›" in text or "»" in text or text.count(">") > 1):
        return True
    if any(mark in text for mark in '，。、；：,.;:!?！？“”"'):
        return False
    names = [name for name in _BARS.split(text) if name]
    if len(names) >= 3:
        return all(len(name) <= 16 for name in names)
    names = text.split()
    return len(names) >= _MENU and all(han_count(name) == len(name) <= 10 for name in names)


def _drop_section_names(draft: Draft, lines: list[Line], menus: list[int], head: int) -> None:
    """Take out the section's name above a menu, where a title comes later."""
    for number in menus:
        if not 0 < number < head:
            continue
        above = lines[number - 1]
        later = any(line.left for line in lines[number + 1 : head])
        if above.left and not above.marked and len(above.text) <= 8 and later:
            draft.take_out(above, CleaningRule.NAVIGATION)


_PAGE = re.compile(
    r"[-—–]\s*\d{1,4}\s*[-—–]|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?|page \d{1,4}(?: of \d{1,4})?",
    re.IGNORECASE,
)


def is_page_number(text: str) -> bool:
    """Whether a line is nothing but the number of its page, marked as one: — 12 —, 第 3 页, Page 3 of 5."""
    return len(text) < 24 and bool(_PAGE.fullmatch(text))


def _drop_page_numbers(draft: Draft) -> None:
    """Take out — 12 —, 第 3 页 and Page 3 of 5 where they stand alone on a line."""
    for line, text in draft.plain():
        if is_page_number(text):
            draft.take_out(line, CleaningRule.PAGE_NUMBERS)


_TITLE_LABEL = re.compile(r"[【\[(（]?(?:原标?题|标题|题目)[】\])）]?\s*[:：]\s*")
_SHORTEST_TITLE = 6
"""Characters."""


def _drop_repeated_titles(draft: Draft) -> None:
    """Take out a title that occurs twice in a row, or again after "原标题:"; where the title is new, only that label.

    A title is the first line of the text or has heading marks; other lines may repeat.
    """
    seen: dict[str, Line] = {}
    last = ""
    lines = draft.plain()
    if not any(_is_prose(text) for _, text in lines):
        return
    for line, text in lines[:_HEAD]:
        label = _TITLE_LABEL.match(text)
        title = re.sub(r"[\s*#]", "", text[label.end() :] if label else text)
        again = title == last and not _ends(title) and (line.marked or len(seen) == 1)
        if len(title) >= _SHORTEST_TITLE and title in seen and (label or again):
            draft.take_out(line, CleaningRule.REPEATED_TITLES)
            seen[title].marked = True
        elif label and label.end() < len(text):
            draft.drop(line, [label.span()], CleaningRule.TITLE_LABELS)
        last = title
        seen.setdefault(title, line)


def _ends(title: str) -> bool:
    return title.endswith(tuple("。！？!?.…，,；;"))
