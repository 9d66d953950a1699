"""Accuracy floors on the small gold set of this repository; measured figures are in the models' cards."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest

from workbench.alignment.aligner import align
from workbench.encoders.registry import bundled
from workbench.evaluation.calibration import measure_reliability
from workbench.evaluation.gold import read_gold
from workbench.evaluation.retrieval import evaluate_retrieval
from workbench.evaluation.scoring import Counts, count, link
from workbench.evaluation.signature import checksum, signature
from workbench.mining.mine import mine
from workbench.training.mining.tasks import hidden

GOLD = Path(__file__).parents[1] / "data" / "gold"


@pytest.fixture(scope="module")
def pairs() -> list[tuple[str, str]]:
    """Chinese and English sentences."""
    with (GOLD / "pairs.tsv").open(encoding="utf-8", newline="") as stream:
        return [(row["zh"], row["en"]) for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)]


def test_documents_are_aligned() -> None:
    total = Counts()
    probabilities: list[float] = []
    hits: list[bool] = []
    for document in read_gold(GOLD):
        beads = align(document.zh, document.en, bundled())
        total += count(document.links, map(link, beads))
        probabilities += [bead.probability for bead in beads]
        hits += [link(bead) in document.links for bead in beads]
    assert total.strict.f1 >= 0.94
    assert total.lax.f1 >= 0.98
    assert measure_reliability(probabilities, hits).error <= 0.06


def test_translations_are_found_among_strangers(pairs: list[tuple[str, str]]) -> None:
    task = hidden(pairs, 50, 110, random.Random(1))
    found = {
        (each.source[0], each.target[0])
        for each in mine(task.source, task.target, bundled())
        if each.probability >= 0.5
    }
    precision, recall = len(found & task.truth) / len(found), len(found & task.truth) / len(task.truth)
    assert precision >= 0.9
    assert recall >= 0.9


def test_the_encoder_finds_translations(pairs: list[tuple[str, str]]) -> None:
    scores = evaluate_retrieval(bundled(), [zh for zh, _ in pairs], [en for _, en in pairs])
    assert scores.margin >= 0.99
    assert scores.cosine >= 0.99


def test_a_signature_changes_with_data_and_weights(tmp_path: Path) -> None:
    data, weights = tmp_path / "data", tmp_path / "weights.json"
    data.mkdir()
    (data / "a").write_text("one", encoding="utf-8")
    weights.write_text("{}", encoding="utf-8")
    first = signature(data, {"documents": 1}, "hash|dim:32", weights)
    assert first.startswith("data:data,sha:")
    assert "|documents:1|encoder:hash,dim:32|weights:weights.json,sha:" in first
    weights.write_text("[]", encoding="utf-8")
    second = signature(data, {"documents": 1}, "hash|dim:32", weights)
    (data / "a").rename(data / "b")
    assert len({first, second, signature(data, {"documents": 1}, "hash|dim:32", weights)}) == 3
    assert len(checksum(data)) == 64
