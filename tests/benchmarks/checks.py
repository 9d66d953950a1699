"""What the checks find and what they flag for nothing: good translations, marked errors, damage made on purpose, speed.

Run with `python -m tests.benchmarks.checks`. Rules were tuned on the first half of each set (even documents or rows);
the second half is printed beside it.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from tests.benchmarks.checks_damage import DAMAGES
from tests.benchmarks.scale import scaled
from workbench.checks.engine import RULES, check_pair, check_pairs, in_blocks
from workbench.checks.length_ratio import length_ratio
from workbench.checks.repetition import run_together
from workbench.checks.rule import Context, PairText
from workbench.domain import Flag, Severity

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "checks-dev"
HALVES = ("tuned on", "held out")
_ERROR = Severity.ERROR


@dataclass(frozen=True)
class Judged:
    """A translation people marked: bad is True for a sure error, False where nobody marked one, None between."""

    zh: str
    en: str
    bad: bool | None
    document: str


def good_pairs(name: str = "human-news2019.zh-en", chinese: str = "zh") -> list[tuple[str, str]]:
    """Human translations of news: the file, and the column of the Chinese."""
    with (SHARED / f"{name}.tsv").open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row[chinese], row["en"]) for row in islice(rows, scaled(1_000_000, 60))]


def good_sets() -> dict[str, list[tuple[str, str]]]:
    """Human translations of news in both directions; two of the English originals."""
    return {
        "Chinese into English": good_pairs(),
        "English into Chinese": good_pairs("human-news2021.en-zh"),
        "English into Chinese, second translation": good_pairs("human-news2021.en-zh", "zh_second"),
    }


def judged_pairs() -> list[Judged]:
    """Machine and human translations: sure errors are Major Accuracy marks of two raters or more."""
    rows = []
    with gzip.open(SHARED / "mqm_news2020_zhen.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            accuracy = [error for error in row["errors"] if error["cat"].startswith("Accuracy")]
            major = {error["rater"] for error in accuracy if error["sev"] == "Major"}
            marked = any(error["cat"].startswith(("Accuracy", "Terminology")) for error in row["errors"])
            bad = True if len(major) >= 2 else None if marked else False
            rows.append(Judged(row["src"], _mended(row["mt"], row["errors"]), bad, row["doc"]))
    return rows[:: scaled(1, 100)]


def _mended(text: str, errors: Sequence[dict[str, str]]) -> str:
    """The translation as the raters read it.

    In one row of twenty the file has what a rater marked a second time right after itself ("milkmilk"), or nearly that:
    a repetition that stands only where an error was marked, so that a rule that finds it finds the marking.
    """
    for marked in sorted({error["text"] for error in errors if error["text"]}, key=len, reverse=True):
        text = text.replace(marked * 2, marked) if len(marked) > 1 else text
    while twice := next(run_together(text), None):
        start, end = twice
        text = text[: (start + end) // 2] + text[end:]
    return text


def half_of(name: str) -> int:
    """The same half every time, for a document's name."""
    return zlib.crc32(name.encode("utf-8")) % 2


def _share(part: int, whole: int) -> str:
    return f"{part / whole:6.2%}" if whole else "     –"


def print_good(name: str, pairs: Sequence[tuple[str, str]]) -> None:
    """False alarms on good translations checked as one file, all rules and each."""
    print(f"\nGood human translations, {name}: with an error (target: 2 % of all, 2.5 % of those with digits)")
    results = list(check_pairs(pairs))
    for half in (0, 1):
        part, flags = pairs[half::2], results[half::2]
        failed = [any(flag.severity is _ERROR for flag in found) for found in flags]
        digits = [any(character.isdigit() for character in zh + en) for zh, en in part]
        with_digits = sum(f and d for f, d in zip(failed, digits, strict=True))
        print(
            f"  {HALVES[half]:9} {len(part)} pairs: {_share(sum(failed), len(part))} of all, "
            f"{_share(with_digits, sum(digits))} of {sum(digits)} with digits"
        )
        counts = Counter(
            (flag.rule, flag.severity) for found in flags for flag in {(f.rule, f.severity): f for f in found}.values()
        )
        for (rule, severity), count in sorted(counts.items()):
            print(f"    {rule:22} {severity:8} {_share(count, len(part))}")


