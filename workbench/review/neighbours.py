"""The rows that hold the sentences next to those of a row, whatever a list shows."""

from __future__ import annotations

from workbench.domain import Pair, PairSide, Relation, SegmentSpan, Side, Status, relation_of
from workbench.review.side_history import Segments
from workbench.store.corpus import Corpus


def neighbour(corpus: Corpus, pair: Pair, side: Side, step: int) -> Pair | None:
    """Return the row with the next (step 1) or previous (-1) sentence of a side, or of the other side without one.

    The rest of a sentence that a split went through comes before the next sentence.
    """
    found = (find(corpus, pair, name, step) for find in (_other_part, _adjacent) for name in (side, side.other))
    return next((row for row in found if row is not None), None)


def receiver(corpus: Corpus, pair: Pair, side: Side, step: int) -> Pair | None:
    """Return the row that a sentence of a side can move to without leaving a gap in that row's side."""
    if (rest := _other_part(corpus, pair, side, step)) is not None:
        return rest
    edge = _edge(pair.side(side), step)
    for found in (_adjacent(corpus, pair, side.other, step), _adjacent(corpus, pair, side, step)):
        if found is not None:
            facing = found.side(side)
            theirs = _edge(facing, -step)
            if (
                theirs is None
                or edge is None
                or (theirs.position - edge.position == step and not is_cut(facing, -step))
            ):
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
        and any(row.side(side).shares(candidate) for side in Side)
        and (
            row.relation is Relation.UNALIGNED
            or (row.relation is relation and kept.document in (row.source.document, row.target.document))
        )
    ]


def is_cut(side: PairSide, step: int) -> bool:
    """Whether a side, as it was read, ends (step 1) or begins (-1) inside a sentence."""
    edge = _edge(side, step)
    return edge is not None and (edge.end is not None if step > 0 else edge.start > 0)


def rest_of_sentence(pair: Pair, side: Side, step: int, segments: Segments) -> str:
    """Return what another row has of the sentence in which a side ends (step 1) or begins (-1); "" for a whole one."""
    this = pair.side(side)
    edge, known = _edge(this, step), segments(this.document)
    if edge is None or edge.position >= len(known) or not is_cut(this, step):
        return ""
    text = known[edge.position].text
    return (text[edge.end :] if step > 0 else text[: edge.start]).strip()


def _edge(side: PairSide, step: int) -> SegmentSpan | None:
    """Return the last (step 1) or first (-1) span of a side; None where it has none."""
    return side.spans[-1 if step > 0 else 0] if side.spans else None


def _other_part(corpus: Corpus, pair: Pair, name: Side, step: int) -> Pair | None:
    """Return the row with what comes behind (step 1) or before (-1) a side in the sentence that it is cut in."""
    this = pair.side(name)
    return _nearest(corpus, pair, name, step, this.segments[-1 if step > 0 else 0]) if is_cut(this, step) else None


def _adjacent(corpus: Corpus, pair: Pair, name: Side, step: int) -> Pair | None:
    """Return the row with the sentence behind or before a side."""
    edge = _edge(pair.side(name), step)
    return None if edge is None else _nearest(corpus, pair, name, step, edge.position + step)


def _nearest(corpus: Corpus, pair: Pair, name: Side, step: int, position: int) -> Pair | None:
    """Return the row with what of a sentence is nearest to a side, behind or before it."""
    this, other = pair.side(name), pair.side(name.other)
    edge = _edge(this, step)
    found: list[tuple[tuple[int, bool, bool], Pair]] = []
    for row in corpus.pairs(corpus.pairs_with(this.document, position)) if edge is not None else ():
        own, theirs = row.source, row.target
        if own.document != this.document:
            own, theirs = theirs, own
        spans = [span for span in own.spans if span.position == position and _is_beyond(span, edge, step)]
        if row.id != pair.id and row.status is not Status.REJECTED and spans:
            distance = min(step * span.start for span in spans)
            # A sentence may be in several rows of comparable documents: the one of the same two documents comes first.
            found.append(((-distance, theirs.document == other.document, not theirs.document), row))
    return max(found, key=lambda each: each[0], default=(None, None))[1]


def _is_beyond(span: SegmentSpan, edge: SegmentSpan | None, step: int) -> bool:
    """Whether a span comes behind (step 1) or before (-1) another one."""
    return edge is not None and not span.overlaps(edge) and (span.begin > edge.begin) == (step > 0)
