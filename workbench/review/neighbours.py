"""The rows that hold the sentences next to those of a row, whatever a list shows."""

from __future__ import annotations

from workbench.domain import Pair, PairSide, Relation, Side, Status, relation_of
from workbench.review.side_history import Segments, history_of
from workbench.store.corpus import Corpus

_LOOKED_FOR = 40
"""Characters of a row that are looked for in a sentence, to find where a split went through it."""


def neighbour(corpus: Corpus, pair: Pair, side: Side, step: int, segments: Segments) -> Pair | None:
    """Return the row with the next (step 1) or previous (-1) sentence of a side, or of the other side without one.

    The rest of a sentence that a split went through comes before the next sentence.
    """
    rest = _other_part(corpus, pair, side, step, segments) or _other_part(corpus, pair, side.other, step, segments)
    return rest or _adjacent(corpus, pair, side, step) or _adjacent(corpus, pair, side.other, step)


def receiver(corpus: Corpus, pair: Pair, side: Side, step: int, segments: Segments) -> Pair | None:
    """Return the row that a sentence of a side can move to without leaving a gap in that row's side."""
    if (rest := _other_part(corpus, pair, side, step, segments)) is not None:
        return rest
    held = pair.side(side).segments
    edge = max(held, default=0) + 1 if step > 0 else min(held, default=0) - 1
    for found in (_adjacent(corpus, pair, side.other, step), _adjacent(corpus, pair, side, step)):
        if found is not None:
            theirs = found.side(side)
            if not theirs.text or (min if step > 0 else max)(theirs.segments, default=edge) == edge:
                return found
    return None


def holders(corpus: Corpus, pair: Pair, candidate: PairSide, kept: PairSide) -> list[Pair]:
    """Return the other rows that hold sentences of a counterpart and would give them up for the side to keep.

    Those without a counterpart, and those that face the same document in the same languages: in comparable documents a
    sentence may well stand opposite several. Rejected rows hold nothing.
    """
    ids = {i for position in candidate.segments for i in corpus.pairs_with(candidate.document, position)}
    relation = relation_of(kept, candidate)
    return [
        row
        for row in corpus.pairs(sorted(ids - {pair.id}))
        if row.status is not Status.REJECTED
        and (
            row.relation is Relation.UNALIGNED
            or (row.relation is relation and kept.document in (row.source.document, row.target.document))
        )
    ]


def _other_part(corpus: Corpus, pair: Pair, side: Side, step: int, segments: Segments) -> Pair | None:
    """Return the row behind (step 1) or before (-1) a row that holds the rest of a sentence cut through by a split."""
    this = pair.side(side)
    if not this.segments or not is_cut(pair, side, step, segments):
        return None
    found: Pair | None = None
    for row in corpus.pairs(corpus.pairs_with(this.document, this.segments[-1 if step > 0 else 0])):
        if row.id == pair.id or row.side(side).document != this.document or not is_cut(row, side, -step, segments):
            continue
        # The nearest of those on this side of the row.
        first, second = (pair, row) if step > 0 else (row, pair)
        if corpus.precedes(first.id or 0, second.id or 0) and (
            found is None or corpus.precedes(row.id or 0, found.id or 0) == (step > 0)
        ):
            found = row
    return found


def rest_of_sentence(pair: Pair, side: Side, step: int, segments: Segments) -> str:
    """Return what another row has of the sentence in which a side ends (step 1) or begins (-1); "" for a whole one."""
    this = pair.side(side)
    if not is_cut(pair, side, step, segments):
        return ""
    text, as_read = segments(this.document)[this.segments[-1 if step > 0 else 0]].text, history_of(pair, side).as_read
    words = as_read[-_LOOKED_FOR:] if step > 0 else as_read[:_LOOKED_FOR]
    at = text.find(words)
    if at < 0:
        return ""
    return text[at + len(words) :].strip() if step > 0 else text[:at].strip()


def is_cut(pair: Pair, side: Side, step: int, segments: Segments) -> bool:
    """Whether a side, as it was read, ends (step 1) or begins (-1) inside a sentence."""
    this = pair.side(side)
    known = segments(this.document)
    if not this.segments or max(this.segments) >= len(known):
        return False
    text, as_read = known[this.segments[-1 if step > 0 else 0]].text.strip(), history_of(pair, side).as_read
    return not (as_read.endswith(text) if step > 0 else as_read.startswith(text))


def _adjacent(corpus: Corpus, pair: Pair, name: Side, step: int) -> Pair | None:
    this, other = pair.side(name), pair.side(name.other)
    if not this.segments:
        return None
    position = max(this.segments) + 1 if step > 0 else min(this.segments) - 1
    if position < 0:
        return None
    rows = corpus.pairs(corpus.pairs_with(this.document, position))
    rows = [row for row in rows if row.id != pair.id and row.status is not Status.REJECTED]

    def fit(row: Pair) -> tuple[bool, bool]:
        # A sentence may be in several rows of comparable documents: the one of the same two documents comes first.
        theirs = row.target if row.source.document == this.document else row.source
        return theirs.document == other.document, not theirs.document

    return max(rows, key=fit, default=None)
