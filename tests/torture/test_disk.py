"""A disk that fails at any write, and power that fails at any moment: what was acknowledged is there afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.torture import disk, failing
from tests.torture.harness import COUNTS, LONG, SECONDS, Child, End, copied, done, each, none, sampled, times
from tests.torture.scenes import SCENES, Scene

pytestmark = pytest.mark.skipif(bool(disk.missing()), reason=disk.missing() or "-")
STORING = [scene for scene in SCENES if scene.writes and scene.alone and "export" not in scene.arguments]
"""What may write the corpus, in its own process."""
AT_ONCE = 12
"""Faults tried in one child."""


def tried(folder: Path, *work: object) -> list[str]:
    """The troubles a child sends until it ends; numbers it sends are counted."""
    found: list[str] = []
    with Child(folder, *work) as child:  # type: ignore[arg-type]
        while not isinstance(value := child.receive(SECONDS), failing.Finished):
            if isinstance(value, End):
                return [*found, f"{work[1:]}: {value.trouble}"]
            found += [value] if value else []
        COUNTS[value.what] += value.number
    return found


@pytest.mark.parametrize("scene", STORING if LONG else STORING[5:6], ids=lambda scene: scene.name)
@pytest.mark.parametrize("fault", ["once", "full", "broken"] if LONG else ["full"])
def test_a_fault_at_any_write_loses_nothing(scene: Scene, fault: str, place: Path, tmp_path: Path) -> None:
    whole = copied(place, tmp_path / "whole")
    writes, after, end = done(whole, failing.count, scene.arguments)
    numbers = sampled(range(writes), 4)
    several = [numbers[first : first + AT_ONCE] for first in range(0, len(numbers), AT_ONCE)]
    found = each(
        lambda some: tried(
            copied(place, tmp_path / str(some[0])), failing.fail_at, scene.arguments, fault, list(some), after, end
        ),
        several,
    )
    troubles = [trouble for some in found for trouble in some]
    none(f"{scene.name}, {fault}", troubles)


def test_a_restore_that_fails_at_its_last_writes_never_ends_as_done(place: Path, tmp_path: Path) -> None:
    arguments = ("restore", "other.db")
    writes, after, end = done(copied(place, tmp_path / "whole"), failing.count, arguments)
    last = list(range(writes - AT_ONCE, writes))
    none("restore", tried(copied(place, tmp_path / "here"), failing.fail_at, arguments, "broken", last, after, end))


@pytest.mark.parametrize("scene", [None, *STORING] if LONG else [None], ids=str)
def test_power_lost_at_any_moment_loses_nothing(scene: Scene | None, place: Path, tmp_path: Path) -> None:
    folder = copied(place, tmp_path / "here")
    arguments = scene.arguments if scene else ()
    troubles = tried(folder, failing.lose_power, arguments, times(10, 2000))
    none(str(scene), troubles)
