"""Whatever a file holds, every reader reads it or refuses it in a sentence, soon and in bounded memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.torture.harness import COUNTS, LONG, done, each, none, times
from tests.torture.hostile_inputs import LARGE, memory_of, read_all, round_trips

TOGETHER = times(500, 2_500)
"""Inputs a child reads."""

MOST = 300
"""MB of memory."""


def test_hostile_inputs_are_read_or_refused_in_a_sentence(tmp_path: Path) -> None:
    troubles: list[str] = []

    def read(first: int) -> None:
        folder = tmp_path / str(first)
        folder.mkdir()
        found, ends, memory = done(folder, read_all, first, TOGETHER)
        troubles.extend(found)
        COUNTS.update({f"hostile inputs, {end}": count for end, count in ends.items()})
        if memory > MOST:
            troubles.append(f"inputs from {first} take {memory} MB")

    each(read, range(0, times(1_000, 100_000), TOGETHER))
    none("hostile inputs", troubles)


@pytest.mark.parametrize("name", LARGE if LONG else ["elements that are not units", "one unit", "a row of many lines"])
def test_large_files_are_read_or_refused_in_bounded_memory(name: str, tmp_path: Path) -> None:
    assert done(tmp_path, memory_of, name, times(24, 200)) < MOST


def test_any_text_comes_back_from_every_format(tmp_path: Path) -> None:
    count = times(200, 20_000)
    COUNTS["round trips in every format"] += count
    assert done(tmp_path, round_trips, 0, count) == []
