"""E-books: chapters in reading order, whatever the order of the parts."""

from __future__ import annotations

import pytest
from lxml import etree

from tests.formats.laws import bare, check, kinds, only, texts
from tests.formats.packages import changed, epub, page, part_of
from workbench.documents.formats.epub import read
from workbench.domain import BlockKind
from workbench.errors import InputError

CHAPTERS = {
    "nav.xhtml": '<nav epub:type="toc"><ol><li><a href="two.xhtml">The boy</a></li></ol></nav>',
    "two.xhtml": "<section><h1>Chapter 1<br/>The boy</h1>"
    "<p>He ran&nbsp;home.<a id='x'/> It <em>rained</em>.</p></section>",
    "one.xhtml": "<h1>Chapter 2</h1><p>She slept.<sup><a href='#n'>1</a></sup></p>"
    "<aside epub:type='footnote'><p>So they say.</p></aside>",
}


def test_chapters_come_in_reading_order_with_their_structure() -> None:
    text = read(epub(CHAPTERS, "The boys"), "book.epub", None)
    check(text)
    assert text.title == "The boys"
    assert kinds(text) == [
        (BlockKind.BOILERPLATE, "The boy"),
        (BlockKind.HEADING, "Chapter 1\nThe boy"),
        (BlockKind.PARAGRAPH, "He ran\xa0home. It rained."),
        (BlockKind.HEADING, "Chapter 2"),
        (BlockKind.PARAGRAPH, "She slept."),
        (BlockKind.FOOTNOTE, "So they say."),
    ]
    assert only(text, "She slept.").place.headings == ("Chapter 2",)


def test_every_block_is_what_its_element_shows() -> None:
    text = read(epub(CHAPTERS), "book.epub", None)
    for block in text.blocks:
        part, _, path = block.place.element.partition("#")
        source = page(CHAPTERS[part.removeprefix("OEBPS/")]).replace("&nbsp;", "\xa0").encode()
        steps = "/".join(f"h:{step}" for step in path.strip("/").split("/"))
        root = etree.fromstring(source)
        shown = bare(str(root.xpath(f"string(/{steps})", namespaces={"h": "http://www.w3.org/1999/xhtml"})))
        assert shown.removesuffix("1") == bare(text.text[block.start : block.end]).removesuffix("1")


def test_a_chapter_that_is_not_well_formed_is_read_as_browsers_do() -> None:
    assert texts(read(epub({"a.xhtml": "<p>One & two.<p>Three."}), "book.epub", None)) == ["One & two.", "Three."]


def test_a_protected_book_is_refused_and_one_with_garbled_fonts_is_read() -> None:
    method = '<e:EncryptionMethod xmlns:e="http://www.w3.org/2001/04/xmlenc#" Algorithm="{}"/>'

    def book(algorithm: str) -> bytes:
        encryption = f"<encryption>{method.format(algorithm)}</encryption>"
        return epub(CHAPTERS, more={"META-INF/encryption.xml": encryption})

    with pytest.raises(InputError, match=r"book\.epub is encrypted"):
        read(book("http://www.w3.org/2001/04/xmlenc#aes128-cbc"), "book.epub", None)
    assert read(book("http://www.idpf.org/2008/embedding"), "book.epub", None).blocks


def test_a_chapter_that_is_missing_is_noted() -> None:
    opf = part_of(epub(CHAPTERS), "OEBPS/book.opf").replace("two.xhtml", "three.xhtml")
    text = read(changed(epub(CHAPTERS), {"OEBPS/book.opf": opf}), "book.epub", None)
    assert texts(text)[1] == "Chapter 2"
    assert "1 missing chapter" in text.notes
