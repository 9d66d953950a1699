"""Web pages: the article is read with its structure, the page around it kept as boilerplate."""

from __future__ import annotations

import sys

import pytest
from lxml import etree

from tests.conftest import ROOT
from tests.formats.laws import bare, check, inline_texts, kinds, only, texts
from tests.formats.test_pdf import ENGLISH
from workbench.documents.formats.html import read
from workbench.domain import BlockKind
from workbench.errors import InputError

ARTICLE = """<article><h1>吉林省党政代表团来津考察</h1>
<p>11月6日至7日，吉林省党政代表团来<a href="http://x.cn/t">天津</a>考察，两省市
召开合作交流座谈会，并签署<strong>框架协议</strong>。<img src="a.png"></p>
<p>陈敏尔主持会议并讲话。景俊海出席会议并讲话，胡玉亭、张工分别介绍两省市经济社会发展和合作交流情况。
<sup><a href="#n1">[1]</a></sup></p>
<h2>背景</h2>
<p>当前，天津认真贯彻落实重要讲话精神，充分发挥区位、产业、科教人才、港口等优势，深入实施十项行动，扎实推动高质量发展。</p>
<table><tr><th>城市</th><th>生产总值</th></tr><tr><td>天津</td><td>16737亿元</td></tr></table>
<ul><li>第一，推进科技创新上协同互补，强化科技和产业相互赋能。<li>第二，推进对外开放上深化协作。</ul>
<pre>make run</pre></article>"""
PAGE = f"""<!doctype html><html><head><meta charset="utf-8"><title>吉林代表团 - 新闻网</title></head><body>
<nav><a href="/">首页</a> <a href="/n">新闻</a></nav><div class="header"><a href="1">登录</a></div>{ARTICLE}
<div class="related"><h3>相关阅读</h3><ul><li><a href="3">别的新闻</a></ul></div>
<footer>版权所有 Copyright 2023</footer><script>alert("脚本")</script></body></html>"""


def test_the_article_is_text_and_the_page_around_it_is_boilerplate() -> None:
    text = read(PAGE.encode(), "page.html", None)
    check(text)
    assert texts(text, BlockKind.BOILERPLATE) == [
        "首页 新闻",
        "登录",
        "相关阅读",
        "别的新闻",
        "版权所有 Copyright 2023",
    ]
    assert [kind for kind, _ in kinds(text) if kind is not BlockKind.BOILERPLATE] == [
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        *[BlockKind.TABLE_CELL] * 4,
        BlockKind.LIST_ITEM,
        BlockKind.LIST_ITEM,
        BlockKind.CODE,
    ]
    assert "脚本" not in text.text
    assert text.title == "吉林代表团 - 新闻网"


def text_kinds(page: str) -> list[str]:
    """The kinds of the blocks, boilerplate as the empty string."""
    text = read(page.encode(), "page.html", None)
    return ["" if block.kind is BlockKind.BOILERPLATE else block.kind.value for block in text.blocks]


def test_an_old_page_of_tables_and_line_breaks_is_told_from_its_menus() -> None:
    seed = (ROOT / "seeds" / "jilin-leaders-go-south.txt").read_text("utf-8")
    story = "<br><br>　　".join([line for line in seed.split("\n") if "。" in line][:8])
    page = (
        "<html><title>新闻</title><body><table><tr><td><a href=/>首页</a> | <a href=/a>国内</a> | <a href=/b>国际</a>"
        "</td></tr></table><table><tr><td><ul><li><a href=1>热点一</a><li><a href=2>热点二</a></ul></td><td>"
        f"<h2>落实重大战略决策</h2><center>2023-11-12 日报</center><font size=3>　　{story}</font></td></tr></table>"
        "<table><tr><td align=center>版权所有 联系我们</td></tr></table></body></html>"
    )
    assert text_kinds(page) == ["", "", "", "heading", "", "paragraph", ""]


def test_a_page_without_anything_around_it_is_text_from_its_title_on() -> None:
    sections = "".join(
        f"<h2>Section {number}</h2><p>A short text of number {number}.</p><ul><li>one<li>two</ul>"
        for number in range(5)
    )
    page = f"<html><body><h1>Title</h1>{sections}<blockquote>Quoted words.</blockquote></body></html>"
    assert "" not in text_kinds(page)


