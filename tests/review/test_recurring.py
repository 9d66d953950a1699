"""Corrections that are made again: when they are offered as a rule, what the rule flags, and when it is retired."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, replace
from itertools import permutations
from pathlib import Path

import pytest

from tests.conftest import Workbench
from tests.store.builders import pair
from workbench.domain import ActionKind, Change, DismissalScope, Flag, Pair, RecurringCorrection
from workbench.pipeline.checking import CorpusCheck, check_corpus
from workbench.review.recurring import recurring_correction
from workbench.review.session import ReviewSession
from workbench.store import history, learnt, migrations
from workbench.store.corpus import Corpus
from workbench.store.merging.merge import merge
from workbench.store.repair import repair

WRONG, RIGHT = "Kyrgyzstan", "Jilin"
RULE = RecurringCorrection(WRONG, RIGHT, "吉", "吉林省", chinese=False)
TEXTS = (
    ("The cooperation of Tianjin and Kyrgyzstan deepens.", "津吉合作不断深化。"),
    ("Enterprises of Tianjin and Kyrgyzstan met.", "津吉两地企业会面。"),
    ("Kyrgyzstan and Tianjin signed an agreement.", "津吉双方签署协议。"),
    ("Officials of Tianjin and Kyrgyzstan talked.", "津吉两地官员会谈。"),
    ("The President of Kyrgyzstan visited Tianjin.", "吉尔吉斯斯坦总统访问天津。"),
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[ReviewSession]:
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        corpus.add_pairs(pair(number, en, zh) for number, (en, zh) in enumerate(TEXTS))
        yield ReviewSession(corpus, "An Na")


def edited(session: ReviewSession, row: int) -> RecurringCorrection | None:
    """Correct a row by hand; what is offered then."""
    before = session.corpus.pair(row)
    session.edit(before, before.source.text.replace(WRONG, RIGHT), before.target.text)
    return recurring_correction(session.corpus, before, session.corpus.pair(row))


def checked(session: ReviewSession) -> dict[int | None, list[Flag]]:
    rows = list(check_corpus(session.corpus, CorpusCheck()))
    return {row.id: [flag for flag in row.flags if flag.rule == "learnt"] for row in rows}


def test_what_is_corrected_twice_is_offered_and_flags_the_other_rows(session: ReviewSession) -> None:
    assert edited(session, 1) is None
    assert edited(session, 2) == RULE
    session.corpus.keep_rule(RULE, "An Na", kept=True)
    flags = checked(session)
    assert {row for row, found in flags.items() if found} == {3, 4}
    (flag,) = flags[3]
    assert (flag.found, flag.suggestion) == (WRONG, RIGHT)


@pytest.mark.parametrize("kept", [True, False])
def test_it_is_offered_once(session: ReviewSession, kept: bool) -> None:
    edited(session, 1)
    session.corpus.keep_rule(RULE, "An Na", kept=kept)
    assert edited(session, 2) is None
    assert any(checked(session).values()) is kept


def test_an_edit_that_was_undone_does_not_count(session: ReviewSession) -> None:
    edited(session, 1)
    session.undo()
    assert edited(session, 2) is None
    assert edited(session, 3) == RULE


def test_a_rule_that_is_dismissed_oftener_than_applied_is_retired_until_that_is_undone(session: ReviewSession) -> None:
    session.corpus.keep_rule(RULE, "An Na", kept=True)
    for row in (1, 2):
        found = checked(session)[row]
        session.dismiss(session.corpus.pair(row), found[0], DismissalScope.ROW)
    (offered,) = session.corpus.offered_rules()
    assert (offered.accepted, offered.dismissed, offered.is_retired, offered.is_in_force) == (0, 2, True, False)
    assert not any(checked(session).values())
    session.undo()
    (offered,) = session.corpus.offered_rules()
    assert (offered.dismissed, offered.is_in_force) == (1, True)
    other = session.corpus.pair(3)
    session.apply(other, checked(session)[3][0])
    assert session.corpus.offered_rules()[0].accepted == 1


def test_the_dismissal_that_retires_a_rule_has_a_line_of_its_own(session: ReviewSession) -> None:
    session.corpus.keep_rule(RULE, "An Na", kept=True)
    for row in (1, 2, 3):
        if found := checked(session)[row]:
            session.dismiss(session.corpus.pair(row), found[0], DismissalScope.ROW)
    kinds = [action.kind for action in session.corpus.actions(session.corpus.action_ids())]
    assert kinds == [ActionKind.RETIRE, ActionKind.DISMISS]


def test_making_a_rule_is_an_action_that_is_undone_and_redone(session: ReviewSession) -> None:
    edited(session, 1)
    assert edited(session, 2) == RULE
    row = session.corpus.pair(2)
    session.keep_rule(row, RULE, kept=True)
    texts = row.source.text, row.target.text
    assert any(checked(session).values())
    undone = session.undo()
    assert undone is not None
    assert undone.reverts is not None
    assert (undone.reverts.kind, undone.pair_ids) == (ActionKind.RULE, (2,))
    assert session.corpus.offered_rules() == []
    assert not any(checked(session).values())
    session.redo()
    assert [rule.is_in_force for rule in session.corpus.offered_rules()] == [True]
    session.undo()
    row = session.corpus.pair(2)
    assert (row.source.text, row.target.text) == texts
    session.keep_rule(row, RULE, kept=False)
    assert [rule.kept for rule in session.corpus.offered_rules()] == [False]
    session.undo()
    assert session.corpus.pair(2).source.text != texts[0]


OTHER = replace(RULE, replacement="Ji")


def in_force(corpus: Corpus) -> list[str]:
    return [rule.correction.replacement for rule in corpus.offered_rules() if rule.is_in_force]


def test_undo_takes_back_its_own_rule_alone_where_two_were_made_in_one_second(
    session: ReviewSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (history, learnt):
        monkeypatch.setattr(module, "now", lambda: "2026-11-22T08:00:00Z")
    session.keep_rule(session.corpus.pair(1), RULE, kept=True)
    session.keep_rule(session.corpus.pair(2), OTHER, kept=True)
    assert in_force(session.corpus) == ["Ji", "Jilin"]
    session.undo()
    assert in_force(session.corpus) == ["Jilin"]
    session.undo()
    assert in_force(session.corpus) == []
    session.redo()
    assert in_force(session.corpus) == ["Jilin"]


def test_a_rule_is_undone_in_a_merged_corpus_too(session: ReviewSession, tmp_path: Path) -> None:
    session.keep_rule(session.corpus.pair(2), RULE, kept=True)
    with Corpus.create(tmp_path / "other.db") as other:
        # Actions of the merged corpus have other ids than those of the second source.
        other.add_pairs([pair(number, *reversed(texts)) for number, texts in enumerate(TEXTS)])
        first = ReviewSession(other, "An Na")
        first.note(other.pair(1), "read")
        first.keep_rule(other.pair(3), OTHER, kept=True)
    merge([tmp_path / "other.db", session.corpus.path], tmp_path / "merged.db", "An Na")
    with Corpus.open(tmp_path / "merged.db") as corpus:
        assert in_force(corpus) == ["Ji", "Jilin"]
        corpus.undo("An Na")
        assert in_force(corpus) == ["Ji"]
        corpus.undo("An Na")
        assert in_force(corpus) == []
        assert corpus.check() == []


def test_a_rule_that_was_undone_stays_undone_where_a_merge_parts_it_from_its_undo(
    session: ReviewSession, tmp_path: Path
) -> None:
    copy, target = tmp_path / "copy.db", tmp_path / "merged.db"
    session.keep_rule(session.corpus.pair(2), RULE, kept=True)
    session.corpus.backup(copy)
    session.note(session.corpus.pair(2), "read")
    with Corpus.open(copy) as corpus:
        other = ReviewSession(corpus, "An Na")
        other.undo()
    for number, sources in enumerate(permutations((session.corpus.path, copy))):
        target = tmp_path / f"{number}.db"
        merge(sources, target, "An Na")
        with Corpus.open(target) as corpus:
            assert in_force(corpus) == []
            assert corpus.check() == []


def test_of_two_decisions_about_a_correction_one_that_is_undone_gives_way(
    session: ReviewSession, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    session.corpus.backup(other)
    session.keep_rule(session.corpus.pair(2), RULE, kept=True)
    with Corpus.open(other) as corpus:
        second = ReviewSession(corpus, "Bo")
        second.keep_rule(corpus.pair(3), RULE, kept=True)
        second.undo()
    for number, sources in enumerate(permutations((session.corpus.path, other))):
        merge(sources, tmp_path / f"{number}.db", "An Na")
        with Corpus.open(tmp_path / f"{number}.db") as corpus:
            assert in_force(corpus) == ["Jilin"]
            corpus.undo("An Na")
            assert in_force(corpus) == []


@pytest.mark.parametrize("saved", [False, True])
def test_in_a_corpus_of_an_older_version_a_rule_is_found_by_its_second(
    session: ReviewSession, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saved: bool
) -> None:
    path = tmp_path / "old.db"
    with monkeypatch.context() as patched:
        scripts = migrations.scripts()[:12]
        patched.setattr(migrations, "scripts", lambda: scripts)
        with Corpus.create(path) as old:
            old.add_pairs(pair(number, en, zh) for number, (en, zh) in enumerate(TEXTS))
            action = old.act(ActionKind.RULE, [Change(old.pair(1), old.pair(1))], "An Na")
            with old.transaction():
                sql = "INSERT INTO lessons VALUES (?, ?, ?, ?, ?, 1, 'An Na', ?)"
                old._connection.execute(sql, (*astuple(RULE), action.at))
    migrations._expected_schema.cache_clear()
    with Corpus.read(path) as read:
        assert in_force(read) == ["Jilin"]
    if saved:
        repair(path, tmp_path / "saved.db")
        path = tmp_path / "saved.db"
    with Corpus.open(path) as corpus:
        assert in_force(corpus) == ["Jilin"]
        corpus.undo("An Na")
        assert in_force(corpus) == []
        assert corpus.check() == []


def test_rules_are_listed_and_removed(workbench: Workbench, session: ReviewSession) -> None:
    session.corpus.keep_rule(RULE, "An Na", kept=True)
    session.corpus.keep_rule(replace(RULE, replacement="Ji"), "An Na", kept=False)
    lines = workbench("terms", "rules").stdout.splitlines()
    assert lines == ["Kyrgyzstan\tJi\t吉\trefused\t0\t0", "Kyrgyzstan\tJilin\t吉\tin force\t0\t0"]
    assert workbench("terms", "rules", "--remove", WRONG).code == 0
    assert session.corpus.offered_rules() == []
    assert workbench("terms", "rules", "--remove", WRONG).code == 1


def test_an_edit_of_other_words_is_another_one(session: ReviewSession) -> None:
    edited(session, 1)
    row: Pair = session.corpus.pair(2)
    session.edit(row, row.source.text.replace("met", "convened"), row.target.text)
    assert recurring_correction(session.corpus, row, session.corpus.pair(2)) is None
