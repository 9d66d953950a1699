"""Probabilities follow the texts; what has none says so; what nobody read is not taken for read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Workbench
from tests.tui.conftest import Started
from tests.tui.corpora import CHINESE, ENGLISH
from workbench.domain import Language, Pair, PairSide, Relation, Status
from workbench.encoders.registry import load_encoder
from workbench.exchange.fields import fields_of
from workbench.pipeline.importing import import_file
from workbench.pipeline.scoring import scored
from workbench.store.corpus import Corpus


def imported(path: Path) -> None:
    """A translation memory that says nothing of probabilities, and one pair that does."""
    file = path.with_name("memory.tsv")
    rows = [f"{CHINESE[i]}\t{ENGLISH[i]}\t" for i in (0, 3, 5)] + [f"{CHINESE[7]}\t{ENGLISH[7]}\t0.25"]
    file.write_text("zh\ten\tprobability\n" + "\n".join(rows) + "\n", encoding="utf-8")
    import_file(path, str(file))


async def test_every_change_of_sentences_is_scored_again(started: Started) -> None:
    async with started(filter_line="") as driver:
        encoder = load_encoder("zh-en-static")
        driver.session.score = lambda pair: scored([pair], encoder)[0]
        for keys in (("m",), ("s", "enter"), ("l", "J"), ("u", "e", "X", "ctrl+s"), ("z", "z", "G", "v", "g", "v")):
            before = driver.stored()
            await driver.press(*keys)
            changed = [pair for pair in driver.stored().values() if before.get(pair.id or 0) != pair]
            assert changed, keys
            for pair in changed:
                (again,) = scored([pair], encoder)
                assert (pair.probability, pair.scored) == (again.probability, again.scored), keys


def test_a_pair_is_probable_and_a_wrong_one_is_not() -> None:
    with_both = (Pair(*_sides(i, j), Relation.TRANSLATION) for i in range(8) for j in range(8))
    found = scored(list(with_both), load_encoder("zh-en-static"))
    right = [found[9 * i].probability for i in range(8)]
    wrong = [pair.probability for place, pair in enumerate(found) if place % 9]
    assert min(right) > 0.9 > 0.5 > max(wrong)


def _sides(i: int, j: int) -> tuple[PairSide, PairSide]:
    return PairSide("", Language.EN, (), ENGLISH[i]), PairSide("", Language.ZH_HANS, (), CHINESE[j])


async def test_imported_pairs_are_not_scored_until_they_are_checked(
    started: Started, tmp_path: Path, workbench: Workbench
) -> None:
    async with started(build=imported) as driver:
        assert [pair.scored for pair in driver.stored().values()] == [False, False, False, True]
        assert [pair.probability for pair in driver.stored().values()] == [0.0, 0.0, 0.0, 0.25]
        assert "25% right" in driver.screen
        await driver.press("slash", *"not-scored", "enter")
        assert len(driver.rows) == 3
        assert "—" in driver.screen
        await driver.press("escape", "slash", *"p<0.5", "enter")
        assert len(driver.rows) == 1
    out = tmp_path / "out.jsonl"
    export = ["--db", str(tmp_path / "corpus.db"), "export", "--status", "any", "-o"]
    workbench(*export, str(out))
    assert [json.loads(line)["probability"] for line in out.read_text(encoding="utf-8").splitlines()] == [
        None, None, None, 0.25,
    ]  # fmt: skip
    workbench(*export, str(tmp_path / "out.tsv"))
    workbench("--db", str(tmp_path / "again.db"), "import", str(tmp_path / "out.tsv"))
    with Corpus.read(tmp_path / "again.db") as corpus:
        assert [pair.scored for pair in corpus.iter_pairs()] == [False, False, False, True]
    workbench("--db", str(tmp_path / "corpus.db"), "check")
    with Corpus.read(tmp_path / "corpus.db") as corpus:
        pairs = list(corpus.iter_pairs())
        assert corpus.check() == []
    assert all(pair.scored for pair in pairs)
    assert min(pair.probability for pair in pairs[:3]) > 0.9
    assert pairs[3].probability == 0.25


async def test_the_rest_is_confirmed_by_estimate_until_it_is_read(started: Started) -> None:
    async with started(filter_line="") as driver:
        await driver.press("c", "percent_sign", "c", "enter")
        await driver.settle()
        stored = [pair for pair in driver.stored().values() if pair.status is Status.CONFIRMED]
        assert sum(not pair.by_estimate for pair in stored) == 1
        assert len(stored) == 9
        assert {fields_of(pair).get("confirmed_by") for pair in stored} == {None, "estimate"}
        assert "≈" in driver.screen
        await driver.press("slash", *"by-estimate", "enter")
        assert len(driver.rows) == 8
        row = driver.current.id or 0
        await driver.press("c")
        assert not driver.stored()[row].by_estimate
        await driver.press("u")
        assert driver.stored()[row].by_estimate
        await driver.press("x")
        assert not driver.stored()[row].by_estimate
        await driver.press("u", "e", "X", "ctrl+s")
        assert (driver.stored()[row].status, driver.stored()[row].by_estimate) == (Status.CONFIRMED, False)


@pytest.mark.parametrize("name", ["out.tmx", "out.tsv", "out.csv", "out.jsonl", "out.xliff"])
def test_every_format_keeps_what_was_confirmed_by_estimate(tmp_path: Path, workbench: Workbench, name: str) -> None:
    db = tmp_path / "corpus.db"
    with Corpus.create(db) as corpus:
        pair = Pair(*_sides(0, 0), Relation.TRANSLATION, Status.CONFIRMED, scored=False)
        corpus.add_pairs([replace(pair, by_estimate=True)])
    workbench("--db", str(db), "export", "-o", str(tmp_path / name))
    workbench("--db", str(tmp_path / "again.db"), "import", str(tmp_path / name))
    with Corpus.read(tmp_path / "again.db") as corpus:
        (read,) = corpus.iter_pairs()
    assert (read.status, read.by_estimate, read.scored, read.probability) == (Status.CONFIRMED, True, False, 0.0)
