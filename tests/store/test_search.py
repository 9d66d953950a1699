"""A word is found wherever it stands, in either script; a pattern never hangs."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.store.builders import pair
from workbench.domain import ActionKind, Change
from workbench.errors import CorpusError, UsageError
from workbench.language.conversion import simplify
from workbench.store import query_plan as finding
from workbench.store import search
from workbench.store.corpus import Corpus
from workbench.store.queries import Order, PairQuery

SENTENCES = [
    ("Zhang Min'er met the delegation in Tianjin.", "张敏尔在天津会见代表团。"),
    ("Jing Junhai attended, too.", "景俊海出席會議並講話，吉林與天津淵源深厚。"),
    ("The software costs 3.5 yuan.", "軟體的價格是３.５元。"),
    ("Économie: co-operation of TIANJIN and Jilin", "津吉经济合作"),
]


@pytest.fixture
def sentences(corpus: Corpus) -> Corpus:
    corpus.add_pairs(pair(position, en, zh) for position, (en, zh) in enumerate(SENTENCES))
    return corpus


def found(corpus: Corpus, text: str) -> list[int | None]:
    return [hit.pair.id for hit in corpus.search(text)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("天津", [1, 2]),
        ("津", [1, 2, 4]),
        ("吉", [2, 4]),
        ("天津会", [1]),
        ("天津會", [1]),
        ("出席会议并讲话", [2]),
        ("与", [2]),
        ("與天津", [2]),
        ("天津吉林", []),
        ("吉林 天津", [2]),
        ("tianjin", [1, 4]),
        ("TIAN", [1, 4]),
        ("ianjin", []),
        ("jing junhai", [2]),
        ("junhai jing", []),
        ("Min'er", [1]),
        ("min er met the", [1]),
        ("economie", [4]),
        ("co-operation", [4]),
        ("天津 Tianjin", [1]),
        ("Tianjin 经济", [4]),
        ("软件", [3]),
        ("軟體", [3]),
        ("软件的价格", [3]),
        ("3.5", [3]),
        ("to", []),
        ("too", [2]),
        ('"the software" 元', [3]),
        ("zzz", []),
    ],
)  # fmt: skip
def test_words_of_either_language_and_script(sentences: Corpus, text: str, ids: list[int]) -> None:
    assert found(sentences, text) == ids
    assert list(sentences.pair_ids(PairQuery(text=text, order=Order.ID))) == ids
    assert sentences.count(PairQuery(text=text)) == len(ids)


def test_places_are_returned(sentences: Corpus) -> None:
    (hit,) = sentences.search("會見 Tianjin")
    spans = {(span.side, hit.pair.side(span.side).text[span.start : span.end]) for span in hit.spans}
    assert spans == {("source", "Tianjin"), ("target", "会见")}
    (hit,) = sentences.search("软件")
    assert [(span.side, span.start, span.end) for span in hit.spans] == [("target", 0, 2)]


def test_punctuation_alone_is_found_as_it_is(sentences: Corpus) -> None:
    assert found(sentences, "。") == [1, 2, 3]
    assert found(sentences, ":") == [4]


HAN = st.sampled_from("天津吉林會会議议軟软體体，的") | st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)


@settings(max_examples=25)
@given(st.lists(st.text(HAN, min_size=1, max_size=12), min_size=1, max_size=4), st.data())
def test_every_stretch_of_chinese_is_found_in_both_scripts(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], data: st.DataObject
) -> None:
    with Corpus.create(tmp_path_factory.mktemp("search") / "corpus.db") as corpus:
        corpus.add_pairs(pair(position, "x", text) for position, text in enumerate(texts))
        text = data.draw(st.sampled_from(texts))
        start = data.draw(st.integers(0, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        stretch = text[start:end]
        assume("，" not in stretch)
        for wanted in (stretch, simplify(stretch)):
            ids = found(corpus, wanted)
            expected = {row.id for row in corpus.iter_pairs() if simplify(wanted) in simplify(row.target.text)}
            # Simplified alone may be joined by what only regional words bring.
            assert expected <= set(ids)


@settings(max_examples=25)
@given(st.text(max_size=30))
def test_no_question_breaks_the_search(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    with Corpus.create(tmp_path_factory.mktemp("rubbish") / "corpus.db") as corpus:
        corpus.add_pairs([pair(0)])
        try:
            corpus.search(text)
        except CorpusError as error:
            assert "half a character" in str(error)


def test_levelled_text_keeps_its_length() -> None:
    for code in range(0x20, 0x2FFFF):
        if not 0xD800 <= code < 0xE000:
            assert len(search.level(chr(code))) == 1, hex(code)


def test_index_follows_edits(sentences: Corpus) -> None:
    row = sentences.pair(1)
    sentences.act(ActionKind.EDIT, [Change(row, replace(row, target=replace(row.target, text="他去了上海。")))], "ann")
    assert found(sentences, "天津") == [2]
    assert found(sentences, "上海") == [1]
    sentences.undo()
    assert found(sentences, "天津") == [1, 2]
    assert found(sentences, "上海") == []
    assert sentences.check() == []


def test_index_of_another_converter_is_made_anew(sentences: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "signature", lambda: "1|opencc:99")
    assert any("another version" in sentence for sentence in sentences.check())
    # As if the other rules had made another word of it: taking it out by today's rules would leave that behind.
    sentences._connection.execute("INSERT INTO words (rowid, source) VALUES (1, 'otherwise')")
    assert found(sentences, "otherwise") == [1]
    test_index_follows_edits(sentences)
    assert found(sentences, "otherwise") == []


# Patterns


def test_pattern_finds_either_script_and_tells_places(sentences: Corpus) -> None:
    (hit,) = sentences.search("會[见議]代", regex=True)
    assert [(span.side, span.start, span.end) for span in hit.spans] == [("target", 6, 9)]
    assert [hit.pair.id for hit in sentences.search(r"\bJ\w+n\b|吉.津", regex=True)] == [4]
    assert [hit.pair.id for hit in sentences.search("(?i)tianjin", regex=True)] == [1, 4]
    assert sentences.count(PairQuery(regex="天津")) == 2


PATTERNS = [
    "天津",
    "(天|津)吉",
    "a b",
    " ab ",
    "b天津a",
    "天津?吉",
    "天(?!津)吉",
    "(?i)A B",
    "津$",
    "會吉|ab",
    "(天津){2}",
]


@settings(max_examples=25)
@given(
    st.lists(st.text(st.sampled_from("ab 天津吉林會"), max_size=10), min_size=1, max_size=5),
    st.sampled_from(PATTERNS),
)
def test_index_leaves_out_nothing_a_pattern_matches(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], pattern: str
) -> None:
    with Corpus.create(tmp_path_factory.mktemp("regex") / "corpus.db") as corpus:
        corpus.add_pairs(pair(position, "x", text) for position, text in enumerate(texts))
        ids = [hit.pair.id for hit in corpus.search(pattern, regex=True)]
        compiled = re.compile(simplify(pattern))
        rows = corpus.iter_pairs(PairQuery(order=Order.ID))
        assert ids == [row.id for row in rows if compiled.search(simplify(row.target.text))]


def test_pattern_that_would_never_end_is_given_up(corpus: Corpus) -> None:
    corpus.add_pairs(pair(position, "a" * 4000 + "!", "。") for position in range(20))
    for pattern in ("(a+)+$", "(a|aa)+$", "(.*a){30}b"):
        with pytest.raises(CorpusError, match="takes too long"):
            corpus.search(pattern, regex=True)


def test_search_of_all_rows_is_bounded(sentences: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "PATTERN_SECONDS", -1.0)
    with pytest.raises(CorpusError, match="not found in all rows"):
        sentences.search("[0-9]", regex=True)


@pytest.mark.parametrize("pattern", ["(", "[z-a]", "*", "(?P<n>", "a{99999999999}"])
def test_pattern_that_is_none_is_said(sentences: Corpus, pattern: str) -> None:
    with pytest.raises(UsageError, match="is not a regular expression"):
        sentences.search(pattern, regex=True)
