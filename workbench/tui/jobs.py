"""Slow work beside the screens: checks, counterparts, realignment, files.

A thread opens its own corpus and draws nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench import files
from workbench.domain import OPEN, Bead, Change, Flag, Pair, PairSide, Relation, Segment, Status
from workbench.review import operations
from workbench.review.operations import NotPossible, Stamp
from workbench.store.corpus import Corpus
from workbench.store.queries import PairQuery

if TYPE_CHECKING:
    from workbench.pipeline.checking import Contexts

EXPORTED = PairQuery(statuses=frozenset({Status.CONFIRMED}), relations=frozenset({Relation.TRANSLATION}))
"""What an export from the app writes."""

_OFFERED = 15
"""Counterparts worth reading through."""


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A possible other side of a row."""

    side: PairSide
    probability: float
    """How sure the search is, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Realignment:
    """The rows between two decided ones, and what would stand in their place."""

    old: tuple[Pair, ...]
    changes: tuple[Change, ...]


class Checker:
    """Gives pairs the flags the checks find, read beside their whole documents as the main job reads them."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._contexts: Contexts | None = None

    def recheck(self, pair: Pair) -> Pair:
        """The pair with fresh flags."""
        from workbench.pipeline.checking import Contexts, flags_of

        if self._contexts is None:
            self._contexts = Contexts(self._corpus)
        return replace(pair, flags=flags_of(pair, self._contexts.of(pair)))


def warm_up() -> None:
    """Load what the check after an edit needs, so that the edit does not wait for it."""
    from workbench.checks.engine import check_pair

    check_pair("天津", "Tianjin")


def write_suggestion(text: str, flag: Flag) -> str:
    """A text with a flag's suggestion in it, grammar taken care of; imported when the first one is applied."""
    from workbench.checks.corrections import apply_suggestion

    return apply_suggestion(text, flag)


def counterparts(db: Path, encoder_name: str, pair: Pair, keep: str) -> list[Counterpart]:
    """Possible other sides for the side to `keep` (the only one, where the row has one), best first.

    Looked for in the document that faces the row, or in all others where none does.
    """
    from workbench.encoders.registry import load_encoder
    from workbench.pipeline.candidates import candidates
    from workbench.store.vectors import cached

    known, other = (pair.source, pair.target) if keep == "source" else (pair.target, pair.source)
    if not known.text:
        known, other = other, known
    found: list[Counterpart] = []
    with Corpus.open(db) as corpus:
        encoder = cached(load_encoder(encoder_name), corpus)
        names = [entry.name for entry in corpus.documents() if entry.name != known.document]
        for name in [other.document] if other.document else names:
            segments = corpus.segments(name)
            for each in candidates(known.text, known.language, segments, encoder):
                if each.segments != other.segments:
                    chosen = [segments[position] for position in each.segments]
                    found.append(Counterpart(PairSide.of(name, chosen), each.probability))
    return sorted(found, key=lambda each: -each.probability)[:_OFFERED]


def lesson_offers(db: Path, pair: Pair, side: str, before: str) -> tuple[str, list[Change]]:
    """What an edit teaches, in a line, and the changes that would apply it to other rows; "" where it teaches nothing.

    The changes are stamped by whoever makes them.
    """
    from workbench.checks.learning import RULE, learn, offers

    after = pair.side(side).text
    lesson = learn(pair, side, before, after)
    if lesson is None:
        return "", []
    stamp = Stamp("", "")
    changes: list[Change] = []
    with Corpus.open(db) as corpus:
        rows = corpus.iter_pairs(PairQuery(text=f'"{lesson.found}"'))
        for offer in offers(lesson, rows, skip=pair.id):
            if offer.pair.status is not Status.REJECTED:
                name = offer.pair.side_name(offer.flags[0].side)
                changes += operations.edit(offer.pair, name, offer.after, stamp, RULE)
    return lesson.explanation, changes


