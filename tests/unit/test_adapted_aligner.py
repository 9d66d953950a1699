"""Adapting the aligner to what a reviewer decided about aligned documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.store.builders import chinese, document, english
from workbench.adaptation.aligner import adapt_aligner
from workbench.adaptation.decided_bitext import Decision
from workbench.adaptation.decided_documents import DecidedPiece, decided_pieces, divided
from workbench.alignment.model import bundled_model, model_for
from workbench.domain import DocumentPair, Pair, Relation, Status
from workbench.encoders.adapted import ModelKind, folder_of, read_record
from workbench.encoders.registry import bundled, load_encoder
from workbench.errors import InputError
from workbench.store.corpus import Corpus

PLACES = ["天津 Tianjin", "吉林 Jilin", "成都 Chengdu", "上海 Shanghai", "武汉 Wuhan", "西安 Xi'an", "长春 Changchun"]
EVENTS = [
    "会议在{}举行。 The meeting was held in {}.",
    "他到{}考察。 He inspected {}.",
    "{}的春天很美。 Spring in {} is lovely.",
]
EVENTS += ["我们昨天离开了{}。 We left {} yesterday.", "{}发展很快。 {} is developing fast."]
TEXTS = [
    tuple(event.split(" ", 1)[at].format(place.split(" ", 1)[at]) for at in (0, 1))
    for place in PLACES
    for event in EVENTS
]

FACING = DocumentPair("coverage", "article")


def stored(path: Path, rows: Sequence[tuple[int, int, Status]]) -> Path:
    """A corpus of two documents, the Chinese one the source, with rows between segments of these positions."""
    with Corpus.create(path) as corpus:
        corpus.add_document(*document("coverage", [zh for zh, _ in TEXTS]))
        corpus.add_document(*document("article", [en for _, en in TEXTS]))
        corpus.add_pairs(
            Pair(chinese(zh, TEXTS[zh][0]), english(en, TEXTS[en][1]), Relation.TRANSLATION, status=status)
            for zh, en, status in rows
        )
    return path


def confirmed(count: int) -> list[tuple[int, int, Status]]:
    return [(at, at, Status.CONFIRMED) for at in range(count)]


def test_decisions_stay_with_their_texts() -> None:
    zh, en = (tuple(pair[side] for pair in TEXTS) for side in (0, 1))
    decisions = [Decision(range(at, at + 1), range(at, at + 1), right=True) for at in range(35)]
    decisions.append(Decision(range(7, 8), range(8, 9), right=False))
    pieces = list(divided(DecidedPiece(FACING, zh, en, tuple(decisions))))
    assert sum(len(piece.decisions) for piece in pieces) == len(decisions)
    for piece in pieces:
        for one in piece.decisions:
            here = piece.source[one.source.start], piece.target[one.target.start]
            assert (here in TEXTS) is one.right


def test_pieces_end_where_no_decision_crosses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.adaptation.decided_documents._PIECE", 5)
    zh, en = (tuple(pair[side] for pair in TEXTS) for side in (0, 1))
    decisions = [Decision(range(at, at + 1), range(at, at + 1), right=True) for at in range(35)]
    crossing = Decision(range(4, 5), range(5, 6), right=False)
    pieces = list(divided(DecidedPiece(FACING, zh, en, (*decisions, crossing))))
    assert sum(len(piece.decisions) for piece in pieces) == 36
    assert len(pieces) == 7
    assert tuple(text for piece in pieces for text in piece.source) == zh


def test_rows_of_aligned_documents_are_read(tmp_path: Path) -> None:
    rows = [*confirmed(35), (3, 9, Status.REJECTED)]
    with Corpus.read(stored(tmp_path / "corpus.db", rows)) as corpus:
        pieces = decided_pieces(corpus)
    assert [piece.documents for piece in pieces] == [FACING] * len(pieces)
    assert sum(one.right for piece in pieces for one in piece.decisions) == 35
    assert sum(not one.right for piece in pieces for one in piece.decisions) == 1


def test_mined_documents_teach_the_aligner_nothing(tmp_path: Path) -> None:
    rows = [(at, (at * 13) % 35, Status.CONFIRMED) for at in range(35)]
    with Corpus.read(stored(tmp_path / "corpus.db", rows)) as corpus:
        assert decided_pieces(corpus) == []


def test_the_aligner_of_a_corpus_is_kept_and_near_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.adaptation.decided_documents._PIECE", 8)
    monkeypatch.setattr("workbench.adaptation.aligner.FEWEST", 30)
    db = stored(tmp_path / "corpus.db", [*confirmed(35), (3, 9, Status.REJECTED)])
    model = adapt_aligner(db)
    assert model.kind is ModelKind.ALIGNER
    assert (model.pairs, model.documents) == (36, 1)
    assert read_record(folder_of(db)) == (model,)
    weights = model_for(load_encoder(str(folder_of(db)))).weights
    shipped = model_for(bundled()).weights
    assert np.corrcoef(weights, shipped)[0, 1] > 0.95


@pytest.mark.parametrize("rows", [[], confirmed(1), confirmed(30), [(1, 1, Status.PROPOSED)]])
def test_too_little_is_one_sentence(tmp_path: Path, rows: list[tuple[int, int, Status]]) -> None:
    db = stored(tmp_path / "corpus.db", rows)
    with pytest.raises(InputError, match="are decided"):
        adapt_aligner(db)
    assert not folder_of(db).exists()
    assert model_for(bundled()) is bundled_model()
