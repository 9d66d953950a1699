"""Cleaning of whole lines that are the page's and not the text's: notices, navigation, credits, repeated titles.

A line is only taken out for its form or its place, never for its subject: an article about copyright stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from workbench.conversion import simplify
from workbench.script import HAN, LATIN_WORD_RE, han_count
from workbench.text.draft import Draft, Line

_FINAL = "。！？!?…"
_SENTENCE = re.compile(rf"[。！？]|[.!?][\"”')]?(?:\s|$)|[{HAN}],[{HAN}]|，")


def is_prose(text: str) -> bool:
    """Whether a line is a sentence rather than a heading, a name or a list of links."""
    return bool(_SENTENCE.search(text)) and (han_count(text) >= 15 or len(LATIN_WORD_RE.findall(text)) >= 8)


def drop_repeated_titles(draft: Draft) -> None:
    """A title that stands several times at the top, or again after "原标题:"."""
    titles: dict[str, Line] = {}
    for line in draft.left():
        if is_prose(line.text) and not line.marked and not _ORIGINAL_TITLE.match(line.text):
            break
        label = _ORIGINAL_TITLE.match(line.text)
        key = re.sub(r"[\s*#]", "", line.text[label.end() :] if label else line.text)
        if len(key) >= 6 and key in titles:
            draft.take_out(line, "repeated titles")
            titles[key].marked = True
        elif label:
            draft.drop(line, [label.span()], "title labels")
        titles.setdefault(key, line)


_ORIGINAL_TITLE = re.compile(r"[【\[(（]?(?:原[标標]?[题題]|标题|標題|题目|題目)[】\])）]?\s*[:：]\s*")

_WORKS = "版[权權]|著作[权權]|copyright"
_NOTICE = re.compile(
    rf"[\s【\[(（*•·※■]*(?:(?:{_WORKS}|免[责責]|[转轉][载載]|侵[权權]|法律|[郑鄭]重|特[别別]|本[网網站])(?:与|與|及)?"
    r"\w{0,10}(?:[声聲]明|[说說]明|提示|所有|须知|須知)"
    r"|copyright\s*(?:©|\(c\)|\d{4})|©|all rights reserved|disclaimer\s*:)",
    re.IGNORECASE,
)
_NOTICE_ANYWHERE = re.compile(
    r"^[\s【\[(（*•]*(?:本文|本作品|本稿|本[网網]|本站|本报|本報|凡|未[经經]|[转轉][载載][请請]|如需[转轉][载載]|文章?著作[权權])"
    r".{0,120}(?:不得|禁止|[谢謝][绝絕]|[严嚴]禁|[请請]?注明|[请請]?註明|[联聯][系繫])"
    r".{0,30}(?:[转轉][载載]|摘[编編]|使用|[来來]源|出[处處]|作者|本[网網站])"
    r"|(?:may not|must not) be (?:reproduced|published|broadcast|rewritten|redistributed)",
    re.IGNORECASE,
)
_NOTICE_HEAD = re.compile(r".{0,30}(?:版[权權]|[权權]利|免[责責]|知[识識][产產产]).{0,20}[声聲]明\s*[:：]?$")
_ITEM = re.compile(
    r"\s*(?:[•·◦▪‣*-]\s*)?(?:\d{1,2}\s*[、.．)）]|[（(]\d{1,2}[)）]|[一二三四五六七八九十]{1,2}、|[•◦▪‣])"
)


def drop_notices(draft: Draft) -> None:
    """Copyright and disclaimer lines, and the numbered list under a heading that announces one."""
    inside = False
    for line in draft.left():
        if _NOTICE_HEAD.fullmatch(line.text):
            inside = True
        elif not (inside and _ITEM.match(line.text)):
            inside = False
            if len(line.text) > 400 or not (_NOTICE.match(line.text) or _NOTICE_ANYWHERE.search(line.text)):
                continue
        draft.take_out(line, "notices")


_ROLE = (
    "撰文|文字|文|图|圖|图片|圖片|图源|圖源|摄影|攝影|资料|資料|资料来源|資料來源|来源|來源|稿源|编辑|編輯|责编|責編|责任编辑|責任編輯|美编|校对|校對|"
    "作者|记者|記者|通讯员|通訊員|监制|監製|审核|審核|终审|初审|复审|统筹|統籌|制作|製作|排版|策划|策劃|值班编辑|值班主任|编审|编译|翻译|"
    "发布时间|發布時間|發佈時間|发表时间|发稿时间|时间|時間|浏览次数|点击数|阅读|"
    "editor|editors|edited by|source|photo|photos|photo credit|image credit|credit|writer|reporter|published|updated|posted"
)
_CREDIT = re.compile(rf"[（(【\[]?(?:{_ROLE})\s*[|｜:：丨]\s*\S.{{0,60}}", re.IGNORECASE)
_DATE = r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(?:\s*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?"
_DATELINE = re.compile(
    rf"(?:(?:[发發][布佈表稿]?[时時][间間]|[发發][布佈]|时间|日期|published|updated|posted)?\s*[:：]?\s*)?{_DATE}\s*(?:[|｜]\s*)?"
    rf"(?:(?:{_ROLE})\s*[:：].{{0,80}})?",
    re.IGNORECASE,
)
_REPORTER = re.compile(
    rf"[（(]?(?:本[报報网網刊]|[{HAN}]{{2,8}}(?:[报報]|社|[网網]|[台臺]|周刊|客[户戶]端))?(?:[记記]者|通[讯訊][员員]|特[约約][记記]者)[ \u3000:：]+"
    rf"[{HAN}]{{2,4}}(?:[ \u3000、]+[{HAN}]{{2,4}}){{0,6}}(?:[ \u3000]*[文图圖摄攝/]{{1,4}}影?)?[)）]?"
)


def drop_credits(draft: Draft) -> None:
    """Who wrote, edited, published it and when, on a line of its own."""
    for line in draft.left():
        text = line.text
        if len(text) > 120:
            continue
        if _REPORTER.fullmatch(text) or _DATELINE.fullmatch(text):
            draft.take_out(line, "credits")
        elif _CREDIT.fullmatch(text) and not text.rstrip('"”’)）】').endswith(tuple("。！？!?.")):
            draft.take_out(line, "credits")


_CONTACT = re.compile(
    r"(?:[{H}]{{0,6}}(?:[热熱][线線]|[电電][话話]|[邮郵]箱|[传傳]真|[邮郵][编編])|e-?mail|tel|phone|fax|hotline|qq|微信(?:号|公众号)?)"
    r"\s*[:：]\s*[\w@.+()（）\s/-]{{5,60}}".format(H=HAN),
    re.IGNORECASE,
)
_BREADCRUMB = re.compile(r"[^>›»\n]{1,24}(?:\s*[>›»]\s*[^>›»\n]{1,40}){1,6}")
_BUTTONS = frozenset(
    "首页 首頁 返回首页 返回顶部 返回列表 打印 打印本页 关闭 关闭窗口 分享 分享到 收藏 点赞 在看 阅读原文 閱讀原文 查看更多 展开全文 相关阅读 相關閱讀 "
    "相关新闻 相关推荐 推荐阅读 热门推荐 为你推荐 上一篇 下一篇 责任编辑 扫一扫 扫码关注 广告 廣告 返回搜狐，查看更多 "
    "advertisement share tweet print home menu search subscribe login register".split()
)
_BARS = re.compile(r"\s*[|｜]\s*")


def drop_navigation(draft: Draft) -> None:
    """Breadcrumbs, menus, buttons and contact lines around the text."""
    lines = draft.left()
    head = next((number for number, line in enumerate(lines) if is_prose(line.text)), len(lines))
    tail = max((number for number, line in enumerate(lines) if is_prose(line.text)), default=len(lines))
    menus = []
    for number, line in enumerate(lines):
        text = line.text
        if len(text) > 200:
            continue
        if _CONTACT.fullmatch(text):
            draft.take_out(line, "contact lines")
        elif text.lower() in _BUTTONS:
            draft.take_out(line, "navigation")
        elif not head <= number <= tail and not line.marked and _is_menu(text):
            draft.take_out(line, "navigation")
            menus.append(number)
    _drop_section_names(draft, lines, menus, head)


def _is_menu(text: str) -> bool:
    """A breadcrumb, or at least six short names in a row."""
    if _BREADCRUMB.fullmatch(text) and (" > " in text or re.search(r"[{}]".format("›»"), text) or text.count(">") > 1):
        return True
    if any(mark in text for mark in '，。、；：,.;:!?！？“”"'):
        return False
    names = [name for name in _BARS.split(text) if name]
    if len(names) < 3:
        names = text.split()
        return len(names) >= 6 and all(han_count(name) == len(name) for name in names) and max(map(len, names)) <= 10
    return all(len(name) <= 16 for name in names)


def _drop_section_names(draft: Draft, lines: list[Line], menus: list[int], head: int) -> None:
    """The name of the section above a menu, where a title comes later."""
    for number in menus:
        if not 0 < number < head:
            continue
        above = lines[number - 1]
        later = [line for line in lines[number + 1 : head] if line.left]
        if above.left and not above.marked and len(above.text) <= 8 and later:
            draft.take_out(above, "navigation")


_SPAM_ITEM = 14


def drop_link_spam(draft: Draft) -> None:
    """A long row of unrelated names between bars."""
    for line in draft.left():
        if line.text.count("|") + line.text.count("｜") < 11:
            continue
        names = [name for name in _BARS.split(line.text) if name]
        if sum(len(name) <= _SPAM_ITEM and not re.search(r"\d", name) for name in names) >= len(names) * 0.95:
            draft.take_out(line, "link spam")


_PAGE = re.compile(
    r"[-—–]\s*\d{1,4}\s*[-—–]|第\s*\d{1,4}\s*[页頁](?:\s*[,，/]?\s*共\s*\d{1,4}\s*[页頁])?|page \d{1,4}(?: of \d{1,4})?",
    re.IGNORECASE,
)


def drop_page_numbers(draft: Draft) -> None:
    """— 12 —, 第 3 页, Page 3 of 5 on a line of their own."""
    for line in draft.left():
        if len(line.text) < 24 and _PAGE.fullmatch(line.text):
            draft.take_out(line, "page numbers")


RULES: tuple[Callable[[Draft], None], ...] = (
    drop_link_spam,
    drop_notices,
    drop_credits,
    drop_navigation,
    drop_page_numbers,
    drop_repeated_titles,
)
"""In this order: what is left of the head when menus and credits are gone shows which titles repeat."""
