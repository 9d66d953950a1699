"""Hostile paths and texts: a sentence or a result, never a traceback, a hang or a damaged corpus."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.torture import hostile
from tests.torture.harness import COUNTS, LONG, Child, End, call, copied, each, none, sampled, times
from tests.torture.scenes import SCENES, Scene


def with_place(scene: Scene) -> Iterator[tuple[str, ...]]:
    """The command with each of its paths replaced by PLACE, and with the corpus replaced by it."""
    for number, argument in enumerate(scene.arguments):
        if number and ("." in argument or "/" in argument):
            yield (*scene.arguments[:number], "PLACE", *scene.arguments[number + 1 :])
    yield ("--db", "PLACE", *scene.arguments)


CASES = [
    (arguments, place) for scene in SCENES if scene.alone for arguments in with_place(scene) for place in hostile.PLACES
]


def test_odd_paths_end_in_a_sentence(place: Path, tmp_path: Path) -> None:
    def trouble(case: tuple[int, tuple[tuple[str, ...], str]]) -> str:
        number, (arguments, odd) = case
        COUNTS["commands × odd paths"] += 1
        end = call(copied(place, tmp_path / str(number)), hostile.take, arguments, odd, seconds=60)
        shutil.rmtree(tmp_path / str(number), ignore_errors=True)
        found = end.trouble or end.value
        return found and f"{' '.join(arguments)}, {odd}: {found}"

    cases = sampled(list(enumerate(CASES)), 15)
    troubles = [found for found in each(trouble, cases) if found]
    none("odd paths", troubles)


@pytest.mark.parametrize("kind", hostile.READERS if LONG else [*hostile.READERS][:5])
def test_hostile_texts_end_in_a_sentence(kind: str, place: Path, tmp_path: Path) -> None:
    def troubles(numbers: range) -> list[str]:
        found: list[str] = []
        with Child(copied(place, tmp_path / str(numbers[0])), hostile.read_hostile, kind, numbers) as child:
            for number in numbers:
                value = child.receive()
                if isinstance(value, End):
                    return [*found, f"{kind}, {number}: {value.trouble}"]
                COUNTS["hostile texts"] += 1
                found += [f"{kind}, {number}: {value[1]}"] if value[1] else []
        return found

    number = times(20, 200 if kind in hostile.ENCODER_FILES else 2000)
    several = [range(first, min(first + 100, number)) for first in range(0, number, 100)]
    found = [trouble for some in each(troubles, several) for trouble in some]
    none(kind, found)
