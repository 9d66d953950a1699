"""How fast and how surely a confirmed row is found again from a text that is nearly its own.

python -m tests.benchmarks.memory [CORPUS]: a corpus that is made where there is none, of as many pairs as
$WORKBENCH_BENCH_PAIRS says (a million). Questions are texts of its rows with one to four words replaced, in English, in
Simplified and in Traditional Chinese, and texts of only the most frequent words.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tests.benchmarks.scale import scaled
from tests.benchmarks.store import PAIRS, Vocabulary, pairs, vocabularies
from workbench.domain import Language, Pair, PairSide, Relation, Status
from workbench.language.conversion import ChineseScript, in_script
from workbench.review.memory import matches
from workbench.store.corpus import Corpus

QUESTIONS = scaled(200, 10)
"""Of each kind."""

CHANGED = (1, 2, 4)


@dataclass(frozen=True)
class Question:
    """A text whose row is known."""

    kind: str
    pair: Pair
    wanted: int
    """The row it was made from; 0 for none."""


def main() -> None:
    named = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as folder:
        path = named or Path(folder) / "memory.db"
        if not path.exists():
            with Corpus.create(path) as corpus:
                count = int(os.environ.get("WORKBENCH_BENCH_PAIRS", scaled(PAIRS, 5_000)))
                corpus.add_pairs(replace(pair, status=Status.CONFIRMED, flags=()) for pair in pairs(count))
        with Corpus.read(path) as corpus:
            measure(corpus)


def measure(corpus: Corpus) -> None:
    """Print latencies and recall for every kind of question."""
    found: dict[str, list[bool]] = {}
    taken: dict[str, list[float]] = {}
    for question in questions(corpus):
        start = time.process_time()
        answer = matches(corpus, question.pair)
        taken.setdefault(question.kind, []).append((time.process_time() - start) * 1000)
        found.setdefault(question.kind, []).append(question.wanted in {match.pair.id for match in answer})
    print(f"memory, {corpus.count():,} confirmed pairs: milliseconds of processor time a question, rows found again")
    for kind, each in taken.items():
        times = sorted(each)
        p95 = times[int(len(times) * 0.95)]
        recall = f"{statistics.mean(found[kind]):6.1%}" if kind != "frequent words" else "     –"
        print(f"  {kind:<28} median {statistics.median(times):6.1f}  p95 {p95:6.1f}  max {times[-1]:6.1f}  {recall}")


def questions(corpus: Corpus) -> Iterator[Question]:
    """Questions in a fixed order."""
    chance = random.Random(11)
    english, chinese = vocabularies(random.Random(7))
    rows = chance.sample(list(corpus.pair_ids()), QUESTIONS)
    for count in CHANGED:
        for pair in corpus.pairs(rows):
            en = english_changed(chance, pair.source.text, count, english)
            zh = chinese_changed(chance, pair.target.text, count, chinese)
            traditional = in_script(zh, Language.ZH_HANS, ChineseScript.TAIWAN)
            wanted = pair.id or 0
            yield Question(f"English, {count} changed", row(en, ""), wanted)
            yield Question(f"Chinese, {count} changed", row("", zh), wanted)
            yield Question(f"Traditional, {count} changed", row("", traditional), wanted)
            yield Question(f"both sides, {count} changed", row(en, zh), wanted)
    for _ in range(QUESTIONS):
        text = " ".join(chance.choice(("the", "of", "and", "to", "in")) for _ in range(12))
        yield Question("frequent words", row(text, "的" * 12), 0)


def english_changed(chance: random.Random, text: str, count: int, words: Vocabulary) -> str:
    """The text with some words replaced by others of the language."""
    changed = text.split()
    for place in chance.sample(range(len(changed)), count):
        changed[place] = words.sentence(chance, 1, "")
    return " ".join(changed)


def chinese_changed(chance: random.Random, text: str, count: int, words: Vocabulary) -> str:
    """The text with some stretches of two characters replaced by words of the language."""
    for _ in range(count):
        place = chance.randrange(len(text) - 1)
        text = text[:place] + words.sentence(chance, 1, "") + text[place + 2 :]
    return text


def row(en: str, zh: str) -> Pair:
    """An open row of these texts."""
    source, target = PairSide.whole("new", Language.EN, (0,), en), PairSide.whole("new", Language.ZH_HANS, (0,), zh)
    return Pair(source, target, Relation.TRANSLATION if en and zh else Relation.UNALIGNED, id=0)


if __name__ == "__main__":
    main()
