"""What is summed in another order for speed comes to the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from workbench.alignment import clause_path
from workbench.alignment.aligner import bead_potentials, prepare
from workbench.alignment.bead_features import bead_features
from workbench.alignment.measured_text import MeasuredText, measure
from workbench.alignment.model import bundled_model
from workbench.encoders.registry import bundled

GOLD = Path(__file__).parents[1] / "data" / "gold"


def _measured(name: str) -> tuple[MeasuredText, MeasuredText]:
    zh, en = ((GOLD / side / name).read_text(encoding="utf-8").splitlines() for side in ("zh", "en"))
    return measure(zh, True, bundled()), measure(en, False, bundled())


def test_what_is_weighed_cell_by_cell_is_what_the_weights_make_of_the_features() -> None:
    lattice, statistics = prepare(*_measured("flores-4"), bundled())
    model = bundled_model()
    potentials = bead_potentials(lattice, statistics, model)
    seen = 0
    for shape, nodes, features in bead_features(statistics, lattice):
        np.testing.assert_allclose(potentials[nodes, shape], features @ model.weights, rtol=0, atol=1e-3)
        seen += len(nodes)
    assert seen == np.isfinite(potentials).sum() > 1000


@pytest.mark.parametrize("widest", [-1.0, 60.0])
def test_clause_paths_are_summed_by_logarithms_where_numbers_do_not_reach(
    widest: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, columns = _measured("flores-4")
    reach = np.zeros(len(rows), dtype=np.int64), np.full(len(rows), len(columns))
    plain = clause_path.find_clause_path(rows, columns, *reach)
    monkeypatch.setattr(clause_path, "_WIDE", widest)
    other = clause_path.find_clause_path(rows, columns, *reach)
    np.testing.assert_array_equal(plain.columns, other.columns)
    np.testing.assert_allclose(plain.row_shares, other.row_shares, rtol=1e-4)


def test_paths_begin_anew_where_those_from_above_weigh_too_little_for_numbers() -> None:
    rows = 45
    first, last = np.zeros(rows + 1, dtype=np.int64), np.append(np.full(rows, 30), 5)
    scores = np.append(np.tile(np.repeat([-18.0, 0.0], [5, 25]), rows), np.zeros(5)).astype(np.float32)
    found = np.concatenate(list(clause_path._summed(scores, first, last)))
    assert np.isfinite(found).all()
    assert found[-5:].max() == 0
