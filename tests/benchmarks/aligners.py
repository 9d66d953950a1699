"""Ours and hunalign side by side, from files to beads: twenty-four chapters of 200 by 300 segments, in turns.

hunalign (https://github.com/danielvarga/hunalign) runs in its batch mode with an empty dictionary, where it is on the
PATH: it knows lengths and what both texts write alike.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.scale import scaled
from tests.conftest import SHARED
from workbench.evaluation.gold import GoldDocument, read_gold

ROWS, COLUMNS = 200, 300


@dataclass(frozen=True)
class Usage:
    """What one command took, its children included."""

    wall: float
    """Seconds."""
    processor: float
    """Seconds of all cores."""
    memory: float
    """Megabytes of the largest process."""


def run(command: Sequence[str]) -> Usage:
    """Run a command to its end; what it took. Exits where it fails."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}: {said.decode(errors='replace')}")
    return Usage(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6)


def chapters(novels: Sequence[GoldDocument], count: int) -> Iterator[tuple[list[str], list[str]]]:
    """Stretches of novels, each from some bead on; where a novel ends another follows."""
    draw = random.Random(7)
    for _ in range(count):
        novel = draw.choice(novels)
        rest = novel.links[draw.randrange(len(novel.links) // 2) :]
        zh = list(novel.zh[min(min(rows) for rows, _ in rest if rows) :])
        en = list(novel.en[min(min(columns) for _, columns in rest if columns) :])
        while len(zh) < ROWS or len(en) < COLUMNS:
            novel = draw.choice(novels)
            zh += novel.zh
            en += novel.en
        yield zh[:ROWS], en[:COLUMNS]


def main() -> None:
    if not SHARED.is_dir():
        print("The gold data is not beside this checkout.")
        return
    count = scaled(24, 2)
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name) / "chapters", Path(name) / "out"
        jobs = []
        for side in ("zh", "en"):
            (folder / side).mkdir(parents=True)
        for number, texts in enumerate(chapters(list(read_gold(SHARED / "mac-dev")), count)):
            paths = [folder / side / f"{number:02}.txt" for side in ("zh", "en")]
            for path, lines in zip(paths, texts, strict=True):
                path.write_text("\n".join(lines) + "\n", encoding="utf-8")
            jobs.append("\t".join(map(str, [*paths, Path(name) / f"{number:02}.ladder"])))
        (Path(name) / "jobs").write_text("\n".join(jobs) + "\n", encoding="utf-8")
        (Path(name) / "empty.dic").touch()
        ours = [sys.executable, "-m", "workbench", "batch", str(folder), "--lines", "--format", "beads", "-o"]
        commands = {f"ours, {number} process(es)": [*ours, str(out), "--jobs", str(number)] for number in (1, 2)}
        if hunalign := shutil.which("hunalign"):
            commands["hunalign"] = [hunalign, "-batch", str(Path(name) / "empty.dic"), str(Path(name) / "jobs")]
        else:
            print("hunalign is not on the PATH: ours runs alone.")
        taken: dict[str, list[Usage]] = {name: [] for name in commands}
        for _ in range(scaled(3, 1)):
            for name, command in commands.items():
                shutil.rmtree(out, ignore_errors=True)
                taken[name].append(run(command))
    print(f"{count} chapters of {ROWS} by {COLUMNS} segments, files to beads, best of {scaled(3, 1)} in turns")
    for name, runs in taken.items():
        print(
            f"  {name:<20} {min(one.wall for one in runs):6.2f} s, {min(one.processor for one in runs):6.2f} s of"
            f" processor time, {max(one.memory for one in runs):5.0f} MB at most"
        )


if __name__ == "__main__":
    main()
