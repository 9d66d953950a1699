"""How often the kind of two statements is right, by how they were made: python -m tests.benchmarks.kinds [tune].

Translations and second translations of news, parts of them cut at clause borders, facts exchanged, the nearest other
sentence, and official prose of one form. The constants of mining/statements.py were chosen on the first half of the
news ("tune"); the other half is reported. Needs the gold data beside the checkout.
"""

from __future__ import annotations

import csv
import io
import itertools
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tests.benchmarks.scale import scaled
from tests.conftest import SHARED
from workbench import files
from workbench.domain import MatchKind
from workbench.encoders.registry import bundled
from workbench.language.analysed_text import analyse_all
from workbench.language.conversion import fold
from workbench.mining.statements import Statement, compare_statements
from workbench.training.mining.official_prose import Statement as Wording
from workbench.training.mining.official_prose import visits
from workbench.training.mining.tasks import corrupt

CLAUSE = re.compile("(?<=[，；,;])")
TRANSLATED = SHARED / "checks-dev" / "human-news2019.zh-en.tsv"
TWICE = SHARED / "checks-dev" / "human-news2021.en-zh.tsv"
NEAR = 0.35
"""Cosine from which another sentence is taken for a stranger that looks alike."""


@dataclass(frozen=True, slots=True)
class Case:
    """Two texts whose kind is known by how they were made."""

    source: str
    target: str
    kind: MatchKind
    made: str


def rows(path: str) -> list[dict[str, str]]:
    """The rows of a table."""
    text = files.read_text(SHARED / "checks-dev" / path)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE))


def cut(text: str, rng: random.Random) -> str | None:
    """Some neighbouring clauses, 30 to 70 % of a text; None where it has no such part."""
    clauses = [clause for clause in CLAUSE.split(text) if clause]
    for _ in range(6 if len(clauses) > 1 else 0):
        start = rng.randrange(len(clauses))
        part = "".join(clauses[start : rng.randrange(start + 1, len(clauses) + 1)])
        if 0.3 <= len(part) / len(text) <= 0.7:
            return part.strip("，；,; ")
    return None


def news(source: list[str], target: list[str], languages: str, rng: random.Random) -> Iterator[Case]:
    """Cases from texts that say the same, one by one."""
    encode = bundled().encode
    near = encode([fold(text) for text in source]) @ encode([fold(text) for text in target]).T
    np.fill_diagonal(near, -1)
    for place, (left, right) in enumerate(zip(source, target, strict=True)):
        yield Case(left, right, MatchKind.SAME, f"{languages} translated")
        other = int(near[place].argmax())
        if near[place, other] > NEAR:
            yield Case(left, target[other], MatchKind.UNRELATED, f"{languages} nearest stranger")
        part, strange = cut(left, rng), cut(rng.choice(source), rng)
        if part:
            yield Case(part, right, MatchKind.PART, f"{languages} source cut")
        if part and strange:
            yield Case(f"{strange}，{part}", right, MatchKind.PART, f"{languages} part among strangers")
        if shorter := cut(right, rng):
            yield Case(left, shorter, MatchKind.PART, f"{languages} target cut")
        if changed := corrupt(left, rng):
            yield Case(changed, right, MatchKind.FORM, f"{languages} fact exchanged")


def official(rng: random.Random) -> Iterator[Case]:
    """Cases from the same forms with the facts of several visits; forms that only name a topic left out."""
    made = visits(8, rng)
    forms = [place for place, wordings in enumerate(zip(*made, strict=True)) if _differ(wordings)]
    for one, other in itertools.permutations(made, 2):
        for place in rng.sample(forms, 6):
            here, there = one[place], other[place]
            yield Case(here.zh, there.en, MatchKind.FORM, "zh-en official, other visit")
            yield Case(here.zh, rng.choice((there.zh, there.zh_other)), MatchKind.FORM, "zh-zh official, other visit")
            yield Case(here.zh, here.en, MatchKind.SAME, "zh-en official, same visit")
            yield Case(here.zh, here.zh_other, MatchKind.SAME, "zh-zh official, same visit")


def _differ(wordings: tuple[Wording, ...]) -> bool:
    return len({each.zh for each in wordings}) == len(wordings)


def cases(tune: bool) -> list[Case]:
    """The cases of the first half of the news, or of the second."""
    rng = random.Random(1 if tune else 2)
    translated, twice = rows(TRANSLATED.name), rows(TWICE.name)
    translated = translated[:600] if tune else translated[1000:1600]
    twice = twice[:501] if tune else twice[501:]
    return [
        *news([row["zh"] for row in translated], [row["en"] for row in translated], "zh-en", rng),
        *news([row["zh"] for row in twice], [row["zh_second"] for row in twice], "zh-zh", rng),
        *official(rng),
    ]


def main(tune: bool) -> None:
    """Print how the cases of each make are judged, the mean of the right ones, and the time."""
    all_cases = cases(tune)[:: scaled(1, 20)]
    texts = list(dict.fromkeys(text for case in all_cases for text in (case.source, case.target)))
    statements = dict(zip(texts, map(Statement, analyse_all(texts)), strict=True))
    found: defaultdict[tuple[str, MatchKind], list[MatchKind]] = defaultdict(list)
    started = time.process_time()
    for case in all_cases:
        found[case.made, case.kind].append(compare_statements(statements[case.source], statements[case.target]).kind)
    spent = time.process_time() - started
    print(f"{'':<28}{'should be':<11}{'cases':>6}" + "".join(f"{kind:>11}" for kind in MatchKind))
    for (made, kind), kinds in found.items():
        shares = "".join(f"{sum(each is one for each in kinds) / len(kinds):>11.2f}" for one in MatchKind)
        print(f"{made:<28}{kind:<11}{len(kinds):>6}{shares}")
    right = [sum(each is kind for each in kinds) / len(kinds) for (_, kind), kinds in found.items()]
    print(
        f"right, mean of the makes: {sum(right) / len(right):.3f}; {1000 * spent / len(all_cases):.2f} ms a comparison"
    )


if __name__ == "__main__":
    main(tune=sys.argv[1:] == ["tune"])
