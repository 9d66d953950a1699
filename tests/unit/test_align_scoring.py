"""Counts as Vecalign's score.py makes them, on examples worked out by hand from its definition."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.errors import InputError
from workbench.evaluation.calibration import measure_reliability
from workbench.evaluation.gold import GoldDocument, Stretch, complete, read_gold
from workbench.evaluation.scoring import Counts, count, read_links

GOLD = [((0,), (0,)), ((1,), (1, 2)), ((2,), ()), ((3, 4), (3,))]


def test_the_gold_alignment_is_perfect() -> None:
    counts = count(GOLD, GOLD)
    assert counts.strict.f1 == counts.lax.f1 == 1.0
    assert (counts.proposed, counts.gold) == (4, 3)


def test_partly_right_beads_are_lax_hits_only() -> None:
    proposed = [((0,), (0,)), ((1,), (1,)), ((), (2,)), ((2,), ()), ((3,), (3,)), ((4,), ())]
    counts = count(GOLD, proposed)
    # Strict: [0]:[0] and [2]:[]; lax besides: [1]:[1] and [3]:[3]. One-sided beads miss unless they equal a gold one.
    assert (counts.proposed_strict, counts.proposed_lax, counts.proposed) == (2, 4, 6)
    # Recall leaves one-sided beads out on both sides; every gold bead is met in part.
    assert (counts.gold_strict, counts.gold_lax, counts.gold) == (1, 3, 3)
    assert counts.strict.precision == pytest.approx(2 / 6)
    assert counts.strict.recall == pytest.approx(1 / 3)
    assert counts.lax.recall == 1.0


def test_counts_of_documents_add_up() -> None:
    one = count(GOLD, GOLD)
    assert one + Counts() == one
    assert (one + one).strict.f1 == 1.0
    assert Counts().strict.f1 == 0.0


def test_beads_are_read_with_and_without_spaces(tmp_path: Path) -> None:
    path = tmp_path / "gold"
    path.write_text("[0,1]:[0]\n[2]:[1, 2]\n\n[]:[3]\n[3]:[]:0.5\n", encoding="utf-8")
    assert read_links(path) == [((0, 1), (0,)), ((2,), (1, 2)), ((), (3,)), ((3,), ())]


@pytest.mark.parametrize("line", ["0:0", "[0]-[0]", "[a]:[b]", "[0]"])
def test_what_is_no_bead_is_named_by_its_line(tmp_path: Path, line: str) -> None:
    path = tmp_path / "gold"
    path.write_text(f"[0]:[0]\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 2"):
        read_links(path)


def test_calibration_finds_the_largest_safe_share() -> None:
    probabilities = [0.99] * 100 + [0.8] * 10 + [0.3] * 10
    hits = [True] * 99 + [False] + [True] * 8 + [False] * 2 + [True] * 3 + [False] * 7
    reliability = measure_reliability(probabilities, hits)
    assert reliability.acceptable == 100
    assert reliability.threshold == 0.99
    assert reliability.error == pytest.approx(0.0, abs=1e-9)
    assert measure_reliability([], []).acceptable == 0
    assert measure_reliability([0.9], [False]).acceptable == 0


def test_a_gold_folder_is_read_whatever_the_gold_files_are_called(tmp_path: Path) -> None:
    for part in ("zh", "en", "gold"):
        (tmp_path / part).mkdir()
    (tmp_path / "zh" / "a").write_text("一\n二\n", encoding="utf-8")
    (tmp_path / "en" / "a").write_text("one\n\ntwo\n", encoding="utf-8")
    (tmp_path / "gold" / "a.align").write_text("[0]:[0]\n[1]:[2]\n", encoding="utf-8")
    (document,) = read_gold(tmp_path)
    assert document == GoldDocument("a", ("一", "二"), ("one", "", "two"), (((0,), (0,)), ((1,), (2,))))
    (tmp_path / "gold" / "a.align").write_text("[0]:[0]\n[1]:[3]\n", encoding="utf-8")
    with pytest.raises(InputError, match="3 is out of place"):
        list(read_gold(tmp_path))
    (tmp_path / "gold" / "a.align").unlink()
    with pytest.raises(InputError, match="no beads for a"):
        list(read_gold(tmp_path))


def test_a_gold_alignment_is_completed() -> None:
    links = (((0,), ()), ((1,), (0, 1)), ((2,), (3,)), ((3,), (3,)), ((5,), (5,)))
    document = GoldDocument("d", ("",) * 6, ("",) * 7, links)
    assert complete(document) == [
        Stretch(0, 0, 1, 0),
        Stretch(1, 0, 1, 2),
        Stretch(2, 2, 0, 1),
        Stretch(2, 3, 2, 1),
        Stretch(4, 4, 1, 1, sure=False),
        Stretch(5, 5, 1, 1),
        Stretch(6, 6, 0, 1),
    ]
