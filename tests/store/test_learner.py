"""Open rows scored again from the decisions of a corpus, and proposed otherwise; decided rows are never touched."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tui.corpora import CHINESE, ENGLISH
from workbench.adaptation import learner as learner_module
from workbench.adaptation.bitext_rows import BitextRows
from workbench.adaptation.learner import Learner, Learnt
from workbench.documents.prepare import prepare_lines
from workbench.domain import Action, ActionKind, Document, DocumentPair, Pair, Role, Status
from workbench.encoders.registry import bundled
from workbench.evaluation.gold import read_gold
from workbench.pipeline.alignment import align_documents
from workbench.pipeline.storing import store_bitext
from workbench.review.operations import Stamp, judge, merge
from workbench.review.outcomes import Outcome, outcomes_of
from workbench.store.corpus import Corpus

GOLD = Path(__file__).resolve().parents[1] / "data" / "gold"
STAMP = Stamp("tester", "2026-11-21T00:00:00Z")
DOCUMENTS = DocumentPair("zh", "en")


@pytest.fixture
def parallel(corpus: Corpus) -> Corpus:
    gold = next(read_gold(GOLD))
    zh, en = (
        prepare_lines(Document(name, "\n".join(lines), "utf-8", name, role))
        for name, lines, role in (("zh", gold.zh, Role.ARTICLE), ("en", gold.en, Role.COVERAGE))
    )
    store_bitext(corpus, align_documents(zh, en, bundled()))
    return corpus


def rows(corpus: Corpus) -> list[Pair]:
    return list(corpus.iter_pairs())


def learnt(learner: Learner, corpus: Corpus, outcomes: dict[int, Outcome] | None = None) -> Learnt:
    for documents in learner.documents(corpus):
        learner.measure(corpus, documents)
    return learner.learn(corpus, outcomes or {})


def decide(corpus: Corpus, kind: ActionKind, pair: Pair) -> Action:
    return corpus.act(kind, judge(pair, kind, STAMP), "tester")


def two_sided(corpus: Corpus) -> list[Pair]:
    return [pair for pair in rows(corpus) if pair.source.text and pair.target.text]


def test_taking_decisions_back_takes_back_what_they_taught(parallel: Corpus) -> None:
    learner = Learner(bundled)
    learnt(learner, parallel)
    before = {pair.id: pair.probability for pair in rows(parallel)}
    outcomes: dict[int, Outcome] = {}
    for number, pair in enumerate(two_sided(parallel)[:12]):
        kind = ActionKind.REJECT if number % 3 else ActionKind.CONFIRM
        outcomes |= outcomes_of(kind, judge(pair, kind, STAMP))
        decide(parallel, kind, pair)
    found = learnt(learner, parallel, outcomes)
    assert found.decisions == 12
    assert found.scored
    while parallel.undo("tester"):
        pass
    again = learnt(learner, parallel)
    assert (again.decisions, again.proposals) == (0, ())
    assert {pair.id: pair.probability for pair in rows(parallel)} == before


def test_decided_rows_keep_what_they_have(parallel: Corpus) -> None:
    first, second, *_ = two_sided(parallel)
    decide(parallel, ActionKind.CONFIRM, first)
    decide(parallel, ActionKind.NEEDS_REVIEW, second)
    kept = {pair.id: pair for pair in parallel.pairs([first.id or 0, second.id or 0])}
    found = learnt(Learner(bundled), parallel)
    assert not kept.keys() & {pair.id for pair in found.scored}
    assert kept == {pair.id: pair for pair in parallel.pairs([first.id or 0, second.id or 0])}


def test_a_row_merged_wrongly_is_proposed_as_it_was(parallel: Corpus) -> None:
    # Of a machine: a person who merges rows leaves one that is not scored, and that nothing is proposed for.
    one, other = two_sided(parallel)[3:5]
    parallel.act(ActionKind.MERGE, merge(one, other, parallel.segments), "tester")
    merged = parallel.pair(one.id or 0)
    decide(parallel, ActionKind.CONFIRM, two_sided(parallel)[0])
    assert not merged.scored
    assert not any(merged in proposal.old for proposal in learnt(Learner(bundled), parallel).proposals)

    parallel.set_probabilities([replace(merged, probability=0.4, scored=True)])
    proposals = learnt(Learner(bundled), parallel).proposals
    (found,) = (each for each in proposals if merged.id in {row.id for row in each.old})
    parallel.act(ActionKind.REALIGN, found.changes, "tester")
    sides = {(pair.source.segments, pair.target.segments) for pair in rows(parallel)}
    assert {(row.source.segments, row.target.segments) for row in (one, other)} <= sides
    bitext = BitextRows.of(parallel, DOCUMENTS)
    assert bitext is not None
    assert sorted(at for source, _ in bitext.rows for at in source) == list(range(len(bitext.segments[0])))


def test_rows_changed_meanwhile_are_not_overwritten(parallel: Corpus) -> None:
    learner = Learner(bundled)
    decide(parallel, ActionKind.REJECT, two_sided(parallel)[0])
    for documents in learner.documents(parallel):
        learner.measure(parallel, documents)
    found = learner.learn(parallel, {})
    row = found.scored[0] if found.scored else two_sided(parallel)[1]
    decide(parallel, ActionKind.CONFIRM, parallel.pair(row.id or 0))
    assert parallel.set_probabilities([row]) == 0


def test_one_language_one_document_and_imported_pairs_are_left_alone(corpus: Corpus) -> None:
    assert learnt(Learner(bundled), corpus) == Learnt(0, (), ())
    zh, en = (
        prepare_lines(Document(name, "\n".join(lines), "utf-8", name, role))
        for name, lines, role in (("zh", CHINESE, Role.ARTICLE), ("en", ENGLISH[::-1], Role.COVERAGE))
    )
    # Rows that cross each other everywhere: comparable documents, not parallel ones.
    bitext = align_documents(zh, en, bundled())
    store_bitext(corpus, bitext)
    for pair in two_sided(corpus):
        decide(corpus, ActionKind.CONFIRM, pair)
    assert all(not pair.probability < 0.0 for pair in learnt(Learner(bundled), corpus).scored)


def test_documents_with_too_many_rows_are_not_read(parallel: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    facing = len(two_sided(parallel))
    monkeypatch.setattr("workbench.adaptation.learner._MOST_SEGMENTS", facing)
    assert Learner(bundled).documents(parallel) == [DOCUMENTS]
    monkeypatch.setattr("workbench.adaptation.learner._MOST_SEGMENTS", facing - 1)
    assert Learner(bundled).documents(parallel) == []


def test_what_an_action_says_of_rows(parallel: Corpus) -> None:
    first, second, *_ = two_sided(parallel)
    assert outcomes_of(ActionKind.CONFIRM, judge(first, ActionKind.CONFIRM, STAMP)) == {
        first.id: Outcome(first.probability, right=True)
    }
    assert outcomes_of(ActionKind.CONFIRM, judge(first, ActionKind.CONFIRM, STAMP, by_estimate=True)) == {}
    merged = outcomes_of(ActionKind.MERGE, merge(first, second, parallel.segments))
    assert merged == {row.id: Outcome(row.probability, right=False) for row in (first, second)}
    assert outcomes_of(ActionKind.NOTE, judge(first, ActionKind.CONFIRM, STAMP)) == {}
    assert first.status is Status.PROPOSED


def test_documents_with_too_many_beads_in_question_are_left_out(
    parallel: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learner_module, "_MOST_BEADS", 100)
    assert learnt(Learner(bundled), parallel) == Learnt(0, (), ())
