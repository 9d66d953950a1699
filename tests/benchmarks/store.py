"""What a corpus of a million pairs costs: time, disk, memory; how quickly it opens and answers.

Texts are made from two vocabularies with the frequencies of natural language (Zipf) and the lengths of news: 46 Chinese
characters facing 135 English ones on average.
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import sys
import tempfile
import time
from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import accumulate, islice
from pathlib import Path

from workbench.domain import ActionKind, Change, Flag, Language, Pair, PairSide, Relation, Severity, Side, Status
from workbench.language.conversion import simplify
from workbench.store.corpus import Corpus
from workbench.store.queries import Order, PairQuery

PAIRS = 1_000_000
DOCUMENT = int(os.environ.get("WORKBENCH_BENCH_PAIRS", PAIRS)) // 10
"""Pairs a document: the size of which the app has to open one in under a second."""


class Vocabulary:
    """Words with the frequencies of natural language."""

    def __init__(self, words: list[str]) -> None:
        self._words = words
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))

    def sentence(self, chance: random.Random, length: int, joiner: str) -> str:
        total = self._weights[-1]
        return joiner.join(self._words[bisect(self._weights, chance.random() * total)] for _ in range(length))


def vocabularies(chance: random.Random) -> tuple[Vocabulary, Vocabulary]:
    """English-like words and Chinese-like words; the commonest are real, so that they can be asked for."""
    letters = "etaoinshrdlucmfwypvbgk"
    english = ["the", "of", "and", "to", "in"] + [
        "".join(chance.choice(letters) for _ in range(chance.randint(2, 11))) for _ in range(40_000)
    ]
    han = [chr(code) for code in range(0x4E00, 0x9FA6)]
    characters = [character for character in han if simplify(character) == character]
    characters = chance.sample(characters, 3_500)
    chinese = ["的", "中国", "经济"] + [
        "".join(chance.choice(characters) for _ in range(chance.choice((1, 2, 2, 2, 3)))) for _ in range(40_000)
    ]
    chinese[300] = "吉林"
    return Vocabulary(english), Vocabulary(chinese)


def pairs(count: int) -> Iterator[Pair]:
    """Pairs of documents of `DOCUMENT` pairs; one in five is flagged."""
    chance = random.Random(7)
    english, chinese = vocabularies(chance)
    for number in range(count):
        document, position = divmod(number, DOCUMENT)
        source = english.sentence(chance, chance.randint(12, 28), " ")
        target = chinese.sentence(chance, chance.randint(12, 34), "")
        flag = Flag("numbers", Severity.WARNING, Side.SOURCE, 0, 3, source[:3], None, "A number of one side only.")
        yield Pair(
            PairSide.whole(f"article-{document}", Language.EN, (position,), source),
            PairSide.whole(f"coverage-{document}", Language.ZH_HANS, (position,), target),
            Relation.TRANSLATION,
            probability=chance.random(),
            flags=(flag,) if number % 5 == 0 else (),
        )


def milliseconds(action: Callable[[], object], times: int = 5) -> str:
    """Median and worst of a few runs, and the processor time of one: the two differ on a busy machine."""
    taken = []
    processor = time.process_time()
    for _ in range(times):
        start = time.perf_counter()
        action()
        taken.append((time.perf_counter() - start) * 1000)
    processor = (time.process_time() - processor) / times * 1000
    return f"{statistics.median(taken):7.1f} ms (worst {max(taken):.1f}, processor {processor:.1f})"


def memory() -> float:
    """Peak of this process so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def say(what: str, value: str) -> None:
    print(f"{what:<58} {value}", flush=True)


class Stopwatch:
    """Time spent making the pairs, which is not part of storing them: seconds by the clock and of the processor."""

    def __init__(self) -> None:
        self.clock = self.processor = 0.0

    def around(self, made: Iterator[Pair]) -> Iterator[Pair]:
        while True:
            clock, processor = time.perf_counter(), time.process_time()
            some = list(islice(made, 10_000))
            self.clock += time.perf_counter() - clock
            self.processor += time.process_time() - processor
            if not some:
                return
            yield from some


def timed_import(corpus: Corpus, count: int) -> tuple[float, float]:
    """Seconds by the clock and of the processor that adding so many pairs takes."""
    making = Stopwatch()
    clock, processor = time.perf_counter(), time.process_time()
    corpus.add_pairs(making.around(pairs(count)))
    return time.perf_counter() - clock - making.clock, time.process_time() - processor - making.processor


def measure_import(path: Path, count: int) -> None:
    with Corpus.create(path) as corpus:
        clock, processor = timed_import(corpus, count)
        say(
            f"import of {count:,} pairs", f"{clock:7.1f} s ({count / clock:,.0f} a second), processor {processor:.1f} s"
        )
        clock, processor = timed_import(corpus, count // 10)
        say(f"import of {count // 10:,} known ones", f"{clock:7.1f} s, processor {processor:.1f} s")
    size = sum(Path(f"{path}{end}").stat().st_size for end in ("", "-wal") if Path(f"{path}{end}").exists())
    say("size on disk", f"{size / 1e6:7.0f} MB")
    say("memory, peak of the import", f"{memory():7.0f} MB")


def open_and_close(path: Path) -> None:
    Corpus.create(path).close()


def measure_answers(path: Path) -> None:
    say("open", milliseconds(lambda: open_and_close(path)))
    with Corpus.create(path) as corpus:
        for words in ("吉林", "中国经济", "经", "的", "the", "of the", "吉林 the", "the of 中国", "zzzz"):
            say(f"search {words!r}, first 100", milliseconds(partial(corpus.search, words)))
            query = PairQuery(text=words)
            say(f"count {words!r}: {corpus.count(query):,}", milliseconds(partial(corpus.count, query)))
        say("search by pattern '中国.{1,4}经济'", milliseconds(lambda: corpus.search("中国.{1,4}经济", regex=True)))
        say(
            "search by pattern 'the [a-z]+ing? of'",
            milliseconds(lambda: corpus.search("the [a-z]+ing? of", regex=True)),
        )
        one = PairQuery(document="article-3")
        for query, name in (
            (one, "one document"),
            (replace(one, order=Order.VALUE), "one document by value"),
            (replace(one, text="中国"), "one document, 中国"),
            (replace(one, statuses=frozenset({Status.PROPOSED}), flagged=True), "one document, open and flagged"),
            (PairQuery(rule="numbers", order=Order.ID), "all flagged by a rule"),
            (PairQuery(), "everything"),
        ):
            ids = corpus.pair_ids(query)
            say(f"ids of {name}: {len(ids):,}", milliseconds(partial(corpus.pair_ids, query)))
        ids = corpus.pair_ids(one)
        say("a page of 50 rows", milliseconds(lambda: corpus.pairs(ids[50_000:50_050]), 20))
        say("counts for the library", milliseconds(corpus.tallies))
        say("stats", milliseconds(corpus.stats))
        number = iter(range(10_000))

        def act() -> None:
            pair = corpus.pair(ids[next(number)])
            corpus.act(ActionKind.CONFIRM, [Change(pair, replace(pair, status=Status.CONFIRMED))], "ann")

        say("an action, on the disk", milliseconds(act, 50))
        say("its undo", milliseconds(corpus.undo, 50))
        say("memory, peak", f"{memory():7.0f} MB")


def main() -> None:
    count = int(os.environ.get("WORKBENCH_BENCH_PAIRS", PAIRS))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        measure_import(path, count)
        measure_answers(path)


if __name__ == "__main__":
    main()