def realignment(db: Path, encoder_name: str, pair: Pair) -> Realignment:
    """Align anew the rows between the decided or corrected ones around a row.

    Raises NotPossible where the row is decided, or has no two documents.
    """
    from workbench.align.aligner import align
    from workbench.encoders.registry import load_encoder
    from workbench.store.vectors import cached

    with Corpus.open(db) as corpus:
        old, documents = _stretch(corpus, pair)
        sides = []
        for name, rows in zip(documents, ([r.source for r in old], [r.target for r in old]), strict=True):
            positions = sorted({position for side in rows for position in side.segments})
            segments = corpus.segments(name)
            sides.append([segments[position] for position in positions])
        if not sides[0] or not sides[1]:
            raise NotPossible("There is nothing on one side of these rows.", hint="Unlink a neighbour first.")
        encoder = cached(load_encoder(encoder_name), corpus)
        texts = [[segment.text for segment in side] for side in sides]
        beads = align(texts[0], texts[1], encoder)
        new = [_proposal(bead, documents, sides) for bead in beads]
    return Realignment(tuple(old), tuple(operations.realigned(old, new)))


def _stretch(corpus: Corpus, pair: Pair) -> tuple[list[Pair], tuple[str, str]]:
    """The open, uncorrected rows around a row, of the same two documents, in document order."""
    rows = [
        row
        for row in corpus.iter_pairs(PairQuery(document=pair.source.document or pair.target.document))
        if row.relation is not Relation.SAME_LANGUAGE
    ]
    documents = _two_documents(rows, pair)
    rows = [row for row in rows if {row.source.document, row.target.document} - {""} <= set(documents)]
    here = next((index for index, row in enumerate(rows) if row.id == pair.id), -1)
    if here < 0 or _settled(pair):
        raise NotPossible("This row is decided or corrected already.", hint="Reopen it (p), or go to an open one.")
    first = last = here
    while first > 0 and not _settled(rows[first - 1]):
        first -= 1
    while last + 1 < len(rows) and not _settled(rows[last + 1]):
        last += 1
    return rows[first : last + 1], documents


def _two_documents(rows: Sequence[Pair], pair: Pair) -> tuple[str, str]:
    if pair.source.document and pair.target.document:
        return pair.source.document, pair.target.document
    for row in rows:
        if row.source.document and row.target.document:
            return row.source.document, row.target.document
    raise NotPossible("This row has one document only; nothing faces it.")


def _settled(pair: Pair) -> bool:
    return pair.status not in OPEN or bool(pair.corrections)


def _proposal(bead: Bead, documents: tuple[str, str], sides: Sequence[Sequence[Segment]]) -> Pair:
    source, target = ([side[i] for i in span] for side, span in zip(sides, (bead.source, bead.target), strict=True))
    languages = [side[0].language for side in sides]
    left = PairSide.of(documents[0], source) if source else PairSide.missing(languages[0])
    right = PairSide.of(documents[1], target) if target else PairSide.missing(languages[1])
    relation = Relation.TRANSLATION if source and target else Relation.UNALIGNED
    return Pair(left, right, relation, probability=bead.probability)


def export(db: Path, path: Path) -> int:
    """Write the confirmed translations to a file, in the format its name says; answers how many.

    The file is replaced only when all is written. Raises InputError where it cannot be.
    """
    from workbench.exchange.formats import format_of

    target = format_of(str(path), None)
    with Corpus.open(db, create=False, read_only=True) as corpus, files.replacing(path) as stream:
        return target.write(corpus.iter_pairs(EXPORTED), stream)


def import_file(db: Path, path: Path) -> int:
    """Read a file of pairs into the corpus; answers how many were new.

    It is read once before anything is stored, so that a broken file leaves the corpus as it was. Raises InputError
    where it cannot be read.
    """
    from workbench.exchange.formats import format_of

    source = format_of(str(path), None)
    with files.reading(path) as stream:
        for _ in source.read(stream, _leave_out):
            pass
        stream.seek(0)
        with Corpus.open(db) as corpus:
            return corpus.add_pairs(source.read(stream, _leave_out))


def _leave_out(_: str) -> None:
    """Units that are no pairs are left out without a word; `workbench import` tells of each."""
