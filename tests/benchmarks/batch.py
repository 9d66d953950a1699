"""Five hundred document pairs from files to checked rows: sentences a second, scaling, memory, and the writer's share.

Beside ours hunalign where it is on the PATH, and the encoder alone of Bertalign's size, with random weights. With
--killed the pairs, shorter, are done here and on a cluster, each killed twice on the way: the exports must be equal.
With --tiny ten thousand pairs of one or two sentences are planned, done, killed on the way and resumed.
"""

from __future__ import annotations

import os

# One thread each, or a second core hides in the figures; read when the libraries are loaded.
os.environ |= {"OPENBLAS_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}

import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.benchmarks.aligners import run
from tests.benchmarks.encoder import neural_baseline
from tests.benchmarks.scale import scaled
from tests.cli.batches import exported, records
from tests.cli.clusters import Cluster
from tests.conftest import SHARED
from workbench.encoders.registry import BUNDLED, bundled
from workbench.evaluation.gold import GoldDocument, read_gold
from workbench.pipeline.batch_jobs import read_plan
from workbench.pipeline.batch_work import Settings, Task, work
from workbench.pipeline.batch_writer import Writer
from workbench.store.corpus import Corpus

PAIRS = scaled(500, 6)
SEGMENTS = scaled(100, 20)
"""Of the Chinese side; with the English one a pair has some 220."""
SHORT = 20
"""The same for the pairs of the proof, which are done three times."""
TINY_PAIRS = scaled(10_000, 50)


def folder_of_pairs(folder: Path, count: int, segments: int) -> Path:
    """Documents of stretches of news, medical articles and novels, as many segments on the Chinese side."""
    held = [one for name in ("news-dev", "paramed-dev", "mac-dev") for one in read_gold(SHARED / name)]
    draw = random.Random(17)
    for side in ("zh", "en"):
        (folder / side).mkdir(parents=True)
    for number in range(count):
        for side, lines in zip(("zh", "en"), _document(held, draw, segments), strict=True):
            (folder / side / f"{number:04}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _document(held: Sequence[GoldDocument], draw: random.Random, segments: int) -> tuple[list[str], list[str]]:
    zh: list[str] = []
    en: list[str] = []
    while len(zh) < segments:
        one = draw.choice(held)
        start = draw.randrange(max(1, len(one.links) - 10))
        for rows, columns in one.links[start : start + draw.randrange(10, 60)]:
            if len(zh) < segments:
                zh += [one.zh[row] for row in rows]
                en += [one.en[column] for column in columns]
    return zh, en


def numbered(folder: Path) -> Path:
    """Give every document a number of its own: documents of the same texts are done once."""
    for path in folder.glob("*/*"):
        path.write_text(f"{int(path.stem)}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    return folder


def command(db: Path, folder: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "workbench", "--quiet", "--db", str(db), "batch", str(folder), "--lines", *more]


def speed(folder: Path, sentences: int, work_in: Path) -> None:
    print(f"{PAIRS} pairs, {sentences:,} sentences of both sides, from files to rows in the corpus, a second")
    cases = [(processes, more) for more in ((), ("--no-check",)) for processes in ("1", "2")]
    alone = 0.0
    for processes, more in cases:
        used = run(command(work_in / f"speed-{processes}{''.join(more)}.db", folder, "--jobs", processes, *more))
        name = "unchecked" if more else "checked"
        alone = used.wall if processes == "1" else alone
        print(
            f"  {name:<10} {processes} process(es)  {sentences / used.wall:7,.0f}/s ({alone / used.wall:.2f}×),"
            f" {sentences / used.processor:7,.0f} for each second of a core's time,"
            f" {used.memory:4.0f} MB in the largest process",
            flush=True,
        )


def parts(folder: Path, work_in: Path) -> None:
    """What the work on a pair and the writing take, in one process."""
    settings = Settings(None, work_in / "parts.db", "jsonl", True, BUNDLED)
    jobs = read_plan([folder]).jobs[: scaled(40, 2)]
    encoder = bundled()
    work(settings, Task(jobs[0], "0"), encoder)
    started = time.process_time()
    products = [work(settings, Task(job, str(number)), encoder) for number, job in enumerate(jobs)]
    working = time.process_time() - started
    with Corpus.create(work_in / "parts.db") as corpus:
        started = time.process_time()
        sentences = sum(one.segments for one in Writer(settings, corpus).write(products))
        writing = time.process_time() - started
    print(
        f"of a core's time: work {working / sentences * 1e6:.0f} µs a sentence, writer {writing / sentences * 1e6:.0f}"
        f" ({writing / (working + writing):.1%}; it alone takes {sentences / writing:,.0f} sentences/s)"
    )


def others(folder: Path, sentences: int, work_in: Path) -> None:
    if hunalign := shutil.which("hunalign"):
        rows = [
            "\t".join(map(str, (zh, folder / "en" / zh.name, work_in / f"{zh.stem}.ladder")))
            for zh in sorted((folder / "zh").iterdir())
        ]
        (work_in / "jobs").write_text("\n".join(rows) + "\n", encoding="utf-8")
        (work_in / "empty.dic").touch()
        used = run([hunalign, "-batch", str(work_in / "empty.dic"), str(work_in / "jobs")])
        print(f"hunalign, files to beads: {sentences / used.wall:,.0f} sentences/s")
    else:
        print("hunalign is not on the PATH: ours runs alone.")
    texts = [line for path in sorted((folder / "en").iterdir())[:5] for line in path.read_text().splitlines()]
    texts = texts[: scaled(64, 4)]
    encode = neural_baseline()
    encode(texts[:2])
    started = time.process_time()
    encode(texts)
    taken = time.process_time() - started
    print(
        f"a random network of Bertalign's size: {len(texts) / taken:,.1f} sentences a second of a core, encoding alone"
    )


def killed(folder: Path, work_in: Path) -> None:
    here, there, whole = (work_in / f"{name}.db" for name in ("here", "there", "whole"))
    subprocess.run(command(whole, folder, "--jobs", "1"), check=True, stdout=subprocess.DEVNULL)
    kills_of(lambda: command(here, folder, "--jobs", "2"), here)
    cluster = Cluster(work_in)
    try:
        for _ in range(2):
            cluster.worker()
        kills_of(lambda: command(there, folder, "--scheduler", str(cluster.file)), there)
    finally:
        cluster.stop()
    sizes = [len(exported(db)) for db in (whole, here, there)]
    same = exported(here) == exported(there) == exported(whole)
    print(f"{PAIRS} pairs, here and on a cluster, each killed twice; exports of {sizes} bytes: equal: {same}")
    if not same:
        raise SystemExit(1)


def tiny(folder: Path, work_in: Path) -> None:
    print(f"{TINY_PAIRS:,} pairs of one or two sentences")
    planned = run([*command(work_in / "none.db", folder), "--dry-run"])
    print(f"  planned: {planned.processor:.1f} s of processor time, {planned.memory:.0f} MB", flush=True)
    for processes in ("1", "2"):
        used = run(command(work_in / f"tiny-{processes}.db", folder, "--jobs", processes))
        print(
            f"  {processes} process(es): {used.wall:.0f} s, {TINY_PAIRS / used.wall:,.0f} pairs a second,"
            f" {used.memory:.0f} MB in the largest process",
            flush=True,
        )
    stopped, whole = work_in / "stopped.db", work_in / "tiny-1.db"
    kills_of(lambda: command(stopped, folder, "--jobs", "2"), stopped, TINY_PAIRS)
    if exported(stopped) != exported(whole):
        raise SystemExit("What was killed and resumed differs from what ran through.")


def kills_of(start: Callable[[], list[str]], db: Path, pairs: int = PAIRS) -> None:
    """Run a batch that is killed at a third and at two thirds of its pairs."""
    for share in (1 / 3, 2 / 3):
        with subprocess.Popen(start(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            while process.poll() is None and records(db) < share * pairs:
                time.sleep(0.2)
            process.kill()
        print(f"  killed with {records(db)} of {pairs} done", flush=True)
    ended = subprocess.run(start(), check=True, stdout=subprocess.PIPE)
    report = json.loads(ended.stdout)
    print(
        f"  ended: {report['aligned']} aligned, {report['skipped']} skipped, {len(report['failed'])} failed", flush=True
    )


def _sentences(folder: Path) -> Iterator[int]:
    for path in folder.glob("*/*"):
        yield sum(bool(line.strip()) for line in path.read_text(encoding="utf-8").split("\n"))


def main() -> None:
    if not SHARED.is_dir():
        print("The gold data is not beside this checkout.")
        return
    with tempfile.TemporaryDirectory() as name:
        if "--killed" in sys.argv:
            killed(folder_of_pairs(Path(name) / "pairs", PAIRS, min(SHORT, SEGMENTS)), Path(name))
            return
        if "--tiny" in sys.argv:
            tiny(numbered(folder_of_pairs(Path(name) / "pairs", TINY_PAIRS, 1)), Path(name))
            return
        folder = folder_of_pairs(Path(name) / "pairs", PAIRS, SEGMENTS)
        sentences = sum(_sentences(folder))
        # Before this process is large: a child begins with its peak of memory.
        speed(folder, sentences, Path(name))
        parts(folder, Path(name))
        others(folder, sentences, Path(name))


if __name__ == "__main__":
    main()
