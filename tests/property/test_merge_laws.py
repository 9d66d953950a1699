"""Two corpora made one, after any work in either: nothing is lost, the order does not matter, twice is once."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.store.builders import alone, chinese, document, english, flag, pair
from tests.store.test_history import STEPS, records
from workbench.domain import ActionKind, Change, Dismissal, DismissalScope, Pair, Role, Term, TermKind
from workbench.errors import StaleRow
from workbench.store import history
from workbench.store.corpus import Corpus
from workbench.store.merging.merge import merge
from workbench.store.stored_pair import Record


def content(path: Path) -> Counter[Pair]:
    """All rows without what the order of merging decides: ids, and what counts on with every change."""
    with Corpus.read(path) as corpus:
        return Counter(
            replace(row, id=None, revision=0, updated_at=None, flags=tuple(sorted(row.flags, key=str)))
            for row in corpus.iter_pairs()
        )


def _dismiss(corpus: Corpus, chance: random.Random, row: Pair) -> tuple[ActionKind, list[Change]]:
    at = f"2026-11-21T08:00:{chance.randrange(60):02}Z"
    made = Dismissal(DismissalScope.TEXT, f"rule {chance.random()}", "Statement", row.source.text, "ann", at)
    return ActionKind.DISMISS, [Change(row, replace(row, dismissals=(*row.dismissals, made)))]


def _note(corpus: Corpus, chance: random.Random, row: Pair) -> tuple[ActionKind, list[Change]]:
    noted = replace(row, note=chance.choice(["", "Look again.", "Good."]), bookmarked=chance.choice([True, False]))
    return ActionKind.NOTE, [Change(row, noted)]


def work(path: Path, chance: random.Random, steps: int) -> None:
    """What reviewers may do with a corpus."""
    with Corpus.open(path) as corpus:
        for _ in range(steps):
            what = chance.random()
            # Nobody does the same in two corpora in the same second, by which it would pass for one action.
            who = f"{chance.choice(['ann', 'bob'])} in {path.stem}"
            try:
                if what < 0.1:
                    corpus.undo(who)
                elif what < 0.15:
                    corpus.redo(who)
                elif corpus.count() > 3:
                    row = corpus.pair(chance.choice(list(corpus.pair_ids())))
                    corpus.act(*chance.choice([*STEPS, _dismiss, _note])(corpus, chance, row), who)
            except StaleRow:
                continue
        if chance.random() < 0.3:
            corpus.add_terms([Term("天津", "Tianjin", chance.choice(list(TermKind)), chance.choice(["", "a city"]))])


def begin(path: Path, chance: random.Random, *, documents: bool) -> None:
    with Corpus.create(path) as corpus:
        if documents:
            lines = [f"Sentence {position} of the article." for position in range(10)]
            corpus.add_document(*document("article", lines))
            corpus.add_document(*document("coverage", lines[::-1], Role.COVERAGE))
        rows = [pair(position, flags=[flag()] if position % 3 else []) for position in range(8)]
        corpus.add_pairs([*rows, alone(english(8)), alone(chinese(9))])


def two_corpora(folder: Path, seed: int) -> tuple[Path, Path, random.Random]:
    """Two corpora with rows in common: copies of one that was worked on, or made from the same documents apart."""
    chance = random.Random(seed)
    first, second = folder / "a.db", folder / "b.db"
    begin(first, chance, documents=chance.random() < 0.5)
    if chance.random() < 0.5:
        work(first, chance, chance.randrange(6))
        with Corpus.open(first) as corpus:
            corpus.backup(second)
    else:
        begin(second, chance, documents=chance.random() < 0.5)
    for path in (first, second):
        work(path, chance, chance.randrange(12))
        if chance.random() < 0.3:
            with Corpus.open(path) as corpus:
                corpus.add_pairs([pair(position, document_text(path, position)) for position in range(10, 13)])
            work(path, chance, 3)
    return first, second, chance


def document_text(path: Path, position: int) -> str:
    return f"Only {path.stem} has sentence {position}."


@settings(max_examples=25)
@given(st.integers(0, 2**32))
@example(304)
def test_a_merge_keeps_the_promises_of_a_corpus(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, second, _ = two_corpora(Path(folder), seed)
        target = Path(folder) / "c.db"
        merge([first, second], target, "eve")
        with Corpus.open(target) as corpus:
            assert corpus.check() == []
            end = records(corpus)
            count = len(corpus.action_ids())
            undone = sum(1 for _ in iter(corpus.undo, None))
            came_in = records(corpus)
            assert corpus.check() == []
            # Not until nothing is left: what reviewers had undone themselves could be done again too.
            assert all(corpus.redo() is not None for _ in range(undone))
            assert corpus.check() == []
            again = records(corpus)
            assert without_counts(again) == without_counts(end)
            changes = [change for number in range(1, count + 1) for change in corpus._history.changes_of(number)]
            assert without_counts(history.replay(came_in, iter(changes))) == without_counts(end)


def without_counts(found: dict[int, Record]) -> dict[int, dict[str, object]]:
    return {
        number: {name: value for name, value in record.items() if name not in history.UNCOMPARED}
        for number, record in found.items()
    }


@settings(max_examples=25)
@given(st.integers(0, 2**32))
def test_merging_again_adds_nothing(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, second, _ = two_corpora(Path(folder), seed)
        target = Path(folder) / "c.db"
        merge([first, second], target, "eve")
        for number, path in enumerate((first, second)):
            again = Path(folder) / f"again-{number}.db"
            done = merge([target, path], again, "eve")
            assert content(again) == content(target)
            contribution = done.contributions[1]
            assert (contribution.documents, contribution.rows, contribution.actions) == (0, 0, 0)
            assert (contribution.changed, contribution.terms, done.conflicts) == (0, 0, ())
            with Corpus.read(again) as one, Corpus.read(target) as other:
                assert len(one.action_ids()) == len(other.action_ids())
                assert one.terms() == other.terms()


@settings(max_examples=25)
@given(st.integers(0, 2**32))
def test_the_order_decides_about_ids_alone(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, second, _ = two_corpora(Path(folder), seed)
        one, other = Path(folder) / "ab.db", Path(folder) / "ba.db"
        there = merge([first, second], one, "eve")
        back = merge([second, first], other, "eve")
        assert content(one) == content(other)
        assert len(there.conflicts) == len(back.conflicts)
        with Corpus.read(one) as ab, Corpus.read(other) as ba:
            assert ab.terms() == ba.terms()


@settings(max_examples=15)
@given(st.integers(0, 2**32))
def test_a_corpus_with_itself_or_its_own_past_is_itself(seed: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, _, chance = two_corpora(Path(folder), seed)
        past = Path(folder) / "past.db"
        with Corpus.open(first) as corpus:
            corpus.backup(past)
        work(first, chance, 8)
        for number, sources in enumerate(([first, past], [past, first], [first, first])):
            target = Path(folder) / f"{number}.db"
            # Terms have no history.
            assert [each for each in merge(sources, target, "eve").conflicts if each.row is not None] == []
            assert content(target) == content(first)
            with Corpus.read(target) as one, Corpus.read(first) as other:
                assert len(one.action_ids()) == len(other.action_ids())
