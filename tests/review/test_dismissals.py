"""A flag that was dismissed stays dismissed: after a check, in other rows, through merges and undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store.builders import pair
from workbench.domain import ActionKind, Change, DismissalScope, Flag, Pair, Severity, Side, Status
from workbench.errors import NotPossible
from workbench.review.filters import parse
from workbench.review.session import ReviewSession
from workbench.store.corpus import Corpus
from workbench.store.overview import Trait

TEXT = "Sentence of the article about Jilin."


def _flag(found: str = "Jilin", rule: str = "places") -> Flag:
    start = TEXT.index(found) if found else 0
    return Flag(rule, Severity.ERROR, Side.SOURCE, start, start + len(found), found, None, "A test says so.")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[ReviewSession]:
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        texts = (TEXT, TEXT, f"{TEXT[:-1]}, too.", "Nothing here.")
        flags = (_flag(), _flag("article", "terms"))
        corpus.add_pairs(pair(n, text, flags=flags if n < 3 else ()) for n, text in enumerate(texts))
        session = ReviewSession(corpus, "ann")
        session.rows.show("", session.rows.order)
        yield session
        assert corpus.check() == []


def _rules(session: ReviewSession) -> list[list[str]]:
    return [[flag.rule for flag in session.corpus.pair(pair_id).flags] for pair_id in (1, 2, 3, 4)]


def _check_again(session: ReviewSession) -> None:
    rows = session.corpus.pairs([1, 2, 3])
    session.corpus.replace_all_flags([(row, (_flag(), _flag("article", "terms"))) for row in rows])


@pytest.mark.parametrize(
    ("scope", "left"),
    [
        (DismissalScope.ROW, [1, 2, 2, 0]),
        (DismissalScope.TEXT, [1, 1, 2, 0]),
        (DismissalScope.WORD, [1, 1, 1, 0]),
    ],
)
def test_dismissed_for_a_row_a_text_or_a_word_and_undone(
    session: ReviewSession, scope: DismissalScope, left: list[int]
) -> None:
    row = session.corpus.pair(1)
    action = session.dismiss(row, row.flags[0], scope)
    assert action is not None
    assert (action.kind, action.pair_ids) == (ActionKind.DISMISS, (1,))
    assert [len(rules) for rules in _rules(session)] == left
    assert [flag.rule for flag in session.corpus.pair(1).dismissed] == ["places"]
    _check_again(session)
    assert [len(rules) for rules in _rules(session)] == left
    others = [session.corpus.pair(pair_id).revision for pair_id in (2, 3)]
    assert others == [0, 0], "other rows are not changed for anybody who works on them"
    assert session.undo() is not None
    assert [len(rules) for rules in _rules(session)] == [2, 2, 2, 0]
    assert session.redo() is not None
    assert [len(rules) for rules in _rules(session)] == left


def test_counts_filters_and_traits_leave_dismissed_flags_out(session: ReviewSession) -> None:
    for flag in (_flag(), _flag("article", "terms")):
        session.dismiss(session.corpus.pair(2), flag, DismissalScope.WORD)
    corpus = session.corpus
    assert list(corpus.pair_ids(parse("flagged"))) == []
    assert list(corpus.pair_ids(parse("rule:places"))) == []
    assert list(corpus.pair_ids(parse("dismissed"))) == [1, 2, 3]
    assert list(corpus.pair_ids(parse("dismissed rule:places"))) == [1, 2, 3]
    assert list(corpus.pair_ids(parse("dismissed rule:people"))) == []
    assert {(each.rule, each.count, each.dismissed) for each in corpus.stats().rules} == {
        ("places", 0, 3),
        ("terms", 0, 3),
    }
    assert not any(traits & Trait.FLAGGED for traits in session.rows.index.traits())
    session.undo()
    assert sum(bool(traits & Trait.FLAGGED) for traits in session.rows.index.traits()) == 3


def test_restored_from_another_row_it_reaches(session: ReviewSession) -> None:
    session.dismiss(session.corpus.pair(1), _flag(), DismissalScope.WORD)
    action = session.restore(session.corpus.pair(3), _flag())
    assert action is not None
    assert (action.kind, action.pair_ids) == (ActionKind.RESTORE, (1,))
    assert [len(rules) for rules in _rules(session)] == [2, 2, 2, 0]
    session.undo()
    assert [len(rules) for rules in _rules(session)] == [1, 1, 1, 0]


def test_new_rows_are_reached(session: ReviewSession) -> None:
    session.dismiss(session.corpus.pair(1), _flag(), DismissalScope.WORD)
    session.corpus.add_pairs([pair(9, f"Again: {TEXT}", flags=[_flag()])])
    assert session.corpus.pair(5).flags == ()
    assert len(session.corpus.pair(5).dismissed) == 1


def test_a_merge_a_split_and_a_removed_row_keep_what_was_dismissed(session: ReviewSession) -> None:
    session.dismiss(session.corpus.pair(2), _flag(), DismissalScope.WORD)
    session.merge(session.corpus.pair(1), Side.SOURCE, 1)
    merged = session.corpus.pair(1)
    assert len(merged.dismissals) == 1
    assert "places" not in {flag.rule for flag in (*merged.flags, *session.corpus.pair(3).flags)}
    session.undo()
    assert [len(rules) for rules in _rules(session)] == [1, 1, 1, 0]
    row = session.corpus.pair(2)
    heir = replace(session.corpus.pair(4), note="stays")
    session.do(ActionKind.REALIGN, [Change(row, None), Change(session.corpus.pair(4), heir)])
    assert len(session.corpus.pair(4).dismissals) == 1
    assert "places" not in {flag.rule for flag in session.corpus.pair(3).flags}


def test_a_decision_elsewhere_is_not_in_the_way(session: ReviewSession) -> None:
    session.dismiss(session.corpus.pair(1), _flag(), DismissalScope.WORD)
    other = ReviewSession(session.corpus, "bob")
    other.judge(session.corpus.pair(2), ActionKind.CONFIRM)
    session.undo()
    assert [len(rules) for rules in _rules(session)] == [2, 2, 2, 0]
    assert session.corpus.pair(2).status is Status.CONFIRMED


def test_an_edit_drops_what_no_longer_stands_there(session: ReviewSession) -> None:
    session.dismiss(session.corpus.pair(1), _flag(), DismissalScope.TEXT)
    row = session.corpus.pair(1)
    session.recheck = _rechecked
    session.edit(row, f"New: {TEXT}", row.target.text)
    assert [flag.rule for flag in session.corpus.pair(1).flags] == ["places"], "it is another text now"
    session.undo()
    assert [flag.rule for flag in session.corpus.pair(1).flags] == ["terms"]


def _rechecked(row: Pair) -> Pair:
    return replace(row, flags=(_flag(),), dismissed=())


def test_a_flag_on_no_word_is_not_dismissed_for_a_word(session: ReviewSession) -> None:
    row = session.corpus.pair(1)
    with pytest.raises(NotPossible, match="on no word"):
        session.dismiss(row, _flag(""), DismissalScope.WORD)
