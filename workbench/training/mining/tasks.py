"""Comparable texts made from bitext: translations hidden among strangers, and near misses that look like them.

Bitext is TSV with a header naming `zh` and `en`, or a folder of documents aligned by hand; neighbouring pairs are
neighbouring sentences.
"""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench import files
from workbench.errors import InputError
from workbench.evaluation.gold import GoldDocument, read_gold
from workbench.i18n import gettext
from workbench.language.analysed_text import analyse
from workbench.language.conversion import fold
from workbench.language.gazetteer import PROVINCIAL, find_chinese, places
from workbench.training.mining.official_prose import Statement, random_name, visits

Sentences = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Task:
    """Two sides and which of their segments say the same."""

    source: list[str]
    target: list[str]
    truth: frozenset[tuple[int, int]]


_LARGEST_BEAD = 3
"""Segments of either side together in a bead that counts as a pair."""


def read_bitext(path: Path) -> list[tuple[str, str]]:
    """Sentence pairs, Chinese first; of a folder the beads of up to three segments, each side joined.

    Raises InputError where it is neither a TSV with the columns zh and en nor a folder of aligned documents.
    """
    if path.is_dir():
        return [pair for document in read_gold(path) for pair in _beads(document)]
    try:
        rows = csv.DictReader(io.StringIO(files.read_text(path), newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["zh"], row["en"]) for row in rows if row["zh"] and row["en"]]
    except (csv.Error, KeyError) as error:
        raise InputError(
            gettext("{path} is not a TSV with the columns zh and en.").format(path=path), hint=gettext("See --help.")
        ) from error


def _beads(document: GoldDocument) -> Iterator[tuple[str, str]]:
    for zh, en in document.links:
        if zh and en and len(zh) + len(en) <= _LARGEST_BEAD:
            yield "".join(document.zh[place] for place in zh), " ".join(document.en[place] for place in en)


