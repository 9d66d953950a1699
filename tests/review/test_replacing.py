"""Find and replace: what is found, what is there afterwards, and that undo brings the texts back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.review.states import state_of
from tests.store.builders import pair
from tests.tui import corpora
from workbench.domain import ActionKind, Side, Status
from workbench.errors import CorpusError, UsageError
from workbench.review import bulk, replacing
from workbench.review.operations import Stamp
from workbench.review.replacing import Replacement
from workbench.review.session import ReviewSession
from workbench.store.corpus import Corpus
from workbench.store.queries import Order

STAMP = Stamp("An Na", "2026-11-21T08:00:00Z")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[ReviewSession]:
    corpora.small(tmp_path / "corpus.db")
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        opened = ReviewSession(corpus, "An Na")
        opened.rows.show("", Order.DOCUMENT)
        yield opened


@pytest.mark.parametrize(
    ("find", "instead", "text", "wanted"),
    [
        ("art", "craft", "The art of art. Party, artful.", "The craft of craft. Party, artful."),
        ("吉林", "吉省", "吉林省的吉林市", "吉省省的吉省市"),
        ("吉林", "Jilin", "吉林Jilin", "JilinJilin"),
        ("Tianjin", "X", "在Tianjin市", "在X市"),
        ("简体", "繁体", "簡體字", "繁体字"),
        ("a.b", r"\1", "a.b axb", r"\1 axb"),
        (r"/(\d+) yuan/", r"RMB \1", "3 yuan, 40 yuan", "RMB 3, RMB 40"),
        (r"/(?P<day>\d+)日/", r"\g<day>号", "6日至7日", "6号至7号"),
        (r"/(北)|(南)/", r"[\2]", "北南", "[][南]"),
        (r"/(?<!。)$/", "。", "出席", "出席。"),
        ("//", "x", "a//b", "axb"),
        ("nothing", "x", "as it is", "as it is"),
    ],
)
def test_what_stands_there_afterwards(find: str, instead: str, text: str, wanted: str) -> None:
    assert Replacement(find, instead).text(text) == wanted


@pytest.mark.parametrize(("find", "instead"), [("", "x"), ("  ", ""), ("/(/", ""), ("/a/", r"\1"), ("/a/", r"\g<b>")])
def test_what_makes_no_sense_is_refused(find: str, instead: str) -> None:
    with pytest.raises(UsageError):
        Replacement(find, instead)


def test_one_side_or_both(session: ReviewSession) -> None:
    row = pair(1, "Jilin 吉林", "吉林 Jilin")
    both = Replacement("Jilin", "X").change(row, STAMP)[0].after
    assert both is not None
    assert (both.source.text, both.target.text) == ("X 吉林", "吉林 X")
    assert [(each.side, each.rule) for each in both.corrections] == [(side, "replace") for side in Side]
    (change,) = Replacement("Jilin", "X", Side.TARGET).change(row, STAMP)
    assert change.after is not None
    assert (change.after.source.text, change.after.target.text) == ("Jilin 吉林", "吉林 X")
    assert Replacement("Jilin", "Jilin").change(row, STAMP) == []


def test_rows_of_the_list_are_found_in_its_order(session: ReviewSession) -> None:
    ids = session.rows.index.ids.tolist()
    found = replacing.find(session.corpus, ids[::-1], Replacement("吉林", "X"), STAMP)
    rows = [change.before.id or 0 for change in found.changes if change.before]
    assert rows == sorted(rows, reverse=True)
    assert len(rows) == 3
    first = replacing.find(session.corpus, ids, Replacement("吉林", "X"), STAMP, most=2)
    assert (len(first.changes), first.is_all) == (2, False)
    assert replacing.find(session.corpus, ids[:1], Replacement("amp", "X"), STAMP).changes == ()


def test_a_side_is_never_emptied(session: ReviewSession) -> None:
    found = replacing.find(session.corpus, session.rows.index.ids.tolist(), Replacement("/.+/", "", Side.TARGET), STAMP)
    assert (found.changes, found.emptied) == ((), 10)


def test_a_pattern_that_takes_too_long_ends_in_a_sentence(tmp_path: Path) -> None:
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        corpus.add_pairs([pair(0, "a" * 400 + "!")])
        with pytest.raises(CorpusError, match="takes too long"):
            replacing.find(corpus, list(corpus.pair_ids()), Replacement("/^(a|a|aa)+$/", "x"), STAMP)
    with pytest.raises(CorpusError, match="takes too long"):
        Replacement("/^(a|a|aa)+$/", "x").text("a" * 400 + "!")
    with pytest.raises(UsageError, match="too large"):
        Replacement("/(((a{9999}){9999}){9999})/", "x")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    find=st.sampled_from(["吉林", "Tianjin", "/[0-9]+/", "/./", "/(.)(.)/", "/^/", "出席", "/ /", "/省|市/"]),
    instead=st.text(st.sampled_from("ab 吉林。\\\n\t\u202e[]"), max_size=6),
    side=st.sampled_from([None, *Side]),
)
def test_undo_brings_every_text_back(session: ReviewSession, find: str, instead: str, side: Side | None) -> None:
    corpus = session.corpus
    before = state_of(corpus)
    instead = instead.replace("\\", "\\\\") if find.startswith("/") else instead
    ids = session.rows.index.ids.tolist()
    found = replacing.find(corpus, ids, Replacement(find, instead, side), session.stamp())
    if not found.changes:
        return
    done = bulk.act(corpus, ActionKind.REPLACE, ids, bulk.prepared(found.changes), "An Na", session.changed_by_others())
    assert len(done.changes) == len(found.changes)
    assert done.action is not None
    session.claim(done.action)
    for row in corpus.iter_pairs():
        for name in Side:
            read = next((each.before for each in row.corrections if each.side is name), row.side(name).text)
            assert read == before[row.id or 0].side(name).text
    session.undo()
    assert state_of(corpus) == before


def test_changes_that_were_shown_are_not_made_in_rows_that_others_changed(session: ReviewSession) -> None:
    corpus, ids = session.corpus, session.rows.index.ids.tolist()
    unless = session.changed_by_others()
    found = replacing.find(corpus, ids, Replacement("吉林", "X"), session.stamp())
    first = found.changes[0].before
    assert first is not None
    ReviewSession(corpus, "Bo").judge(first, ActionKind.CONFIRM)
    done = bulk.act(corpus, ActionKind.REPLACE, ids, bulk.prepared(found.changes), "An Na", unless)
    assert (len(done.changes), done.left) == (2, frozenset({"Bo"}))
    stored = corpus.pair(first.id or 0)
    assert (stored.target.text, stored.status) == (first.target.text, Status.CONFIRMED)
