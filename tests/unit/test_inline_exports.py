"""Inline elements leave as TMX and XLIFF have them; their words come back as text, whatever the elements."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from workbench.documents.formats.markdown import read
from workbench.documents.prepare import prepare
from workbench.domain import (
    Document,
    Inline,
    InlineKind,
    Language,
    Pair,
    PairSide,
    PreparedDocument,
    Relation,
    Role,
    SegmentSpan,
)
from workbench.encoders.registry import bundled
from workbench.exchange.formats import FORMATS
from workbench.exchange.inlines import numbers
from workbench.pipeline.alignment import align_documents
from workbench.pipeline.exporting import export
from workbench.pipeline.output import write_bitext
from workbench.pipeline.selection import Selection
from workbench.pipeline.storing import store_bitext
from workbench.store.corpus import Corpus
from workbench.store.queries import PairQuery

ZH = "用 `open()` **打开**[文件](a.md)。![](x.png)"
EN = "**Open** the [file](a.md) with `open()`. ![](x.png)"


def page(name: str, text: str, role: Role = Role.ARTICLE) -> PreparedDocument:
    found = read(text.encode(), name, None)
    return prepare(Document(name, found.text, "utf-8", text, role, blocks=found.blocks, markup=found.markup))


def written(form: str, pair: Pair) -> str:
    stream = io.BytesIO()
    FORMATS[form].write([pair], stream)
    return stream.getvalue().decode()


def test_elements_of_both_sides_have_the_same_numbers_and_their_words_stay_text() -> None:
    bitext = align_documents(page("page", ZH), page("page", EN, Role.COVERAGE), bundled())
    stream = io.BytesIO()
    write_bitext(bitext, "tmx", stream)
    tmx = stream.getvalue().decode()
    assert (
        '<seg>用 <bpt i="1" x="1" type="x-code"/>open()<ept i="1"/> <bpt i="2" x="2" type="bold"/>打开<ept i="2"/>'
        '<bpt i="3" x="3" type="link">a.md</bpt>文件<ept i="3"/>。<ph x="4" type="image">x.png</ph></seg>'
    ) in tmx
    assert '<bpt i="2" x="2" type="bold"/>Open<ept i="2"/> the <bpt i="3" x="3" type="link">a.md</bpt>file' in tmx
    (pair,) = FORMATS["tmx"].read(io.BytesIO(stream.getvalue()))
    assert (pair.source.text, pair.target.text) == (bitext.pairs[0].source.text, bitext.pairs[0].target.text)


def test_the_corpus_exports_them_too_and_follows_a_correction(corpus: Corpus) -> None:
    store_bitext(corpus, align_documents(page("zh", ZH), page("en", EN, Role.COVERAGE), bundled()))
    stream = io.BytesIO()
    export(corpus, Selection(PairQuery()), FORMATS["xliff"], stream)
    xliff = stream.getvalue().decode()
    assert '<g id="1" ctype="x-code">open()</g> <g id="2" ctype="bold">打开</g><g id="3" ctype="link"' in xliff
    assert (
        '<x id="4" ctype="image" wb:data="x.png"></x>' in xliff or '<x id="4" ctype="image" wb:data="x.png"/>' in xliff
    )
    (pair,) = FORMATS["xliff"].read(io.BytesIO(stream.getvalue()))
    assert pair.source.text == "用 open() 打开文件。"


def test_numbers_follow_kind_address_and_words() -> None:
    code = InlineKind.CODE
    source = PairSide("", Language.ZH_HANS, (), "a b", (Inline(code, 0, 1), Inline(code, 2, 3)))
    target = PairSide(
        "", Language.EN, (), "b c a", (Inline(code, 0, 1), Inline(InlineKind.LINK, 2, 3), Inline(code, 4, 5))
    )
    assert numbers(Pair(source, target, Relation.TRANSLATION)) == ([1, 2], [2, 4, 1])


SPANS = st.tuples(st.sampled_from(InlineKind), st.integers(0, 8), st.integers(0, 8)).map(
    lambda each: Inline(each[0], min(each[1:]), max(each[1:]), "d")
)
SIDES = st.lists(SPANS, max_size=6).map(lambda all_: tuple(sorted(all_, key=lambda one: one.start)))


@given(SIDES, SIDES)
def test_whatever_the_elements_the_texts_come_back(one: tuple[Inline, ...], other: tuple[Inline, ...]) -> None:
    source = PairSide("a", Language.ZH_HANS, (SegmentSpan(0),), "中文<句&子\x01。", one)
    target = PairSide("b", Language.EN, (SegmentSpan(0),), "A text>.", other)
    for form in ("tmx", "xliff"):
        text = written(form, Pair(source, target, Relation.TRANSLATION))
        (pair,) = FORMATS[form].read(io.BytesIO(text.encode()))
        assert (pair.source.text, pair.target.text) == ("中文<句&子\ufffd。", "A text>.")
