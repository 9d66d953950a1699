"""Near-duplicates among texts, and parts of a split that repeat none of each other."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import UsageError
from workbench.pipeline.near_duplicates import NEAR, Item, Likeness, ShingleIndex, compared_text, share, shingles_of
from workbench.pipeline.splitting import LEFT_OUT, Split, assign

SENTENCES = (
    "天津市代表团访问了吉林省，双方签署了合作协议。",
    "天津市代表团访问了吉林省，双方签署了合作协议！",
    "天津市代表团昨天访问了四川省，双方没有签署协议。",
    "The delegation of Tianjin visited Jilin, where both sides signed an agreement on cooperation.",
    "The delegation of Tianjin visited Jilin where both sides signed an agreement on co-operation",
    "The delegation of Tianjin went home.",
    "好。",
    "Yes.",
    "…",
)


def likeness_of(items: Sequence[Item], order: Sequence[int] | None = None) -> Likeness:
    index = ShingleIndex()
    for item in items:
        index.add(item)
    return index.likeness(
        lambda numbers: [items[n] for n in numbers], None if order is None else np.array(order, dtype=np.int64)
    )


def _are_near(one: Item, other: Item) -> bool:
    shingles = ([shingles_of(compared_text(text)) for text in item] for item in (one, other))
    return all(share(a, b) >= NEAR for a, b in zip(*shingles, strict=True))


def test_case_and_punctuation_make_no_difference_and_a_few_characters_make_little() -> None:
    likeness = likeness_of([(text,) for text in SENTENCES])
    assert likeness.same.tolist() == [0, 0, 2, 3, 3, 5, 6, 7, 8]
    near = likeness_of([(SENTENCES[0],), (SENTENCES[0].replace("协议", "协定"),), (SENTENCES[2],)])
    assert near.same.tolist() == [0, 1, 2]
    assert near.near.tolist() == [[0, 1]]


def test_of_two_sides_both_must_be_alike() -> None:
    pairs = [(SENTENCES[0], SENTENCES[3]), (SENTENCES[1], SENTENCES[5]), (SENTENCES[1], SENTENCES[4])]
    assert likeness_of(pairs).same.tolist() == [0, 1, 0]


def test_of_items_that_are_alike_the_first_in_order_is_kept() -> None:
    order = [2, 1, 0]
    likeness = likeness_of([("A sentence here.",), ("Another one.",), ("a sentence here",)], order)
    assert likeness.kept(np.array(order)).tolist() == [2, 1, 2]


edited = st.builds(
    lambda text, at, character: text[: at % len(text)] + character + text[at % len(text) :],
    st.sampled_from(SENTENCES),
    st.integers(0, 200),
    st.sampled_from("aé好,。 "),
)


@given(st.lists(st.tuples(edited, edited), max_size=30), st.randoms())
def test_what_is_kept_stands_for_all_that_is_dropped(items: list[Item], chance: random.Random) -> None:
    order = chance.sample(range(len(items)), len(items))
    kept = likeness_of(items, order).kept(np.array(order, dtype=np.int64)).tolist()
    for item, other in enumerate(kept):
        assert kept[other] == other
        assert order.index(other) <= order.index(item)


def test_few_near_duplicates_are_missed() -> None:
    chance = random.Random(7)
    words = ["".join(chance.choices("abcdefghij", k=chance.randint(3, 8))) for _ in range(300)]
    texts = [" ".join(chance.choices(words, k=chance.randint(6, 20))) for _ in range(150)]
    texts += [text[:at] + "z" + text[at + 1 :] for text in texts for at in [chance.randrange(len(text))]]
    items = [(text,) for text in texts]
    near = {tuple(pair) for pair in likeness_of(items).near.tolist()}
    truly = {(a, b) for a, b in combinations(range(len(items)), 2) if _are_near(items[a], items[b])}
    assert near <= truly
    assert len(near) > 0.95 * len(truly) > 100


@pytest.mark.parametrize("text", ["90", "90/5/4", "a/b", "100/0", "50/30/10/10", "90/5/-5", "", "nan/50"])
def test_shares_sum_up_to_a_hundred(text: str) -> None:
    with pytest.raises(UsageError, match="does not divide"):
        Split.parse(text)


def _assigned(documents: Sequence[tuple[int, int]], texts: Sequence[Item], split: Split) -> list[int]:
    facing = np.array(documents, dtype=np.int32).reshape(-1, 2)
    likenesses = [likeness_of([(item[side],) for item in texts]) for side in (0, 1)]
    return list(map(int, assign(facing, likenesses, split)))


rows = st.lists(
    st.tuples(st.tuples(st.integers(-1, 8), st.integers(-1, 8).map(lambda n: n if n < 0 else n + 9)), edited, edited),
    min_size=1,
    max_size=60,
)


@given(rows, st.sampled_from(["90/5/5", "60/40", "34/33/33"]), st.integers(0, 5))
def test_parts_keep_documents_whole_and_repeat_nothing(
    given_rows: list[tuple[tuple[int, int], str, str]], shares: str, seed: int
) -> None:
    documents = [row[0] for row in given_rows]
    texts = [row[1:] for row in given_rows]
    split = Split.parse(shares, seed)
    try:
        parts = _assigned(documents, texts, split)
    except UsageError as error:
        assert "cannot be divided" in str(error)
        return
    homes: dict[int, set[int]] = {}
    for both, part in zip(documents, parts, strict=True):
        for document in both:
            if document >= 0 and part != LEFT_OUT:
                homes.setdefault(document, set()).add(part)
    assert all(len(found) == 1 for found in homes.values())
    kept = [row for row, part in enumerate(parts) if part != LEFT_OUT]
    for one, other in combinations(kept, 2):
        if parts[one] != parts[other]:
            for side in (0, 1):
                assert compared_text(texts[one][side]) != compared_text(texts[other][side])
    assert parts == _assigned(documents, texts, split), "the same seed divides in the same way"


def test_sizes_are_reached_where_documents_allow_it() -> None:
    texts = [(f"Sentence number {n * n} of {n} others.", f"第{n * 7919}句，共{n * 31}句。") for n in range(1000)]
    parts = _assigned([(n // 10, -1) for n in range(1000)], texts, Split.parse("90/5/5", 3))
    counts = [parts.count(part) for part in range(3)]
    assert sum(counts) + parts.count(LEFT_OUT) == 1000
    assert counts[1] == counts[2] == 50
    few = _assigned([(n // 300, -1) for n in range(1000)], texts, Split.parse("90/5/5"))
    assert min(few.count(part) for part in range(3)) > 0, "no part is empty"
    alone = _assigned([(-1, -1)] * 1000, texts, Split.parse("80/20", 1))
    assert alone.count(1) == 200


def test_one_group_of_documents_cannot_be_divided() -> None:
    with pytest.raises(UsageError, match="belong together in one group"):
        _assigned([(0, 1), (0, 2)], [("a", "b"), ("c", "d")], Split.parse("90/10"))
