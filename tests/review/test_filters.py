"""Filters by what people did, and the words of a filter found in the rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui import corpora
from workbench.domain import ActionKind
from workbench.errors import UsageError
from workbench.review.filters import HELP, parse
from workbench.review.session import ReviewSession
from workbench.store.corpus import Corpus
from workbench.store.queries import Order, PairQuery


@pytest.fixture
def session(tmp_path: Path) -> Iterator[ReviewSession]:
    corpora.small(tmp_path / "corpus.db")
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        opened = ReviewSession(corpus, "An Na")
        opened.rows.show("", Order.DOCUMENT)
        yield opened


def found(session: ReviewSession, line: str) -> list[int]:
    return list(session.corpus.pair_ids(parse(line)))


def test_rows_are_found_by_what_people_did(session: ReviewSession) -> None:
    corpus, ids = session.corpus, session.rows.index.ids.tolist()
    noted, edited, confirmed, edited_back = corpus.pairs(ids[:4])
    session.note(noted, "ask")
    session.edit(edited, f"{edited.source.text} Really.", edited.target.text)
    session.judge(confirmed, ActionKind.CONFIRM)
    session.edit(edited_back, "Something else.", edited_back.target.text)
    session.edit(corpus.pair(ids[3]), edited_back.source.text, edited_back.target.text)
    ReviewSession(corpus, "Bo").judge(corpus.pair(ids[5]), ActionKind.REJECT)
    assert found(session, "noted") == [ids[0]]
    assert found(session, "edited") == [ids[1]]
    assert set(found(session, "-edited")) == set(ids) - {ids[1]}
    assert set(found(session, "-noted")) == set(ids) - {ids[0]}
    assert set(found(session, 'reviewer:"an na"')) == set(ids[1:4])
    assert found(session, "reviewer:B") == [ids[5]]
    assert found(session, "reviewer:nobody") == []
    assert found(session, "-status:open reviewer:An") == [ids[2]]


def test_rows_are_found_by_day(session: ReviewSession) -> None:
    everything = session.rows.index.ids.tolist()
    assert found(session, "since:today") == found(session, "since:2020-01-01") == everything
    assert found(session, "since:2999-01-01") == []


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("-flagged -by-estimate", PairQuery(flagged=False, by_estimate=False)),
        ("-not-scored", PairQuery(scored=True)),
        ("-kind:same -kind:part", parse("kind:form kind:unrelated")),
        ('"free trade" -noted', PairQuery(text='"free trade"', noted=False)),
        ('reviewer:"An Na" people\'s', PairQuery(reviewer="An Na", text="people's")),
        (r"/\p{Han}+省/ flagged", PairQuery(regex=r"\p{Han}+省", flagged=True)),
        ("https://example.org", PairQuery(text="https://example.org")),
    ],
)
def test_lines(line: str, query: PairQuery) -> None:
    assert parse(line) == query


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("since:yesterday", "since:today or since:2026-11-01"),
        ("since:0001-01-01", "is not a day"),
        ("-doc:x", "-flagged"),
        ("statsu:open", "status:, relation:, kind:, rule:"),
        ("reviewr:An", "reviewer:"),
        ("status:odd", "open, proposed"),
        ("/(/", "not a valid regular expression"),
    ],
)
def test_a_refusal_names_what_exists(line: str, named: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse(line)
    assert named in str(refused.value)


def test_every_condition_of_the_help_is_read() -> None:
    for part in HELP.split("  ")[:-3]:
        name, colon, values = part.partition(":")
        for value in values.split("|"):
            assert parse(f"{name}{colon}{value}").text is None, part


def test_words_and_pattern_of_the_filter_are_found_in_its_rows(session: ReviewSession) -> None:
    rows = session.rows
    rows.show("Tianjin /吉林/", Order.DOCUMENT)
    pair = rows.current
    assert pair is not None
    words = [pair.side(hit.side).text[hit.start : hit.end] for hit in rows.hits(pair)]
    assert words == ["吉林", "Tianjin"]
    rows.show("flagged", Order.DOCUMENT)
    assert rows.hits(pair) == ()
