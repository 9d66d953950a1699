"""Damaged corpora: every command and the app say one sentence about it or do their work; what is left can be saved."""

from __future__ import annotations

from pathlib import Path

from tests.torture import endurance
from tests.torture.harness import COUNTS, SECONDS, Child, End, copied, each, none, times


def test_damage_ends_in_a_sentence(place: Path, tmp_path: Path) -> None:
    def troubles(number: int) -> list[str]:
        folder = copied(place, tmp_path / str(number))
        found: list[str] = []
        step = "damage"
        with Child(folder, endurance.endure, number) as child:
            while not isinstance(value := child.receive(SECONDS), End | endurance.Finished):
                step, trouble = value
                COUNTS["damaged corpora × commands and app"] += 1
                if trouble:
                    found.append(f"{number}, {step}: {trouble}")
            if isinstance(value, End):
                found.append(f"{number}, after {step}: {value.trouble}")
        COUNTS["damaged corpora"] += 1
        return found

    found = [trouble for several in each(troubles, range(times(4, 1000))) for trouble in several]
    none("troubles", found)
