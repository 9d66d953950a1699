"""Slow work beside the screens: checks, counterparts, realignment, files.

A thread opens its own corpus and draws nothing.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.domain import Change, Flag, Pair, Relation, Side, Status
from workbench.review import operations
from workbench.review.operations import Stamp
from workbench.store.corpus import Corpus
from workbench.store.queries import PairQuery

if TYPE_CHECKING:
    from workbench.pipeline.checking import Contexts
    from workbench.pipeline.counterparts import Counterpart
    from workbench.pipeline.realignment import Realignment

EXPORTED = PairQuery(statuses=frozenset({Status.CONFIRMED}), relations=frozenset({Relation.TRANSLATION}))
"""What an export from the app writes."""


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
    """See workbench.pipeline.counterparts."""
    from workbench.encoders.registry import load_encoder
    from workbench.pipeline.counterparts import counterparts_of

    with Corpus.open(db) as corpus:
        return counterparts_of(corpus, load_encoder(encoder_name), pair, Side(keep))


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
    """See workbench.pipeline.realignment."""
    from workbench.encoders.registry import load_encoder
    from workbench.pipeline.realignment import realign

    with Corpus.open(db) as corpus:
        return realign(corpus, load_encoder(encoder_name), pair)


def export(db: Path, path: Path) -> int:
    """Write the confirmed translations to a file, in the format its name says; the number written."""
    from workbench.pipeline.exporting import export_file

    return export_file(db, path)


def import_file(db: Path, path: Path) -> int:
    """Read a file of pairs into the corpus; the number that were new."""
    from workbench.pipeline import importing

    return importing.import_file(db, str(path)).added
