"""What rows hold of their documents, after any sequence of what a reviewer does to them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.review.states import State, state_of
from workbench.domain import (
    ActionKind,
    CleanText,
    Document,
    Language,
    Pair,
    PairSide,
    Relation,
    Role,
    Segment,
    Side,
    joined,
)
from workbench.encoders.registry import bundled
from workbench.errors import NotPossible
from workbench.pipeline.realignment import realign
from workbench.review.session import ReviewSession
from workbench.review.side_history import history_of, pieces_of
from workbench.store.corpus import Corpus
from workbench.store.queries import Order

GAPS = st.sampled_from(["", " ", "  ", "\u3000", "\n", " \n"])
TEXTS = {
    Language.EN: [
        "Tianjin’s delegation came.",
        "It went (by rail) to Jilin; it rained.",
        "Rain, rain.",
        "“Home.”",
        "End",
    ],
    Language.ZH_HANS: ["天津市代表团来了。", "坐火车去了吉林；下雨了。", "雨，雨。", "“回家。”", "完"],
}
STEPS = st.tuples(
    st.sampled_from(["split"] * 5 + ["merge", "give", "take"] * 3 + ["link", "unlink", "edit", "counterpart", "realign"]
                    + ["confirm", "undo", "redo"]),
    st.integers(0, 99), st.sampled_from(Side), st.sampled_from([1, -1]), st.integers(0, 40), st.integers(0, 40),
)  # fmt: skip
Step = tuple[str, int, Side, int, int, int]


def document(name: str, language: Language, gaps: Sequence[str]) -> tuple[Document, CleanText, tuple[Segment, ...]]:
    texts, segments, text = TEXTS[language], [], ""
    for position, (sentence, gap) in enumerate(zip(texts, [*gaps, ""], strict=True)):
        start = len(text)
        text += sentence + gap
        segments.append(Segment(position, sentence, gap, 0, start, start + len(sentence), language))
    read = Document(name, text, "utf-8", name, Role.ARTICLE)
    return read, CleanText(read, text, ()), tuple(segments)


def stored(corpus: Corpus, gaps: Sequence[Sequence[str]]) -> None:
    """Two documents aligned sentence by sentence, but for the last ones, which stand alone."""
    sides: list[list[PairSide]] = []
    for name, language, between in zip(("en", "zh"), (Language.EN, Language.ZH_HANS), gaps, strict=True):
        read = document(name, language, between)
        corpus.add_document(*read)
        sides.append([PairSide.of(name, [segment]) for segment in read[2]])
    pairs = [Pair(one, other, Relation.TRANSLATION) for one, other in zip(*sides, strict=True)][:-1]
    last, facing = sides[0][-1], sides[1][-1]
    pairs += [
        Pair(last, PairSide.missing(Language.ZH_HANS), Relation.UNALIGNED),
        Pair(PairSide.missing(Language.EN), facing, Relation.UNALIGNED),
    ]
    corpus.add_pairs(pairs)


def do(session: ReviewSession, step: Step) -> None:
    """One thing a key does, on any row."""
    name, row, side, direction, first, second = step
    rows = session.rows
    rows.cursor = row % len(rows)
    pair = rows.current
    assert pair is not None
    texts = {each: pair.side(each).text for each in Side}
    at = first % (len(texts[side]) + 1)
    facing = Side.SOURCE if not pair.source.text else Side.TARGET
    document = "en" if facing is Side.SOURCE else "zh"
    known = session.segments(document)
    actions: dict[str, Callable[[], object]] = {
        "split": lambda: session.split(pair, min(first, len(texts[Side.SOURCE])), min(second, len(texts[Side.TARGET]))),
        "merge": lambda: session.merge(pair, side, direction),
        "give": lambda: session.give(pair, side, direction),
        "take": lambda: session.take(pair, side, direction),
        "link": lambda: session.link(pair, rows.row(first % len(rows)) or pair),
        "unlink": lambda: session.unlink(pair),
        "edit": lambda: session.edit(
            pair,
            *(
                text[:at] + "吉" + text[at + second :] if text and each is side else text
                for each, text in texts.items()
            ),
        ),
        "counterpart": lambda: session.take_counterpart(
            pair, PairSide.of(document, [known[first % len(known)]]), 0.5, keep=facing.other
        ),
        "realign": lambda: session.do(ActionKind.REALIGN, realign(session.corpus, bundled(), pair).changes),
        "confirm": lambda: session.judge(pair, ActionKind.CONFIRM),
        "undo": session.undo,
        "redo": session.redo,
    }
    actions[name]()


def check(session: ReviewSession) -> State:
    """That every character of the documents is in one row, in order, and is what the row was read as."""
    state = state_of(session.corpus)
    for side, name in zip(Side, ("en", "zh"), strict=True):
        held: dict[int, list[tuple[int, str]]] = {}
        for pair in state.values():
            history = history_of(pair, side)
            pieces = pieces_of(history.side, session.segments)
            if pieces is None:
                assert not history.as_read
                continue
            assert history.as_read == joined(pieces)
            begins = [span.begin for span in history.side.spans]
            assert begins == sorted(begins)
            for span, piece in zip(history.side.spans, pieces, strict=True):
                held.setdefault(span.position, []).append((span.start, piece.text))
        for segment in session.segments(name):
            text = "".join(text for _, text in sorted(held.get(segment.position, [])))
            assert "".join(text.split()) == "".join(segment.text.split())
    assert session.rows.index.ids.tolist() == list(session.corpus.pair_ids())
    firsts = [pair.source.spans[0].begin for pair in state.values() if pair.source.spans]
    assert firsts == sorted(firsts)
    return state


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.tuples(*[st.lists(GAPS, min_size=4, max_size=4)] * 2), st.lists(STEPS, max_size=25))
def test_rows_hold_every_character_once_and_in_order(gaps: tuple[list[str], list[str]], steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder, Corpus.create(Path(folder) / "corpus.db") as corpus:
        stored(corpus, gaps)
        session = ReviewSession(corpus, "An Na")
        session.rows.show("", Order.DOCUMENT)
        first = check(session)
        for step in steps:
            with suppress(NotPossible):
                do(session, step)
            check(session)
        while session.undo() is not None:
            pass
        assert check(session) == first
        assert corpus.check() == []
