"""What an encoder adapted to a corpus brings: learnt from some documents of a domain, measured on its others.

Run it: python -m tests.benchmarks.adaptation [DOMAIN …]

A domain's documents are shuffled; from the first of them 500 pairs are learnt (of the medical articles 110, there
being no more), the texts of the others have to find their translations among all of these others, at most 1,200. Pairs
of the course are those that the aligner finds with a probability of .97 or more, as it comes without gold. "Evened
out" is without any pair, by the texts of all documents. "Errs" is a reviewer who confirms a wrong text in one row of
ten.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from tests.benchmarks.scale import scaled
from tests.conftest import SHARED
from workbench.adaptation.confirmed import Lesson, Lessons
from workbench.adaptation.encoder import judge, learn
from workbench.adaptation.evened import evened
from workbench.encoders.protocol import Encoder
from workbench.encoders.registry import bundled
from workbench.encoders.static import OtherRows
from workbench.evaluation.gold import read_gold
from workbench.evaluation.retrieval import evaluate_retrieval

Documents = Mapping[str, Sequence[tuple[str, str]]]

PAIRS = 500
SPLITS = 3
_MOST = 1_200
_SURE = 0.97
_LARGEST_BEAD = 4


def gold_pairs(folder: str) -> Documents:
    """Beads of up to four segments of hand-aligned documents, each side joined."""
    found = {}
    for document in read_gold(SHARED / folder):
        beads = [(zh, en) for zh, en in document.links if zh and en and len(zh) + len(en) <= _LARGEST_BEAD]
        found[document.name] = [
            ("".join(document.zh[at] for at in zh), " ".join(document.en[at] for at in en)) for zh, en in beads
        ]
    return found


def news() -> Documents:
    """Chinese news of 2020 with their human translation, by article."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    with gzip.open(SHARED / "checks-dev" / "mqm_news2020_zhen.jsonl.gz", "rt", encoding="utf-8") as stream:
        for row in map(json.loads, stream):
            if row["is_ref"]:
                found.setdefault(row["doc"], {})[row["seg"]] = (row["src"], row["mt"])
    return {name: list(pairs.values()) for name, pairs in found.items()}


def course() -> Documents:
    """Pairs of a course on software that the aligner is sure of, by page."""
    from workbench import align

    found = {}
    for path in sorted((SHARED / "course-md" / "zh").iterdir()):
        pairs = align(path, SHARED / "course-md" / "en" / path.name).pairs
        found[path.name] = [(one.source.text, one.target.text) for one in pairs if one.probability >= _SURE]
    return found


DOMAINS: dict[str, Callable[[], Documents]] = {
    "software": course,
    "novels": lambda: gold_pairs("mac-dev"),
    "medical": lambda: gold_pairs("paramed-dev"),
    "news": news,
}


def split(documents: Documents, count: int, seed: int) -> tuple[list[Lesson], list[Lesson]]:
    """Pairs to learn from and pairs of other documents, none of whose texts is among the former."""
    names = list(documents)
    random.Random(seed).shuffle(names)
    learnt: list[Lesson] = []
    while len(learnt) < count and len(names) > 1:
        name = names.pop()
        learnt += [Lesson(zh, en, name) for zh, en in documents[name]]
    learnt = learnt[:count]
    seen = {text for lesson in learnt for text in (lesson.zh, lesson.en)}
    judged = []
    for name in names:
        for zh, en in documents[name]:
            if not {zh, en} & seen:
                seen |= {zh, en}
                judged.append(Lesson(zh, en, name))
    return learnt, judged[:_MOST]


def everyday() -> dict[str, list[Lesson]]:
    """Everyday sentences, which the bundled encoder has learnt from, and news it has not."""
    with (SHARED / "train" / "tatoeba-train.zh-en.tsv").open(encoding="utf-8-sig") as stream:
        lines = [line.rstrip("\n").split("\t")[:2] for line in stream]
    random.Random(3).shuffle(lines)
    with (SHARED / "checks-dev" / "human-news2021.en-zh.tsv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {
        "everyday": [Lesson(zh, en) for zh, en in lines[: scaled(2_000, 50)]],
        "news 2021": [Lesson(row["zh_second"], row["en"]) for row in rows],
    }


