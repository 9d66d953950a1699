"""Cleaning rules one by one: what each takes out, and what it leaves alone."""

from __future__ import annotations

import pytest

from workbench import resources
from workbench.documents import boilerplate
from workbench.documents.cleaning import clean, cleaning_report
from workbench.domain import Document
from workbench.edits import OffsetMap, undo

PROSE = "吉林省党政代表团到天津学习考察，两省市召开合作交流座谈会。"
ENGLISH = "The delegation visited Tianjin and held a symposium on cooperation and exchange."


def cleaned(text: str) -> str:
    result = clean(Document("test", text, "utf-8", ""))
    assert undo(result) == text
    return result.text


@pytest.mark.parametrize(
    "text",
    [
        PROSE,
        f"{PROSE}\n{PROSE}",
        f"标题\n\n{PROSE}\n\n{PROSE}",
        "床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。",
        "国破山河在城春草木深感时\n花溅泪恨别鸟惊心烽火连三",
        "吉林省党政代表团到陕西学习考察\n近日，吉林省党政代表团到陕西学习考察。",
        f"{ENGLISH}\nShe left.\n{ENGLISH}",
        "Shopping list\n\nmilk\nbread\neggs",
        "“你好！”\n“你好！”\n“再见！”",
        f"#\n*\n{PROSE}",
        f"{PROSE}\n一副对联在此\n一副对联在此\n{PROSE}",
        "3 * 4 = 12, and 2 ** 8 = 256.",
        "#1 in the charts, #2 in our hearts.",
        "The a[i](x) call is code.",
        "国家版权局发布通知，未经授权不得转载的规定引起讨论，各方看法不一。",
        "他说，版权声明应当写在最前面，这样读者一看就明白。",
        "时间：是最好的老师，它会告诉我们一切的答案。",
        "北京(běi)是读音提示吗？不，这里写的是“京”字。",
        "他（她）来了。",
        "A | B | C is a table row with 3 > 2 in it, they say.",
        "王小明 李小红 张三 李四",
        "0",
        "  ".join("字" * 3 for _ in range(4)),
    ],
)
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert cleaned(text) == text


def test_only_margins_go_from_plain_text() -> None:
    assert cleaned(f"\ufeff\n\n\u3000\u3000{PROSE}  \r\n\r\n\u3000\u3000{PROSE}\n\n") == f"{PROSE}\r\n\r\n{PROSE}"
    assert cleaning_report(clean(Document("a", f"  {PROSE}\n", "utf-8", ""))) == "nothing to clean"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{PROSE}\n\n![alt text](https://a.b/c_d-\ne/f.png)\n\n{PROSE}", f"{PROSE}\n\n{PROSE}"),
        (f"![](a.png) {PROSE}", PROSE),
        ("## 两份协议 ##\n\n" + PROSE, f"两份协议\n\n{PROSE}"),
        (f"会议指出，\n**{PROSE}** 随后离开。", f"会议指出，{PROSE} 随后离开。"),
        (f"**{PROSE}**\n。", f"{PROSE}。"),
        ("见[吉林日报](https://a.b/c)的报道。", "见吉林日报的报道。"),
        (f"{PROSE}\n\n---\n\n{PROSE}", f"{PROSE}\n\n{PROSE}"),
        (f"{PROSE}\nhttps://example.com/a?b=c", PROSE),
        ("中國西藏網(wǎng)創(chuàng)造", "中國西藏網創造"),
        ("绿(lǜ)色", "绿色"),
        ("银行（háng）长（zhǎng）", "银行长"),
        ("零\u200b宽\u202e度\x07", "零宽度"),
    ],
)
def test_marks_within_lines_go(before: str, after: str) -> None:
    assert cleaned(before) == after


@pytest.mark.parametrize(
    "line",
    [
        "版权声明：本文著作权归某某所有，未经授权，不得转载。",
        "【版權聲明】未經書面授權不得使用。",
        "Copyright © 2023 China Daily. All rights reserved.",
        "未经许可，不得转载。",
        "撰文 | 李岩",
        "（责编：李文治）",
        "來源：新華社",
        "吉林日报记者 黄鹭",
        "本报记者 张三 李四",
        "发布时间：2023-12-11 16:02:00来源: 吉林日报",
        "2019-05-30 08:54:03  |  來源:吉林日報  |  編輯:田東艷",
        "文/李岩 图／王五",
        "本文来源：吉林日报",
        "天津日报 2023-11-08",
        "Reporting by John Smith; editing by Jane Doe",
        "声明：转载此文是出于传递更多信息之目的。",
        "京ICP备12345678号",
        "热线：0431-81126178",
        "E-mail: jilin@cri.cn",
        "— 12 —",
        "第 3 页 共 5 页",
        "广昌县|绍兴市|贵州省|崇明县|得荣县|陆良县|海伦市|遂平县|台东县|商丘市|江油市|连山|",
    ],
)
def test_page_furniture_goes(line: str) -> None:
    assert cleaned(f"标题在此处\n\n{PROSE}\n\n{line}\n\n{PROSE}") == f"标题在此处\n\n{PROSE}\n\n{PROSE}"


