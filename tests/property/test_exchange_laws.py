"""What is written is read back, in every format, whatever the texts hold."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain import (
    Correction,
    Coverage,
    Flag,
    Language,
    MatchKind,
    Pair,
    PairSide,
    Relation,
    SegmentSpan,
    Severity,
    Side,
    Status,
    Term,
    TermKind,
)
from workbench.errors import InputError
from workbench.exchange.formats import FORMATS
from workbench.exchange.tbx import read_tbx, write_tbx
from workbench.exchange.terms import read_terms, write_terms

texts = st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=60).filter(str.strip)
awkward = st.sampled_from(
    ["=1+1", "'=x", "-5 °C", "@a", '"Yes," he said.',
     '"', "a\tb", "a\nb\r\nc\r", "\\n", "\\", "]]>", "<seg>&amp;", " x ",
     "\u2028x\x0b", "NULL", "nan", "吉林\U00020000", "\ufeffx"]
)  # fmt: skip
any_text = st.one_of(texts, awkward)
names = st.one_of(
    st.just(""), st.from_regex(r"[a-z]{1,8}(-[a-z]{1,5})?", fullmatch=True), any_text.map(str.strip).filter(bool)
)
times = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)).map(
    lambda at: at.strftime("%Y-%m-%dT%H:%M:%SZ")
)
flags = st.builds(
    Flag,
    rule=st.sampled_from(["places", "numbers"]),
    severity=st.sampled_from(Severity),
    side=st.sampled_from(Side),
    start=st.integers(0, 99),
    end=st.integers(0, 99),
    found=any_text,
    suggestion=st.none() | st.just("") | any_text,
    message=any_text,
)
corrections = st.builds(
    Correction,
    side=st.sampled_from(["source", "target"]),
    before=any_text,
    after=any_text,
    rule=st.just("edit"),
    reviewer=any_text,
    at=times,
)


@st.composite
def sides(draw: st.DrawFn, language: Language) -> PairSide:
    document = draw(names)
    positions = draw(st.lists(st.integers(0, 9999), max_size=3, unique=True).map(sorted)) if document else []
    spans = list(map(SegmentSpan, positions))
    is_cut = draw(st.booleans())
    if spans and is_cut:
        # A split went through the first and the last one.
        spans[0] = replace(spans[0], start=draw(st.integers(0, 99)))
        spans[-1] = replace(spans[-1], end=draw(st.none() | st.integers(100, 199)))
    return PairSide(document, language, tuple(spans), draw(any_text))


shares = st.integers(0, 10000).map(lambda number: number / 10000)


@st.composite
def pairs(draw: st.DrawFn) -> Pair:
    source = draw(st.sampled_from(Language))
    chinese = st.sampled_from([Language.ZH_HANS, Language.ZH_HANT])
    same = draw(st.booleans())
    target = draw(
        (st.just(Language.EN) if source is Language.EN else chinese)
        if same
        else (chinese if source is Language.EN else st.just(Language.EN))
    )
    return Pair(
        source=draw(sides(source)),
        target=draw(sides(target)),
        relation=Relation.SAME_LANGUAGE if same else Relation.TRANSLATION,
        status=draw(st.sampled_from(Status)),
        probability=draw(st.integers(0, 10000)) / 10000,
        kind=draw(st.sampled_from(MatchKind)),
        coverage=draw(st.none() | st.builds(Coverage, shares, shares)),
        flags=tuple(draw(st.lists(flags, max_size=2))),
        corrections=tuple(draw(st.lists(corrections, max_size=2))),
        reviewer=draw(st.none() | any_text),
        note=draw(st.just("") | any_text),
        bookmarked=draw(st.booleans()),
        updated_at=draw(st.none() | times),
        id=draw(st.none() | st.integers(1, 10**9)),
    )


many = st.lists(pairs(), max_size=5)


def written(name: str, given_pairs: list[Pair]) -> bytes:
    stream = io.BytesIO()
    assert FORMATS[name].write(given_pairs, stream) == len(fitting(name, given_pairs))
    return stream.getvalue()


def fitting(name: str, given_pairs: list[Pair]) -> list[Pair]:
    """What a format holds: an XLIFF 2 one pair of languages, some only translations."""
    held = [pair for pair in given_pairs if pair.relation is Relation.TRANSLATION or not FORMATS[name].only_texts]
    languages = [(pair.source.language, pair.target.language) for pair in held]
    return [pair for pair, both in zip(held, languages, strict=True) if name != "xliff-2" or both == languages[0]]


def read(name: str, data: bytes) -> list[Pair]:
    skipped: list[str] = []
    found = list(FORMATS[name].read(io.BytesIO(data), skipped.append))
    assert not skipped
    return found


@given(many)
def test_json_lines_keep_everything(given_pairs: list[Pair]) -> None:
    assert read("jsonl", written("jsonl", given_pairs)) == given_pairs


@pytest.mark.parametrize("name", ["tsv", "tsv-plain", "csv", "csv-safe", "xlsx", "parquet"])
@given(given_pairs=many)
def test_tables_keep_all_but_flags_and_corrections(name: str, given_pairs: list[Pair]) -> None:
    expected = [replace(pair, flags=(), corrections=()) for pair in given_pairs]
    assert read(name, written(name, given_pairs)) == expected


def _as_xml_holds(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)


def _side_as_xml_holds(side: PairSide) -> PairSide:
    return replace(side, document=_as_xml_holds(side.document), text=_as_xml_holds(side.text))


@pytest.mark.parametrize("name", ["tmx", "xliff", "xliff-2"])
@given(given_pairs=many)
def test_xml_keeps_all_but_flags_and_corrections(name: str, given_pairs: list[Pair]) -> None:
    expected = [
        replace(
            pair,
            source=_side_as_xml_holds(pair.source),
            target=_side_as_xml_holds(pair.target),
            reviewer=None if pair.reviewer is None else _as_xml_holds(pair.reviewer),
            note=_as_xml_holds(pair.note),
            flags=(),
            corrections=(),
        )
        for pair in fitting(name, given_pairs)
    ]
    assert read(name, written(name, given_pairs)) == expected


@pytest.mark.parametrize("name", FORMATS)
@given(given_pairs=many.filter(bool), data=st.data())
def test_a_damaged_file_is_read_or_refused_in_a_sentence(
    name: str, given_pairs: list[Pair], data: st.DataObject
) -> None:
    whole = written(name, given_pairs)
    # The time in a packed file decides its length, which what is drawn must not depend on.
    start = data.draw(st.integers(0, 2**20)) % (len(whole) + 1)
    end = start + data.draw(st.integers(0, 50))
    damaged = whole[:start] + data.draw(st.binary(max_size=20)) + whole[end:]
    try:
        list(FORMATS[name].read(io.BytesIO(damaged), lambda sentence: None))
    except InputError as refused:
        assert "\n" not in str(refused)


@pytest.mark.parametrize("name", FORMATS)
@given(data=st.binary(max_size=200))
def test_rubbish_is_refused_in_a_sentence(name: str, data: bytes) -> None:
    try:
        list(FORMATS[name].read(io.BytesIO(data), lambda sentence: None))
    except InputError as refused:
        assert "\n" not in str(refused)


words = st.one_of(st.sampled_from(["吉林", "Jilin", "a\tb", "<x>&", "壹"]), texts).map(str.strip)
terms = st.lists(
    st.builds(Term, zh=words, en=words, kind=st.sampled_from(TermKind), note=st.just("") | any_text, source=words),
    max_size=5,
)


@given(terms)
def test_terms_come_back_from_tsv(given_terms: list[Term]) -> None:
    stream = io.BytesIO()
    assert write_terms(given_terms, stream) == len(given_terms)
    stream.seek(0)
    assert list(read_terms(stream)) == given_terms


@given(terms)
def test_terms_come_back_from_tbx(given_terms: list[Term]) -> None:
    stream = io.BytesIO()
    assert write_tbx(given_terms, stream) == len(given_terms)
    stream.seek(0)
    assert list(read_tbx(stream)) == [
        replace(
            term,
            zh=_as_xml_holds(term.zh),
            en=_as_xml_holds(term.en),
            note=_as_xml_holds(term.note),
            source=_as_xml_holds(term.source),
        )
        for term in given_terms
    ]