def scores(encoder: Encoder, lessons: Sequence[Lesson]) -> tuple[float, float]:
    """Accuracy by ratio margin and by plain cosine, mean of both directions."""
    found = evaluate_retrieval(encoder, [one.zh for one in lessons], [one.en for one in lessons])
    return found.margin, found.cosine


def erring(lessons: Sequence[Lesson], seed: int) -> list[Lesson]:
    """The same with the English of one pair in ten from another one."""
    draw = random.Random(seed)
    wrong = draw.sample(range(len(lessons)), len(lessons) // 10)
    others = dict(zip(wrong, [*wrong[1:], *wrong[:1]], strict=True))
    return [
        Lesson(one.zh, lessons[others[at]].en if at in others else one.en, one.document)
        for at, one in enumerate(lessons)
    ]


def line(name: str, values: Iterable[float]) -> str:
    """Mean and spread over the splits."""
    found = list(values)
    return f"{name} {np.mean(found):+.4f} (±{np.std(found):.4f})"


def measure_encoder(domain: str, documents: Documents) -> Iterator[str]:
    """A line for the bundled encoder, one for its rows evened out, and for a reviewer who is right and one who errs."""
    count = min(PAIRS, 110) if domain == "medical" else PAIRS
    splits = [split(documents, count, seed) for seed in range(1, scaled(SPLITS, 1) + 1)]
    before = [scores(bundled(), judged) for _, judged in splits]
    others = everyday()
    usual = {name: scores(bundled(), lessons) for name, lessons in others.items()}
    sizes = ", ".join(f"{len(learnt)} → {len(judged)}" for learnt, judged in splits)
    yield f"{domain}: pairs {sizes}; margin {np.mean([one for one, _ in before]):.4f}, cosine " + (
        f"{np.mean([two for _, two in before]):.4f}"
    )
    texts = [text for pairs in documents.values() for pair in pairs for text in pair]
    start = evened(bundled(), texts)

    def compared(rows: Sequence[OtherRows]) -> str:
        encoders = [bundled().adapted(each, {}) for each in rows]
        gains = [
            [two - one for one, two in zip(before[number], scores(encoder, splits[number][1]), strict=True)]
            for number, encoder in enumerate(encoders)
        ]
        parts = [
            line(name, column) for name, column in zip(("margin", "cosine"), zip(*gains, strict=True), strict=True)
        ]
        parts += [
            line(which, [scores(encoder, lessons)[0] - usual[which][0] for encoder in encoders])
            for which, lessons in others.items()
        ]
        return ", ".join(parts)

    yield f"  evened out: {compared([start] * len(splits))}"
    for errs in (False, True):
        lessons = [Lessons(tuple(erring(learnt, 1) if errs else learnt), (), ()) for learnt, _ in splits]
        began = time.process_time()
        learnt = [learn(each, each.confirmed, start) for each in lessons]
        seconds = (time.process_time() - began) / len(splits)
        used = sum(judge(each, start).used for each in lessons)
        yield f"  and learnt{', errs' if errs else ''}: {compared([rows for rows, _ in learnt])}, gone " + (
            f"{max(far for _, far in learnt):.3f}, {seconds:.1f} s, used {used} of {len(splits)}"
        )


def main() -> None:
    """Print every figure."""
    if not Path(SHARED).is_dir():
        print("The data is not beside this checkout: nothing is measured.")
        return
    for domain in sys.argv[1:] or DOMAINS:
        for shown in measure_encoder(domain, DOMAINS[domain]()):
            print(shown, flush=True)


if __name__ == "__main__":
    main()
