"""Laws of the editing operations: no text is lost, what was joined comes apart, the text as read stays known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from workbench.domain import (
    ActionKind,
    Change,
    Correction,
    Flag,
    Language,
    Pair,
    PairSide,
    Relation,
    Segment,
    SegmentSpan,
    Severity,
    Side,
    Status,
)
from workbench.errors import NotPossible
from workbench.review import operations, text_edits
from workbench.review.operations import Stamp
from workbench.review.side_history import SideHistory, changed, cut, history_of, join, moved, segment_starts
from workbench.review.split_points import cut_points, first_cuts

STAMP = Stamp("An Na", "2026-11-21T08:00:00Z")
WORDS = st.text("abc 吉林。,", min_size=1, max_size=12).map(str.strip).filter(bool)
SENTENCES = st.lists(WORDS, min_size=2, max_size=6)
LANGUAGES = st.sampled_from([Language.EN, Language.ZH_HANS])


def segments_of(texts: Sequence[str], language: Language) -> list[Segment]:
    return [Segment(i, text, "", 0, 0, 0, language) for i, text in enumerate(texts)]


def side_of(texts: Sequence[str], language: Language, first: int = 0, document: str = "a") -> PairSide:
    gap = "" if language.is_chinese else " "
    return PairSide.whole(document, language, tuple(range(first, first + len(texts))), gap.join(texts))


def pair_of(source: str = "One. Two.", target: str = "一。二。", **fields: object) -> Pair:
    pair = Pair(
        PairSide.whole("en", Language.EN, (0, 1), source),
        PairSide.whole("zh", Language.ZH_HANS, (0, 1), target),
        Relation.TRANSLATION,
        id=1,
    )
    return replace(pair, **fields)  # type: ignore[arg-type]


def two_sentences(document: str) -> list[Segment]:
    texts, language = (["One.", "Two."], Language.EN) if document == "en" else (["一。", "二。"], Language.ZH_HANS)
    return segments_of(texts, language)


@given(SENTENCES, LANGUAGES, st.data())
def test_a_joined_side_comes_apart_where_it_was_joined(
    texts: list[str], language: Language, data: st.DataObject
) -> None:
    at = data.draw(st.integers(1, len(texts) - 1))
    first, second = SideHistory(side_of(texts[:at], language)), SideHistory(side_of(texts[at:], language, at))
    known = segments_of(texts, language)
    whole = join(first, second, lambda _: known)
    ends = segment_starts(whole, lambda _: known)
    assert len(ends) == len(texts) - 1
    assert cut(whole, ends[at - 1], lambda _: known) == (first, second)


@given(WORDS, WORDS, WORDS, WORDS, LANGUAGES, st.booleans())
def test_joining_keeps_both_histories(a: str, b: str, c: str, d: str, language: Language, later: bool) -> None:
    assume(a != b and c != d)
    times = ("1", "2") if later else ("2", "1")
    first = SideHistory(side_of([b], language), (Correction(Side.SOURCE, a, b, "edit", "x", times[0]),))
    second = SideHistory(side_of([d], language, 1), (Correction(Side.SOURCE, c, d, "places", "y", times[1]),))
    whole = join(first, second, lambda _: [])
    gap = "" if language.is_chinese else " "
    assert whole.as_read == a + gap + c
    assert whole.states[-1] == whole.side.text == b + gap + d
    one, other = whole.corrections
    assert one.after == other.before
    parts = cut(whole, len(b), lambda _: [])
    assert [part.side.text for part in parts] == [b, d]
    # Where the change was is not always known, but nothing of the text as read is lost.
    assert "".join(part.as_read for part in parts).replace(" ", "") == whole.as_read.replace(" ", "")


@given(WORDS, WORDS, st.data())
def test_an_offset_moves_with_its_text(before: str, after: str, data: st.DataObject) -> None:
    head, tail = changed(before, after)
    assert before[:head] == after[:head]
    assert before[len(before) - tail :] == after[len(after) - tail :]
    place = data.draw(st.integers(0, head))
    assert after[: moved(before, after, place)] == before[:place]
    first = max(head + 1, len(before) - tail)
    assume(first <= len(before))
    place = data.draw(st.integers(first, len(before)))
    assert after[moved(before, after, place) :] == before[place:]


@given(WORDS, WORDS, st.data())
def test_an_offset_stays_in_the_text(before: str, after: str, data: st.DataObject) -> None:
    assert 0 <= moved(before, after, data.draw(st.integers(0, len(before)))) <= len(after)


EMPTY_PARTS = [(0, 0), (9, 4)]


@pytest.mark.parametrize("cuts", EMPTY_PARTS)
def test_a_split_leaves_no_row_empty(cuts: tuple[int, int]) -> None:
    with pytest.raises(NotPossible, match="would be empty"):
        operations.split(pair_of(), *cuts, two_sentences)


@given(st.integers(0, 9), st.integers(0, 4))
def test_a_split_loses_nothing_and_merging_undoes_it(source_at: int, target_at: int) -> None:
    assume((source_at, target_at) not in EMPTY_PARTS)
    pair = pair_of()
    first, second = operations.split(pair, source_at, target_at, two_sentences)
    parts = [first.after, second.after]
    assert first.before is pair
    assert second.before is None
    assert all(part is not None for part in parts)
    texts = ["".join(history_of(part, name).side.text for part in parts if part) for name in (Side.SOURCE, Side.TARGET)]
    assert [text.replace(" ", "") for text in texts] == ["One.Two.", "一。二。"]
    for part in parts:
        assert part is not None
        one_sided = not part.source.text or not part.target.text
        assert (part.relation is Relation.UNALIGNED) == one_sided


def test_a_split_at_the_borders_gives_each_row_its_sentence() -> None:
    pair = pair_of()
    assert first_cuts(pair, two_sentences) == (5, 2)
    first, second = operations.split(pair, 5, 2, two_sentences)
    assert first.after is not None
    assert second.after is not None
    assert (first.after.source.segments, second.after.source.segments) == ((0,), (1,))
    assert (first.after.target.text, second.after.target.text) == ("一。", "二。")
    whole = operations.merge(replace(first.after, id=1), replace(second.after, id=2), two_sentences)[0].after
    assert whole is not None
    assert (whole.source, whole.target) == (pair.source, pair.target)


def test_a_cut_through_a_segment_belongs_to_both_rows() -> None:
    first, second = operations.split(pair_of(), 2, 2, two_sentences)
    assert first.after is not None
    assert second.after is not None
    assert (first.after.source.text, second.after.source.text) == ("On", "e. Two.")
    assert (first.after.source.segments, second.after.source.segments) == ((0,), (0, 1))
    ends = segment_starts(history_of(second.after, Side.SOURCE), two_sentences)
    assert [second.after.source.text[:end] for end in ends] == ["e. "]


def test_a_judgement_changes_the_status_and_says_who() -> None:
    pair = pair_of()
    for kind, status in (
        (ActionKind.CONFIRM, Status.CONFIRMED),
        (ActionKind.REJECT, Status.REJECTED),
        (ActionKind.NEEDS_REVIEW, Status.NEEDS_REVIEW),
    ):
        ((before, after),) = [(change.before, change.after) for change in operations.judge(pair, kind, STAMP)]
        assert before is pair
        assert after is not None
        assert (after.status, after.reviewer) == (status, "An Na")
        assert operations.judge(after, kind, STAMP) == []


def test_a_suggestion_is_applied_with_its_history_and_moves_later_flags() -> None:
    flags = (
        Flag("places", Severity.ERROR, Side.SOURCE, 0, 3, "One", "Eleven", "why"),
        Flag("people", Severity.WARNING, Side.SOURCE, 5, 8, "Two", None, "who"),
        Flag("numbers", Severity.WARNING, Side.TARGET, 0, 1, "一", None, "zh stays"),
    )
    pair = pair_of(flags=flags)
    (change,) = text_edits.apply(pair, flags[0], STAMP)
    after = change.after
    assert after is not None
    assert after.source.text == "Eleven. Two."
    assert after.corrections == (Correction(Side.SOURCE, "One. Two.", "Eleven. Two.", "places", "An Na", STAMP.at),)
    assert [(flag.rule, flag.start) for flag in after.flags] == [("people", 8), ("numbers", 0)]
    with pytest.raises(NotPossible, match="no suggestion"):
        text_edits.apply(pair, flags[1], STAMP)
    with pytest.raises(NotPossible, match="has changed"):
        text_edits.apply(after, flags[0], STAMP)


def test_everywhere_is_every_place_of_every_row_but_rejected_ones() -> None:
    def flagged(text: str, **fields: object) -> Pair:
        places = [i for i in range(len(text)) if text.startswith("Two", i)]
        flags = tuple(Flag("places", Severity.ERROR, Side.SOURCE, i, i + 3, "Two", "Three", "") for i in places)
        return replace(pair_of(text), flags=flags, **fields)  # type: ignore[arg-type]

    rows = [flagged("Two Two."), flagged("One."), flagged("Two.", status=Status.REJECTED)]
    changes = text_edits.apply_everywhere(rows, rows[0].flags[0], STAMP)
    assert [change.after.source.text for change in changes if change.after] == ["Three Three."]


def test_everywhere_is_also_where_the_languages_face_the_other_way() -> None:
    first = pair_of("Two.", flags=(Flag("places", Severity.ERROR, Side.SOURCE, 0, 3, "Two", "Three", ""),))
    turned = replace(
        first,
        source=first.target,
        target=first.source,
        flags=(Flag("places", Severity.ERROR, Side.TARGET, 0, 3, "Two", "Three", ""),),
    )
    (change,) = text_edits.apply_everywhere([turned], first.flags[0], STAMP)
    assert change.after is not None and change.after.target.text == "Three."


def test_an_edit_keeps_one_line_and_refuses_to_empty_a_side() -> None:
    (change,) = text_edits.edit(pair_of(), Side.SOURCE, " One.\nTwo!\n", STAMP)
    assert change.after is not None
    assert change.after.source.text == "One. Two!"
    assert text_edits.edit(pair_of(), Side.SOURCE, "One. Two.", STAMP) == []
    with pytest.raises(NotPossible, match="emptied"):
        text_edits.edit(pair_of(), Side.SOURCE, "  ", STAMP)


def test_moving_gives_a_sentence_and_may_empty_a_row() -> None:
    pair = pair_of()
    lone = Pair(
        PairSide("", Language.EN, (), ""),
        PairSide.whole("zh", Language.ZH_HANS, (2,), "三。"),
        Relation.UNALIGNED,
        id=2,
    )
    changes = operations.move(pair, lone, Side.SOURCE, forward=True, segments=two_sentences)
    given_away, received = changes[0].after, changes[1].after
    assert given_away is not None
    assert received is not None
    assert (given_away.source.text, received.source.text) == ("One.", "Two.")
    assert received.relation is Relation.TRANSLATION
    only = replace(
        pair,
        target=PairSide("", Language.ZH_HANS, (), ""),
        source=replace(pair.source, spans=(SegmentSpan(0),), text="One."),
    )
    gone = operations.move(only, lone, Side.SOURCE, forward=True, segments=two_sentences)[0]
    assert gone == Change(only, None)


def test_rows_of_different_documents_are_not_joined() -> None:
    other = replace(pair_of(), id=2, source=replace(pair_of().source, document="else"))
    with pytest.raises(NotPossible, match="different documents"):
        operations.merge(pair_of(), other, two_sentences)
    with pytest.raises(NotPossible, match="itself"):
        operations.merge(pair_of(), pair_of(), two_sentences)


def test_unlink_gives_two_rows_and_take_makes_one() -> None:
    first, second = (change.after for change in operations.unlink(pair_of()))
    assert first is not None
    assert second is not None
    assert (first.relation, second.relation) == (Relation.UNALIGNED, Relation.UNALIGNED)
    assert (first.source.text, first.target.text, second.target.text) == ("One. Two.", "", "一。二。")
    (change,) = operations.take(first, pair_of().target, 0.7)
    assert change.after is not None
    assert (change.after.relation, change.after.probability) == (Relation.TRANSLATION, 0.7)


def test_another_counterpart_leaves_the_old_one_as_a_row() -> None:
    other = PairSide.whole("zh", Language.ZH_HANS, (4,), "五。")
    taken, left = (change.after for change in operations.take(pair_of(), other, 0.6, keep=Side.SOURCE))
    assert taken is not None
    assert left is not None
    assert (taken.source.text, taken.target.text) == ("One. Two.", "五。")
    assert (left.source.text, left.target.text, left.relation) == ("", "一。二。", Relation.UNALIGNED)


@given(st.text("a，。 b,", max_size=20))
def test_cut_points_are_in_the_text(text: str) -> None:
    points = cut_points(text, [])
    assert points == sorted(set(points))
    assert points[0] == 0
    assert points[-1] == len(text)