def test_captions_and_short_lines_among_the_article_belong_to_it() -> None:
    story = "".join(f"<p>{text}</p>" for text in ENGLISH)
    page = (
        "<html><body><header><a href=/>Home</a></header><main><h1>A visit</h1><p>By Yu Chunfeng</p><figure>"
        f"<img src=a.jpg><figcaption>At the port.</figcaption></figure>{story}<h2>Background</h2><p>Short.</p>{story}"
        "</main><aside><h3>Related</h3><ul><li><a href=x>Another story</a></ul></aside><footer>© A paper.</footer>"
    )
    body = ["paragraph"] * len(ENGLISH)
    expected = ["", "heading", "paragraph", "caption", *body, "heading", "paragraph", *body, "", "", ""]
    assert text_kinds(page) == expected


def test_white_space_is_as_a_browser_shows_it_and_none_between_chinese_characters() -> None:
    text = read(PAGE.encode(), "page.html", None)
    assert "11月6日至7日，吉林省党政代表团来天津考察，两省市召开合作交流座谈会，并签署框架协议。" in texts(text)


def test_links_emphasis_and_images_are_inline_elements_and_note_marks_are_left_out() -> None:
    text = read(PAGE.encode(), "page.html", None)
    assert inline_texts(text, text.blocks[3]) == [
        ("link", "天津", "http://x.cn/t"),
        ("strong", "框架协议", ""),
        ("image", "", "a.png"),
    ]
    assert texts(text)[4].endswith("合作交流情况。")
    assert set(text.notes) == {"1 picture", "1 note reference"}


def test_every_block_is_what_its_element_shows() -> None:
    text = read(PAGE.encode(), "page.html", None)
    root = etree.fromstring(PAGE.encode(), etree.HTMLParser(encoding="utf-8"))
    for block in text.blocks:
        shown = bare(str(root.xpath(f"string({block.place.element})"))).removesuffix("[1]")
        assert bare(text.text[block.start : block.end]) == shown


def test_cells_and_headings_are_places() -> None:
    text = read(PAGE.encode(), "page.html", None)
    assert only(text, "16737亿元").place.cell == (2, 2)
    assert only(text, "16737亿元").place.headings == ("吉林省党政代表团来津考察", "背景")


@pytest.mark.parametrize(
    ("encoding", "label"), [("gb18030", "gb2312"), ("big5", "big5"), ("utf-8", "us-ascii"), ("utf-16", "utf-8")]
)
def test_the_encoding_is_the_one_the_page_names_unless_that_is_wrong(encoding: str, label: str) -> None:
    page = PAGE.replace('charset="utf-8"', f'charset="{label}"')
    assert "天津" in read(page.encode(encoding, "ignore"), "page.html", None).text


def test_a_table_that_lays_out_the_page_has_no_cells() -> None:
    cells = "<td><table><tr><td>Inner one</td></tr></table></td><td><p>A sentence in the layout.</p></td>"
    text = read(f"<html><body><table><tr>{cells}</tr></table></body></html>".encode(), "x.html", None)
    assert only(text, "Inner one").place.cell == (1, 1)
    assert only(text, "A sentence in the layout.").place.cell is None


def test_readings_above_characters_hidden_and_bare_addresses() -> None:
    body = "<p><ruby>津<rt>jīn</rt></ruby>吉合作</p><p hidden>no</p><p style='display: none'>no</p><p>http://a.cn/b</p>"
    text = read(PAGE.replace("<h2>", f"{body}<h2>").encode(), "x.html", None)
    assert only(text, "津吉合作").kind is BlockKind.PARAGRAPH
    assert only(text, "http://a.cn/b").kind is BlockKind.MARKUP
    assert {"1 reading above characters", "2 hidden elements"} <= set(text.notes)


def test_without_the_library_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(InputError, match=r"pip install 'alignment-workbench\[documents\]'"):
        read(PAGE.encode(), "page.html", None)
