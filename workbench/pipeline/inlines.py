"""Pairs on their way out get the inline elements of the segments they are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from workbench.domain import Inline, Pair, PairSide, PreparedDocument, Segment, Side, clipped, joined, placed

if TYPE_CHECKING:
    from workbench.review.side_history import Segments
    from workbench.store.corpus import Corpus
    from workbench.store.unit_inlines import UnitInlines


def with_inlines(pairs: Iterable[Pair], sources: Segments, targets: Segments | None = None) -> Iterator[Pair]:
    """The pairs, their sides with inline elements; `targets` where documents of both sides may have one name."""
    known = lru_cache(maxsize=4)(sources)
    facing = known if targets is None else lru_cache(maxsize=4)(targets)
    for pair in pairs:
        source, target = _side(pair.source, known), _side(pair.target, facing)
        yield pair if source is pair.source and target is pair.target else replace(pair, source=source, target=target)


def with_codes_of_units(pairs: Iterable[Pair], corpus: Corpus) -> Iterator[Pair]:
    """The pairs, their sides with the inline codes of the file they came in, where they have none of a document."""
    # Most that have pairs to write have no corpus.
    from workbench.store.corpus import PAGE
    from workbench.store.ingest import batches

    if not corpus.has_unit_inlines():
        yield from pairs
        return
    for batch in batches(pairs, PAGE):
        known = corpus.unit_inlines([pair.id for pair in batch if pair.id is not None])
        for pair in batch:
            source, target = (_with_codes(pair.side(side), known.get((pair.id or 0, side))) for side in Side)
            yield replace(pair, source=source, target=target)


def _with_codes(side: PairSide, kept: UnitInlines | None) -> PairSide:
    if kept is None or side.inlines:
        return side
    same = kept.text == side.text
    return replace(side, inlines=tuple(kept.inlines if same else _found_again(kept.inlines, kept.text, side.text)))


def segments_of(documents: Iterable[PreparedDocument]) -> Segments:
    """The segments of prepared documents by their names."""
    named = {each.name: each.segments for each in documents if any(segment.inlines for segment in each.segments)}
    return lambda name: named.get(name, ())


def stored_segments(corpus: Corpus) -> Segments:
    """The segments of the documents of a corpus."""
    return lambda name: corpus.segments(name) if corpus.has_inlines(name) else ()


def _side(side: PairSide, segments: Segments) -> PairSide:
    known = segments(side.document) if side.spans else ()
    own = [clipped(known[span.position], span) for span in side.spans if span.position < len(known)]
    if not any(segment.inlines for segment in own):
        return side
    whole = joined(own)
    inlines = _of(own)
    return replace(side, inlines=tuple(inlines if whole == side.text else _found_again(inlines, whole, side.text)))


def _of(segments: Sequence[Segment]) -> list[Inline]:
    """The inline elements of segments, with offsets into the text they make together."""
    found = []
    for segment, at in placed(segments):
        lead = len(segment.text) - len(segment.text.lstrip())
        end = len(segment.text.strip())
        for inline in segment.inlines:
            start, stop = (min(max(place - lead, 0), end) for place in (inline.start, inline.end))
            found.append(replace(inline, start=at + start, end=at + stop))
    return found


def _found_again(inlines: Iterable[Inline], before: str, after: str) -> Iterator[Inline]:
    """In a corrected text those whose words are still there, in order; what covered nothing is lost."""
    at = 0
    for inline in inlines:
        words = before[inline.start : inline.end]
        start = after.find(words, at) if words else -1
        if start >= 0:
            yield replace(inline, start=start, end=start + len(words))
            at = start