def print_judged(rows: Sequence[Judged]) -> None:
    """Precision and recall of each rule on sure items, one finding a source sentence."""
    print("\nMarked translations, sure items only: by rule and severity")
    print("(precision is the mean over source sentences with its 95 % interval: a term in ten systems is one finding)")
    sure = [row for row in rows if row.bad is not None]
    results = list(check_pairs((row.zh, row.en) for row in sure))
    for half in (0, 1):
        chosen = [(row, flags) for row, flags in zip(sure, results, strict=True) if half_of(row.document) == half]
        bad_count = sum(row.bad is True for row, _ in chosen)
        rate = _share(bad_count, len(chosen))
        print(f"  {HALVES[half]} ({bad_count} bad, {len(chosen) - bad_count} good; base rate {rate})")
        for (rule, severity), by_source in sorted(fired(chosen).items()):
            hits = [hit for found in by_source.values() for hit in found]
            mean, low, high = clustered(by_source)
            print(
                f"    {rule:22} {severity:8} fires {len(hits):5} in {len(by_source):4}  precision {mean:.2f} "
                f"({low:.2f} to {high:.2f})  recall {_share(sum(hits), bad_count)}"
            )


def fired(rows: Iterable[tuple[Judged, list[Flag]]]) -> dict[tuple[str, str], dict[str, list[bool]]]:
    """By rule and severity, and by source sentence: whether each flagged translation was bad."""
    found: dict[tuple[str, str], dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for row, flags in rows:
        for key in {(flag.rule, str(flag.severity)) for flag in flags} | {("all", str(f.severity)) for f in flags}:
            found[key][row.zh].append(row.bad is True)
    return found


def clustered(by_source: dict[str, list[bool]]) -> tuple[float, float, float]:
    """Precision as the mean over source sentences, and its 95 % interval by resampling them."""
    shares = [sum(hits) / len(hits) for hits in by_source.values()]
    chance = random.Random(1)
    drawn = sorted(sum(chance.choices(shares, k=len(shares))) / len(shares) for _ in range(1000))
    return sum(shares) / len(shares), drawn[25], drawn[974]


def print_damage(name: str, pairs: Sequence[tuple[str, str]]) -> None:
    """How much of what was broken on purpose is flagged, by the worst new flag of a family that should tell."""
    print(f"\nDamage made in good translations, {name}: share with a new flag (of which errors, warnings), target")
    context = Context(lengths=length_ratio(pairs))
    for half in (0, 1):
        print(f"  {HALVES[half]}")
        part = pairs[half::2]
        before = [Counter(_keys(check_pair(zh, en, context))) for zh, en in part]
        for damaged, (damage, families, target) in DAMAGES.items():
            chance = random.Random(damaged)
            worst: Counter[Severity] = Counter()
            count = 0
            for pair, known in zip(part, before, strict=True):
                broken = damage(pair, chance)
                if broken is None or broken == pair:
                    continue
                count += 1
                new = Counter(_keys(check_pair(*broken, context))) - known
                found = {severity for rule, severity, _, _ in new if rule.partition("-")[0] in families}
                if found:
                    worst[min(found, key=list(Severity).index)] += 1
            print(
                f"    {damaged:28} {count:5}  {_share(sum(worst.values()), count)} "
                f"({_share(worst[Severity.ERROR], count)} {_share(worst[Severity.WARNING], count)})  {target}"
            )


def _keys(flags: Iterable[Flag]) -> list[tuple[str, Severity, str, str]]:
    return [(flag.rule, flag.severity, flag.side, flag.found) for flag in flags]


def print_speed(pairs: Sequence[tuple[str, str]]) -> None:
    """Pairs a minute, alone and on all cores."""
    many = list(islice(cycle(pairs), scaled(6000, 120)))
    started = time.perf_counter()
    some = many[:1000]
    for zh, en in some:
        check_pair(zh, en)
    alone = len(some) / (time.perf_counter() - started) * 60
    started = time.perf_counter()
    count = sum(1 for _ in check_pairs(many))
    together = count / (time.perf_counter() - started) * 60
    print("\nSpeed (target 20,000 pairs a minute on two cores)")
    print(f"  {alone:,.0f} pairs a minute in one process, {together:,.0f} on all cores")


def print_rules(pairs: Sequence[tuple[str, str]]) -> None:
    """What each rule takes of one core; what several rules need is put down to the first that asks for it."""
    taken: Counter[str] = Counter()
    for pair in in_blocks(PairText(zh, en) for zh, en in pairs):
        for rule in RULES:
            started = time.process_time_ns()
            list(rule.check(pair))
            taken[rule.name] += time.process_time_ns() - started
    print("\nProcessor time by rule, µs a pair (words count for places, which ask for them first)")
    for name, nanoseconds in taken.most_common():
        print(f"    {name:22} {nanoseconds / len(pairs) / 1000:8.1f}")


def main() -> None:
    """Print every figure."""
    if not SHARED.is_dir():
        print("checks: the marked sets are not beside this checkout; nothing to measure.")
        return
    sets = good_sets()
    for name, pairs in sets.items():
        print_good(name, pairs)
    print_judged(judged_pairs())
    for name, pairs in sets.items():
        print_damage(name, pairs)
    print_speed(good_pairs())
    print_rules(good_pairs()[: scaled(1000, 20)])


if __name__ == "__main__":
    main()
