"""What the inspector's tabs list, as lines: nothing wider than asked for, nothing left out, nothing hostile sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.builders import alone, english, pair
from workbench.cells import width
from workbench.domain import Action, ActionKind, Correction, Flag, Pair, Severity, Side, Status, Term, TermKind
from workbench.review.differences import differences
from workbench.review.memory import Match
from workbench.store.values import Hit, Span
from workbench.tui.inspector import concordance, flags, history, memory, terms
from workbench.tui.inspector.items import Item, Line, Tab, cut
from workbench.tui.inspector.tab_choice import TabChoice
from workbench.tui.widgets.inspector import height

PIECES = [*"ab 天津，。[]/<ﬁ\x1b\x07\u202e\u200b\n\t\ud800", "e\u0301", "👨\u200d👩\u200d👧"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)
CELLS = st.integers(20, 200)


def text_of(lines: Sequence[Line]) -> str:
    return "\n".join("".join(part.text for part in line) for line in lines)


@st.composite
def items(draw: st.DrawFn) -> Item:
    one, other = draw(TEXTS), draw(TEXTS)
    row = replace(pair(1, one or "x", other or "天"), id=7, by_estimate=draw(st.booleans()))
    end = draw(st.integers(0, len(row.source.text)))
    start = draw(st.integers(0, end))
    flag = Flag("places", Severity.ERROR, Side.SOURCE, start, end, row.source.text[start:end], other, one)
    made: list[Item] = [
        flags.FlagItem(flag, dismissed=draw(st.booleans())),
        memory.MemoryItem(Match(row, Side.SOURCE, Side.TARGET, 0.8, differences(row.source.text, other))),
        concordance.HitItem(row, Side.SOURCE, start, end),
        history.CorrectionItem(Correction(Side.SOURCE, one, other, "edit", one, "2026-11-21T08:00:00Z")),
        history.ActionItem(Action(1, ActionKind.EDIT, (1, 2), other, "2026-11-21T08:00:00Z")),
        terms.TermItem(terms.MISSING, one, (other,), one, own=True),
    ]
    return draw(st.sampled_from(made))


@given(items(), CELLS, st.integers(1, 4))
def test_an_item_is_as_wide_as_its_place_and_sends_nothing(item: Item, cells: int, room: int) -> None:
    lines = item.lines(cells)
    assert lines
    for shown in (lines, cut(lines, room, cells)):
        assert all(sum(width(part.text) for part in line) <= cells for line in shown)
        assert not set(text_of(shown)) & set("\x1b\x07\u202e\u200b\t\ud800")


@given(items(), CELLS, st.integers(1, 4))
def test_what_is_cut_has_a_sign(item: Item, cells: int, room: int) -> None:
    lines = item.lines(cells)
    shown = cut(lines, room, cells)
    assert len(shown) == min(room, len(lines))
    assert (text_of(shown).endswith("…") and len(lines) > room) or shown == lines


@given(
    st.lists(st.tuples(TEXTS, st.sampled_from(["Tianjin", "天津"]), TEXTS), min_size=1), st.sampled_from([60, 90, 180])
)
def test_the_words_of_a_concordance_stand_below_each_other(found: list[tuple[str, str, str]], cells: int) -> None:
    hits = [
        Hit(replace(pair(n, f"{before}{words}{after}"), id=n), (Span("source", len(before), len(before) + len(words)),))
        for n, (before, words, after) in enumerate(found)
    ]
    starts = set()
    for item in concordance.contents("Tianjin", hits, more=False).items:
        first = item.lines(cells)[0]
        marked = [number for number, part in enumerate(first) if part.style == "mark"]
        assert first[marked[0]].text in ("Tianjin", "天津")
        starts.add(sum(width(part.text) for part in first[: marked[0]]))
    assert len(starts) == 1


def test_memory_shows_both_words_where_texts_differ() -> None:
    row = replace(pair(1, "It costs 2.5 yuan.", "价2.5元"), id=3, status=Status.CONFIRMED, by_estimate=True)
    match = Match(row, Side.SOURCE, Side.TARGET, 0.9, differences("It costs 2.5 yuan.", "It costs 3.5 yuan."))
    shown = text_of(memory.contents([match]).items[0].lines(120))
    assert shown == " 90% ≈ It costs [2 → 3].5 yuan.  ⇒ 价2.5元  article s2"


OWN = (
    Term("吉商", "Jilin merchants", TermKind.REQUIRED),
    Term("对口合作", "paired cooperation"),
    Term("对口合作", "matching cooperation", TermKind.FORBIDDEN),
)


@pytest.mark.parametrize(
    ("zh", "en", "state", "puts"),
    [
        ("广大吉商", "the Jilin merchants", "✓ kept", None),
        ("廣大吉商", "the business people", "✗ missing", (Side.SOURCE, "Jilin merchants", None)),
        ("企业家", "the Jilin merchants", "✗ missing", (Side.TARGET, "吉商", None)),
        ("深化对口合作", "deepen matching cooperation", "✗ forbidden", (Side.SOURCE, "paired cooperation", (7, 27))),
    ],
)
def test_terms_are_kept_or_missing_on_a_side(
    zh: str, en: str, state: str, puts: tuple[Side, str, tuple[int, int] | None] | None
) -> None:
    (item,) = terms.contents(pair(1, en, zh), OWN).items
    assert isinstance(item, terms.TermItem)
    found = item.replacement
    assert (item.state, found and (found.side, found.words, found.span)) == (state, puts)


def test_terms_of_ones_own_are_marked_with_a_sign_in_both_texts() -> None:
    marks = terms.TermFinder(OWN).marks(pair(1, "Jilin merchants and jilin merchants", "吉商、吉商"))
    assert [(mark.start, mark.end, mark.sign) for mark in marks[Side.SOURCE]] == [(0, 15, "ᵗ"), (20, 35, "ᵗ")]
    assert [(mark.start, mark.end) for mark in marks[Side.TARGET]] == [(0, 2), (3, 5)]


def row(pair_id: int, made: Pair) -> Pair:
    return replace(made, id=pair_id)


def test_a_row_without_counterpart_opens_on_candidates_and_leaves_the_resting_tab() -> None:
    choice, paired, single = TabChoice(), row(1, pair(0)), row(2, alone(english(1)))
    assert choice.tab_of(paired) is Tab.FLAGS
    choice.rest_on(paired, Tab.TERMS)
    assert (choice.tab_of(single), choice.tab_of(paired)) == (Tab.CANDIDATES, Tab.TERMS)
    choice.rest_on(single, Tab.HISTORY)
    assert (choice.tab_of(single), choice.tab_of(paired)) == (Tab.HISTORY, Tab.TERMS)
    choice.visit(paired, Tab.CONCORDANCE)
    assert (choice.tab_of(paired), choice.tab_of(row(3, pair(2)))) == (Tab.CONCORDANCE, Tab.TERMS)
    choice.leave()
    assert choice.tab_of(paired) is Tab.TERMS


@given(st.integers(10, 200))
def test_the_inspector_leaves_most_of_the_screen_to_the_page(lines: int) -> None:
    assert height(lines, focused=False) <= max(2, lines // 5 + 1)
    assert height(lines, focused=False) <= height(lines, focused=True) <= max(6, lines // 2)


@pytest.mark.parametrize(("lines", "wanted"), [(24, {2}), (36, {4, 5, 6}), (60, {7, 8, 9, 10, 11, 12})])
def test_heights_of_the_inspector(lines: int, wanted: set[int]) -> None:
    assert height(lines, focused=False) in wanted