def hidden(pairs: Sentences, shared: int, each: int, rng: random.Random) -> Task:
    """`shared` translations among `each` sentences a side, the others without a counterpart; order as in the bitext.

    Fewer where the bitext is too short: `shared` + 2 × (`each` - `shared`) pairs are needed.
    """
    each = min(each, (len(pairs) + shared) // 2)
    drawn = rng.sample(range(len(pairs)), 2 * each - shared)
    both, zh_only, en_only = drawn[:shared], drawn[shared:each], drawn[each:]
    zh, en = sorted(both + zh_only), sorted(both + en_only)
    places_of_zh = {pair: place for place, pair in enumerate(zh)}
    places_of_en = {pair: place for place, pair in enumerate(en)}
    truth = frozenset((places_of_zh[pair], places_of_en[pair]) for pair in both)
    return Task([pairs[pair][0] for pair in zh], [pairs[pair][1] for pair in en], truth)


def with_near_misses(task: Task, share: float, rng: random.Random) -> Task:
    """The task with a share of its Chinese sides changed in one name, place, number or date: no longer the same.

    Half of the changed ones replace the original, half beside it.
    """
    source = list(task.source)
    gone = set()
    for position in sorted({place for place, _ in task.truth}):
        if rng.random() < share and (changed := corrupt(source[position], rng)) is not None:
            if rng.random() < 0.5:
                source[position] = changed
                gone.add(position)
            else:
                source.append(changed)
    return Task(source, task.target, frozenset(pair for pair in task.truth if pair[0] not in gone))


_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def corrupt(text: str, rng: random.Random) -> str | None:
    """Chinese text with another place, number or given name; None where there is nothing to change."""
    for way in rng.sample((_other_place, _other_number, _other_person, _turned_around), 4):
        changed = way(text, rng)
        if changed is not None and changed != text:
            return changed
    return None


def _other_place(text: str, rng: random.Random) -> str | None:
    mentions = find_chinese(text)
    if not mentions:
        return None
    mention = rng.choice(mentions)
    kinds = PROVINCIAL if mention.place.kind in PROVINCIAL else {mention.place.kind}
    other = rng.choice([place for place in places() if place.kind in kinds and place.zh != mention.place.zh] or [None])
    if other is None:
        return None
    name = other.zh if mention.text == mention.place.zh else other.name
    return text.replace(mention.text, name)


def _other_number(text: str, rng: random.Random) -> str | None:
    numbers = list(_NUMBER.finditer(text))
    if not numbers:
        return None
    number = rng.choice(numbers)
    value = float(number[0])
    size = max(2, int(value))
    other = str(rng.randint(1, 12 if size <= 12 else 31 if size <= 31 else size + 9))
    return text[: number.start()] + other + text[number.end() :]


def _other_person(text: str, rng: random.Random) -> str | None:
    found = [name.text for name in analyse(text).chinese_people]
    return text.replace(rng.choice(found), random_name(rng)) if found else None


def _turned_around(text: str, rng: random.Random) -> str | None:
    """The first two different places change roles: who visits is visited."""
    names = list(dict.fromkeys(mention.text for mention in find_chinese(text)))
    if len(names) < 2:
        return None
    first, second = names[:2]
    return text.replace(first, "\0").replace(second, first).replace("\0", second)


def official(pairs: Sentences, same_language: bool, rng: random.Random) -> Task:
    """An article on one visit against papers on several: the same forms, other facts; some other news between them.

    The article sometimes has in one sentence what papers have in two. Its side is the target, unless both sides are
    Chinese.
    """
    visited = visits(rng.randint(3, 6), rng)
    article = _joined(_some(visited[0], rng), same_language, rng)
    coverage = [each for visit in visited[rng.choice((0, 0, 1, 2)) :] for each in _some(visit, rng)]
    source = [({each.en}, rng.choice((each.zh, each.zh_other))) for each in coverage]
    other = rng.sample(list(pairs), 24)
    article += [({en}, zh if same_language else en) for zh, en in other[:8]]
    source += [({en}, zh) for zh, en in other[8:]]
    truth = frozenset(
        (row, column)
        for row, (keys, _) in enumerate(source)
        for column, (other_keys, _) in enumerate(article)
        if keys & other_keys
    )
    return Task([text for _, text in source], [text for _, text in article], truth)


def _joined(statements: Sequence[Statement], same_language: bool, rng: random.Random) -> list[tuple[set[str], str]]:
    """The article's sentences, each with the English of the statements it makes."""
    sentences: list[tuple[set[str], str]] = []
    for each in statements:
        text = each.zh if same_language else each.en
        if sentences and rng.random() < 0.15:
            keys, before = sentences.pop()
            link = "，" if same_language else ", and "
            sentences.append((keys | {each.en}, before.rstrip("。.") + link + text))
        else:
            sentences.append(({each.en}, text))
    return sentences


def _some(statements: Sequence[Statement], rng: random.Random) -> list[Statement]:
    return [each for each in statements if rng.random() < 0.6]


def shortened(task: Task, share: float, rng: random.Random) -> Task:
    """The task with a share of each side's sentences, with and without counterpart, cut to some of their clauses."""
    return Task(
        [_cut(text, rng) if rng.random() < share else text for text in task.source],
        [_cut(text, rng) if rng.random() < share else text for text in task.target],
        task.truth,
    )


def _cut(text: str, rng: random.Random) -> str:
    clauses = [clause for clause in _CLAUSE.split(text) if clause]
    if len(clauses) < 2:
        return text
    keep = max(1, round(len(clauses) * rng.uniform(0.3, 0.8)))
    first = 0 if rng.random() < 0.7 else rng.randrange(len(clauses) - keep + 1)
    return "".join(clauses[first : first + keep]).strip("，；,; ")


_CLAUSE = re.compile("(?<=[，；,;])")
_REPLACEMENTS = (
    "表示/说 指出/强调 举行/召开 目前/当前 但是/不过 因为/由于 非常/十分 进行/开展 以及/和 如果/若 已经/已 "
    "可以/能够 大约/约 许多/很多 开始/着手 重要/重大 帮助/协助 超过/逾 人们/人 认为/表示 得到/获得 "
    "使用/采用 今天/今日 因此/所以 其中/当中 导致/造成"
)
"""What one paper writes and another might."""


def retold(pairs: Sentences, shared: int, each: int, rng: random.Random) -> Task:
    """Chinese sentences as another paper has them: clauses left out, moved or added, other words, other numerals."""
    chosen = rng.sample(range(len(pairs)), min(len(pairs), 2 * each - shared))
    both, left, right = chosen[:shared], chosen[shared:each], chosen[each:]
    source, target = sorted(both + left), sorted(both + right)
    spot = {pair: place for place, pair in enumerate(target)}
    truth = frozenset((place, spot[pair]) for place, pair in enumerate(source) if pair in spot)
    others = [zh for zh, _ in pairs]
    return Task(
        [fold(pairs[pair][0]) for pair in source],
        [_retell(fold(pairs[pair][0]), others, rng) for pair in target],
        truth,
    )


def _retell(text: str, others: Sequence[str], rng: random.Random) -> str:
    clauses = [clause for clause in _CLAUSE.split(text) if clause]
    if len(clauses) > 1 and rng.random() < 0.6:
        # What is left still carries most of the meaning.
        shortest = min(range(len(clauses)), key=lambda place: len(clauses[place]))
        clauses.pop(shortest if rng.random() < 0.7 else rng.randrange(len(clauses)))
    if len(clauses) > 2 and rng.random() < 0.2:
        clauses[0], clauses[1] = clauses[1], clauses[0]
    if rng.random() < 0.35:
        extra = next(iter(_CLAUSE.split(rng.choice(others))))
        clauses.insert(rng.randrange(len(clauses) + 1), extra.rstrip("。！？") + "，")
    if len(clauses) > 1 and rng.random() < 0.15:
        # One clause of it inside another sentence.
        after = [clause for clause in _CLAUSE.split(rng.choice(others)) if clause][1:3]
        clauses = [max(clauses, key=len), *after] if rng.random() < 0.7 else [*after, max(clauses, key=len)]
    text = "".join(clauses)
    for old, new in (words.split("/") for words in _REPLACEMENTS.split()):
        if rng.random() < 0.7:
            text = text.replace(old, new)
    if rng.random() < 0.25:
        # A few characters otherwise, as another hand writes them.
        place = rng.randrange(max(len(text) - 2, 1))
        text = text[:place] + text[place + rng.choice((1, 2)) :]
    return text
