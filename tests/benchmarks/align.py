"""How right, how robust, how fast and how large the aligner is. Run with `python -m tests.benchmarks.align`.

Figures "cross-validated" come from the record of the training: every document was aligned with weights learnt from
the others. Fresh ones use the weights that come with the package, which have seen these documents.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.align_cases import Case, build, second_translations, swapped_blocks
from tests.benchmarks.scale import scaled
from workbench import resources
from workbench.alignment.aligner import align
from workbench.alignment.crossing import with_crossings
from workbench.alignment.model import MODEL_FILE, bundled_model
from workbench.encoders.registry import bundled
from workbench.evaluation.calibration import measure_reliability
from workbench.evaluation.gold import GoldDocument, read_gold
from workbench.evaluation.scoring import Counts, count, link
from workbench.evaluation.signature import signature

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
FOLDERS = ("mac-dev", "paramed-dev", "news-dev")
PUBLISHED = "Gale-Church .491, Hunalign .627, Bleualign .680, Vecalign .886, Bertalign .915"
_LONG = (scaled(30_000, 600), scaled(43_000, 860))


def main() -> None:
    """Print everything."""
    recorded()
    if not SHARED.is_dir():
        print("The gold data is not beside this checkout: nothing fresh is measured.")
        return
    documents = {folder: list(read_gold(SHARED / folder))[: scaled(1000, 6)] for folder in FOLDERS}
    accuracy(documents)
    robustness(build(documents["mac-dev"], documents["news-dev"]))
    crossings(documents)
    one_language()
    speed(documents["mac-dev"])
    size()


def recorded() -> None:
    """Figures of cross-validation, from the training record."""
    record = bundled_model().record
    print("Strict F1, cross-validated (documents not learnt from)")
    for data in record["cross_validated"]:
        print(
            f"  {data['folder']:<12} {data['strict']['f1']:.4f}  lax {data['lax']['f1']:.4f}"
            f"  mean of {data['documents']} documents {data['mean_strict_f1']:.4f}"
        )
    print(f"  published on other chapters of the same novels: {PUBLISHED}; Bertalign .911 on mac-dev")
    calibration = record["calibration"]
    errors = [
        f"{data['folder']} {data['calibration']['expected_calibration_error']:.4f}"
        for data in record["cross_validated"]
    ]
    print(f"  expected calibration error {calibration['expected_calibration_error']:.4f} ({', '.join(errors)})")
    versions = record["two_versions"]
    print(
        f"  two versions of one side of {versions['documents']} documents: {versions['strict']['f1']:.4f}, calibration"
        f" error {versions['calibration']['expected_calibration_error']:.4f}"
    )
    print(
        f"  acceptable unread at 99 % precision: {calibration['acceptable_at_99']:,} of {calibration['beads']:,} beads"
    )


def accuracy(documents: dict[str, list[GoldDocument]]) -> None:
    """Figures of the weights as they are."""
    print("Strict F1, fresh, weights that have seen the documents")
    for folder, gold in documents.items():
        total = Counts()
        probabilities: list[float] = []
        hits: list[bool] = []
        for document in gold:
            beads = align(document.zh, document.en, bundled())
            true = set(document.links)
            total += count(document.links, map(link, beads))
            probabilities += [bead.probability for bead in beads]
            hits += [link(bead) in true for bead in beads]
        reliability = measure_reliability(probabilities, hits)
        print(
            f"  {folder:<12} {total.strict.f1:.4f}  lax {total.lax.f1:.4f}  calibration error {reliability.error:.4f}"
            f"  acceptable at 99 % {reliability.acceptable:,} of {reliability.beads:,}"
        )
        counts = {"documents": len(gold), "beads": total.gold}
        weights = resources.models() / MODEL_FILE
        print(f"    {signature(SHARED / folder, counts, bundled().signature, weights)}")


def robustness(cases: Sequence[Case]) -> None:
    """Damaged bitexts: what can be aligned stays right, what cannot comes out alone."""
    print("Damaged bitexts: F1 of what can be aligned; segments without counterpart left alone; mean probability")
    for case in cases:
        beads = align(case.zh, case.en, bundled())
        true = set(case.links)
        # Beads that hold nothing but segments without a counterpart are neither right nor wrong here.
        judged = [
            bead for bead in beads if not (set(bead.source) <= case.alone_zh and set(bead.target) <= case.alone_en)
        ]
        score = count(case.links, [link(bead) for bead in judged if bead.source and bead.target]).strict
        single = {("zh", i) for bead in beads if not bead.target for i in bead.source}
        single |= {("en", j) for bead in beads if not bead.source for j in bead.target}
        lost = {("zh", i) for i in case.alone_zh} | {("en", j) for j in case.alone_en}
        wrong = [bead.probability for bead in beads if bead.source and bead.target and link(bead) not in true]
        right = [bead.probability for bead in beads if link(bead) in true]
        print(
            f"  {case.name:<24} F1 {score.f1:.4f}  alone {len(single & lost):,} of {len(lost):,}"
            f"  right ones {_mean(right):.3f}  wrong ones {_mean(wrong):.3f} ({len(wrong)})"
        )


def crossings(documents: dict[str, list[GoldDocument]]) -> None:
    """Blocks that change places: in how many cases one is found, and which of the crossing beads are right."""
    draw = random.Random(5)
    before, after = Counts(), Counts()
    cases = found = right = wrong = 0
    for folder, gold in documents.items():
        for document in (each for each in gold if len(each.links) > 40):
            for size in (4, 8) if folder == "mac-dev" else (3, 6):
                case = swapped_blocks(document, draw.randrange(5, len(document.links) - 2 * size - 5), size)
                beads = align(case.zh, case.en, bundled())
                whole = with_crossings(case.zh, case.en, beads, bundled())
                hits = [link(bead) in case.links for bead in whole if bead.crossing and bead.source and bead.target]
                before += count(case.links, map(link, beads))
                after += count(case.links, map(link, whole))
                cases, found = cases + 1, found + any(hits)
                right, wrong = right + sum(hits), wrong + hits.count(False)
    unasked = sum(
        bead.crossing
        for gold in documents.values()
        for document in gold
        for bead in with_crossings(document.zh, document.en, align(document.zh, document.en, bundled()), bundled())
    )
    print(
        f"Blocks that change places: found in {found} of {cases}; crossing beads {right} right, {wrong} wrong;"
        f" strict F1 {before.strict.f1:.4f} in order, {after.strict.f1:.4f} with them; {unasked} where nothing crosses"
    )


def one_language() -> None:
    """Two translations of one text into the same language."""
    total = Counts()
    probabilities: list[float] = []
    hits: list[bool] = []
    for case in second_translations(SHARED / "checks-dev" / "human-news2021.en-zh.tsv"):
        beads = align(case.zh, case.en, bundled())
        alone = {((i,), ()) for i in case.alone_zh} | {((), (j,)) for j in case.alone_en}
        true = alone.union(case.links)
        total += count(true, map(link, beads))
        probabilities += [bead.probability for bead in beads]
        hits += [link(bead) in true for bead in beads]
    reliability = measure_reliability(probabilities, hits)
    print(
        f"Two Chinese translations of the same news: strict F1 {total.strict.f1:.4f}, calibration error"
        f" {reliability.error:.4f}, acceptable at 99 % {reliability.acceptable:,} of {reliability.beads:,}"
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def speed(novels: Sequence[GoldDocument]) -> None:
    """A chapter in this process and as a command."""
    chapter = max(novels, key=lambda document: len(document.en))
    zh, en = chapter.zh[:200], chapter.en[:300]
    align(zh, en, bundled())
    times = []
    for _ in range(5):
        started = time.perf_counter()
        align(zh, en, bundled())
        times.append(time.perf_counter() - started)
    print(f"A chapter of {len(zh)} x {len(en)} segments: {min(times):.3f} s after loading")
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / "chapter.zh", Path(folder) / "chapter.en"]
        for path, texts in zip(paths, (zh, en), strict=True):
            path.write_text("\n".join(texts) + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "workbench", "--quiet", "align", "--lines", *map(str, paths)]
        started = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        print(f"  the whole command: {time.perf_counter() - started:.2f} s")


_MEASURE = """
import json, resource, sys, time
from workbench import resources
from workbench.alignment.aligner import align
from workbench.alignment.crossing import with_crossings
from workbench.encoders.registry import bundled
zh, en = (open(path, encoding="utf-8").read().split("\\n") for path in sys.argv[1:3])
encoder = bundled()
started = time.perf_counter()
beads = align(zh, en, encoder)
seconds = time.perf_counter() - started
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, len(beads)]))
"""


def size() -> None:
    """A pair as long as a shelf of novels, made of the chapters in random order, in a process of its own."""
    novels = list(read_gold(SHARED / "mac-dev"))
    zh, en = long_pair(novels, *_LONG)
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / "long.zh", Path(folder) / "long.en"]
        for path, texts in zip(paths, (zh, en), strict=True):
            path.write_text("\n".join(texts), encoding="utf-8")
        ran = subprocess.run(
            [sys.executable, "-c", _MEASURE, *map(str, paths)], check=True, capture_output=True, text=True
        )
    seconds, gigabytes, beads = json.loads(ran.stdout)
    print(f"{len(zh):,} x {len(en):,} segments: {seconds:.1f} s, {gigabytes:.2f} GB at most, {beads:,} beads")


def long_pair(novels: Sequence[GoldDocument], rows: int, columns: int) -> tuple[list[str], list[str]]:
    """Chapters drawn at random, cut where one side is long enough, the other filled up."""
    draw = random.Random(7)
    zh: list[str] = []
    en: list[str] = []
    while len(zh) < rows or len(en) < columns:
        document = draw.choice(novels)
        zh += document.zh
        en += document.en
    return zh[:rows], en[:columns]


if __name__ == "__main__":
    main()
    print(f"Peak memory of this process {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.2f} GB")
