"""What decisions teach: the rest of a bitext, the aligner's weights, the calibration, the order of reading."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.adaptation.aligner_update import minimised, updated_weights
from workbench.adaptation.decided_bitext import DecidedBitext, Decision
from workbench.adaptation.reading_order import reading_order
from workbench.adaptation.rest import recalibrated, rest_of
from workbench.alignment.aligner import align
from workbench.alignment.model import bundled_model
from workbench.arrays import Float64Vector
from workbench.encoders.registry import bundled

ZH = (
    "他走进房间。", "房间里没有人。", "桌子上有一封信。", "信是从北京寄来的。", "他把信读了三遍。",
    "然后他坐下来。", "外面下着雨。", "他想起了母亲。", "第二天早上，他去了车站。", "火车晚点了两个小时。",
)  # fmt: skip
EN = (
    "He went into the room, and there was nobody in it.", "A letter lay on the table.", "It had come from Beijing.",
    "He read it three times.", "Then he sat down.", "It was raining outside.", "He thought of his mother.",
    "The next morning he went to the station.", "The train was two hours late.",
)  # fmt: skip


@pytest.fixture
def bitext() -> DecidedBitext:
    return DecidedBitext.of(ZH, EN, bundled(), bundled_model())


def weights() -> Float64Vector:
    return bundled_model().weights.astype(np.float64)


def test_without_decisions_the_beads_are_those_of_the_aligner(bitext: DecidedBitext) -> None:
    found, aligned = bitext.beads(weights(), bundled_model()), align(ZH, EN, bundled())
    assert [(bead.source, bead.target) for bead in found] == [(bead.source, bead.target) for bead in aligned]
    assert [bead.probability for bead in found] == pytest.approx([bead.probability for bead in aligned], abs=1e-4)


def test_both_directions_are_aligned_alike(bitext: DecidedBitext) -> None:
    turned = DecidedBitext.of(EN, ZH, bundled(), bundled_model())
    confirmed = Decision(range(1), range(1), right=True)
    bitext.decide([confirmed])
    turned.decide([confirmed])
    one, other = (each.beads(weights(), bundled_model()) for each in (bitext, turned))
    assert [(bead.source, bead.target) for bead in one] == [(bead.target, bead.source) for bead in other]


def test_a_confirmed_bead_is_certain_and_moves_its_neighbours(bitext: DecidedBitext) -> None:
    bitext.decide([Decision(range(2, 3), range(2, 3), right=True)])
    beads = {(bead.source, bead.target): bead.probability for bead in bitext.beads(weights(), bundled_model())}
    assert beads[range(2, 3), range(2, 3)] > 0.99
    (chance,) = bitext.probabilities([(range(2, 3), range(2, 3))], weights(), bundled_model())
    assert chance is not None
    assert chance > 0.99


def test_a_rejected_bead_does_not_come_back(bitext: DecidedBitext) -> None:
    wrong = range(3, 4), range(2, 3)
    bitext.decide([Decision(*wrong, right=False)])
    assert wrong not in [(bead.source, bead.target) for bead in bitext.beads(weights(), bundled_model())]
    assert bitext.probabilities([wrong], weights(), bundled_model()) == [pytest.approx(0.0, abs=1e-3)]


def test_of_contradicting_decisions_the_later_one_holds(bitext: DecidedBitext) -> None:
    early, late = (Decision(range(4, 5), range(at, at + 1), right=True) for at in (4, 3))
    again = Decision(range(5, 6), range(4, 5), right=False), Decision(range(5, 6), range(4, 5), right=True)
    bitext.decide([early, late, *again])
    assert set(bitext.decisions) == {late, again[1]}


def test_a_bead_of_a_form_the_aligner_does_not_know_keeps_its_borders(bitext: DecidedBitext) -> None:
    bitext.decide([Decision(range(2, 9), range(1, 8), right=True)])
    beads = bitext.beads(weights(), bundled_model())
    assert {bead.source.start for bead in beads if bead.source} >= {2, 9}
    assert not any(bead.source and bead.source.start < 2 < bead.source.stop for bead in beads)


spans = st.tuples(st.integers(0, 9), st.integers(0, 3)).map(lambda at: range(at[0], min(at[0] + at[1], 9)))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.builds(Decision, spans, spans, st.booleans()).filter(lambda one: one.source or one.target)))
def test_whatever_is_decided_every_segment_is_in_one_bead(decisions: list[Decision]) -> None:
    shared = DecidedBitext.of(ZH, EN, bundled(), bundled_model())
    shared.decide(decisions)
    beads = shared.beads(weights(), bundled_model())
    assert [at for bead in beads for at in bead.source] == list(range(len(ZH)))
    assert [at for bead in beads for at in bead.target] == list(range(len(EN)))
    assert all(0.0 <= bead.probability <= 1.0 for bead in beads)


def test_without_examples_the_weights_stay() -> None:
    assert updated_weights([], weights()) is not None
    assert np.array_equal(updated_weights([], weights()), weights())


def test_weights_move_towards_what_was_decided(bitext: DecidedBitext) -> None:
    unlikely = range(6, 7), range(5, 7)
    (before,) = bitext.probabilities([unlikely], weights(), bundled_model())
    bitext.decide([Decision(*unlikely, right=True)])
    moved = updated_weights([bitext.example], weights(), penalty=1.0)
    held = updated_weights([bitext.example], weights(), penalty=1e6)
    bitext.decide([])
    (after,) = bitext.probabilities([unlikely], moved, bundled_model())
    assert before is not None
    assert after is not None
    assert after > before
    assert np.abs(held - weights()).max() < np.abs(moved - weights()).max()


def test_a_quadratic_bowl_is_followed_to_its_bottom() -> None:
    curvature, bottom = np.array([1.0, 10.0, 100.0]), np.array([3.0, -2.0, 0.5])

    def bowl(at: Float64Vector) -> tuple[float, Float64Vector]:
        away = at - bottom
        return float(0.5 * away @ (curvature * away)), curvature * away

    assert minimised(bowl, np.zeros(3), 60) == pytest.approx(bottom, abs=1e-2)


def test_calibration_without_decisions_changes_nothing() -> None:
    curve = recalibrated([], [])
    assert (curve.slope, curve.offset) == (1.0, 0.0)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans())))
def test_calibration_never_turns_the_order_round(outcomes: list[tuple[float, bool]]) -> None:
    curve = recalibrated([value for value, _ in outcomes], [hit for _, hit in outcomes])
    values = curve(np.array([0.05, 0.5, 0.95]))
    assert list(values) == sorted(values)


def test_calibration_follows_what_was_confirmed() -> None:
    doubted = [0.5] * 60
    assert recalibrated(doubted, [True] * 60)(np.array([0.5]))[0] > 0.75
    assert recalibrated(doubted, [False] * 60)(np.array([0.5]))[0] < 0.25


def test_what_is_left_to_read() -> None:
    rest = rest_of(np.array([0.5, 0.5, 1.0, 1.0]), decided=0, goal=0.99)
    assert (rest.right, rest.whole, rest.decisions_left) == (0.75, 0.75, 2)
    assert rest_of(np.array([0.5, 1.0]), decided=98, goal=0.99).decisions_left == 0
    assert rest_of(np.array([]), decided=3) == rest_of(np.array([]), decided=0)


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from("ab"), st.integers(0, 30))), st.integers(0, 10))
def test_every_row_is_read_once_and_neighbours_apart(rows: list[tuple[float, str, int]], first: int) -> None:
    chances, names, places = ([row[at] for row in sorted(rows)] for at in range(3))
    order = reading_order(np.array(chances, dtype=np.float64), names, places, first).tolist()  # type: ignore[arg-type]
    assert sorted(order) == list(range(len(rows)))
    assert min(chances, default=None) == (chances[order[0]] if order else None)


def test_documents_take_turns_where_their_rows_are_about_as_sure() -> None:
    chances = np.array([0.52, 0.53, 0.54, 0.55, 0.9])
    assert reading_order(chances, "aaabb", [0, 10, 20, 30, 40], 4).tolist() == [0, 3, 1, 2, 4]
    assert reading_order(chances, "aaabb", [0, 1, 20, 30, 40], 4).tolist() == [0, 3, 2, 4, 1]