def test_navigation_goes_only_around_the_text() -> None:
    menu = "長春 江城 四平 遼源 通化 白城 白山"
    assert cleaned(f"關東黑土\n\n{menu}\n\n一个标题\n\n{PROSE}\n\n返回顶部") == f"一个标题\n\n{PROSE}"
    assert cleaned(f"{PROSE}\n\n{menu}\n\n{PROSE}") == f"{PROSE}\n\n{menu}\n\n{PROSE}"
    assert cleaned(f"首页 > 新闻 > 地方\n{PROSE}") == PROSE


@pytest.mark.parametrize(
    "line",
    [
        "当前位置：首页 > 新闻 > 正文",
        "首页>新闻",
        "字号：大 中 小",
        "分享到：微信 微博",
        "上一篇：天津代表团来访",
        "相关新闻",
        "扫描二维码关注我们",
        "Home | News | About | Contact",
        "Click here to read more",
    ],
)
def test_what_a_page_says_to_its_visitors_goes(line: str) -> None:
    assert cleaned(f"{line}\n\n一个标题\n\n{PROSE}\n\n{line}") == f"一个标题\n\n{PROSE}"


def test_the_list_under_a_rights_notice_goes_with_it() -> None:
    text = f"{PROSE}\n\n本网版权与产品内容销售的声明:\n\n• 1、凡本网作品。\n• 2、其他。\n\n{PROSE}"
    assert cleaned(text) == f"{PROSE}\n\n{PROSE}"


def test_repeated_titles_go_and_new_ones_lose_their_label() -> None:
    assert cleaned(f"# 吉林代表团南下\n\n# 吉林代表团南下\n\n{PROSE}") == f"吉林代表团南下\n\n{PROSE}"
    assert cleaned(f"吉林代表团南下\n\n原标题：吉林代表团 南下\n{PROSE}") == f"吉林代表团南下\n\n{PROSE}"
    assert cleaned(f"吉林代表团南下\n\n原標題：另一个标题\n{PROSE}") == f"吉林代表团南下\n\n另一个标题\n{PROSE}"


def test_a_page_of_nothing_but_furniture_keeps_it() -> None:
    assert cleaned("来源：新华社\n") == "来源：新华社"


def test_wrapped_chinese_is_joined_and_its_headline_is_not() -> None:
    text = (
        "吉林省代表团到陕西学习考察并召开座谈\n\n"
        "4月28日上午，吉林省和四川省的工作\n交流座谈会在成都召开，四川省的省委书\n\n记主持会议并且讲话，双方签署协议2\n0"
        "23份，深化了合作，也共谋了发展。\n\n交换表演"
    )
    assert cleaned(text) == (
        "吉林省代表团到陕西学习考察并召开座谈\n\n"
        "4月28日上午，吉林省和四川省的工作交流座谈会在成都召开，四川省的省委书记主持会议并且讲话，双方签署协议2"
        "023份，深化了合作，也共谋了发展。\n\n交换表演"
    )


def test_wrapped_english_is_joined_at_spaces_and_hyphens() -> None:
    text = (
        "A HEADLINE\n\n"
        "The party and government delegation of Jilin Province visited Tianjin and\n"
        "held a symposium on cooperation and exchange, after which the govern-\n"
        "ment signed a well-known framework agreement on deepening counterpart co-\n"
        "operation in all fields.\n\nThe end came soon."
    )
    assert cleaned(text) == (
        "A HEADLINE\n\nThe party and government delegation of Jilin Province visited Tianjin and "
        "held a symposium on cooperation and exchange, after which the government signed a "
        "well-known framework agreement on deepening counterpart co-operation in all fields.\n\nThe end came soon."
    ).replace("co-operation", "cooperation" if "cooperation" in text else "co-operation")


def test_offsets_map_through_edits() -> None:
    result = clean(Document("a", "  中國網(wǎng)是\n**好**的。", "utf-8", ""))
    offsets = OffsetMap(result)
    raw = result.document.text
    for place, character in enumerate(result.text):
        assert raw[offsets.raw(place)] == character


PAGE_WORDS = resources.table("page-words")


@pytest.mark.parametrize("row", PAGE_WORDS, ids=lambda row: f"{row['list']}: {row['word']}")
def test_a_line_with_a_word_of_the_table_is_taken_out(row: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """And would not be without the row."""
    text = f"{PROSE}\n\n{PROSE}\n\n{row['example']}"
    assert cleaned(text) == f"{PROSE}\n\n{PROSE}"
    monkeypatch.setattr(resources, "table", lambda _: [each for each in PAGE_WORDS if each != row])
    monkeypatch.setattr(boilerplate, "_WORDS", resources.WordLists("page-words"))
    for name in ("_credit", "_dateline", "_label"):
        monkeypatch.setattr(boilerplate, name, getattr(boilerplate, name).__wrapped__)
    assert cleaned(text) == text
