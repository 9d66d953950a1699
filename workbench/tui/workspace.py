"""What the screens share: the open corpus, the review session, the settings, and a thread for slow work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from workbench.config import Settings
from workbench.domain import Pair, Side, Term
from workbench.errors import WorkbenchError
from workbench.review.session import ReviewSession
from workbench.store.corpus import Corpus

if TYPE_CHECKING:
    from workbench.adaptation.harvest import Harvested
    from workbench.encoders.protocol import Encoder
    from workbench.pipeline.checking import Contexts
    from workbench.tui.inspector.terms import TermFinder
    from workbench.tui.text import Mark

Result = TypeVar("Result")

_PATIENCE_SECONDS = 0.25
"""How long the screen stands still where another program is writing; after that a message is better."""

_CHECKED_AT_ONCE = 200
"""Rows checked in one job: other jobs need not wait for all of them, nor does whoever quits."""


_DRAWN_SECONDS = 0.1
"""How long an action has to be drawn before the checks are loaded."""


class Workspace:
    """A corpus with all that it takes to review it. Two connections: one for the screens, one for slow work."""

    def __init__(self, db: Path, settings: Settings, encoder_name: str) -> None:
        self.db = db
        self.settings = settings
        self.encoder_name = encoder_name
        self.corpus = Corpus.open(db)
        self.corpus.wait_at_most(_PATIENCE_SECONDS)
        self.session = ReviewSession(self.corpus, settings.reviewer, recheck=self._checked, score=self._scored)
        self.session.check_later = self._check_later
        self.on_checked: Callable[[WorkbenchError | None], None] = lambda _: None
        """Called when rows were checked beside the screen, or why they could not be."""
        self._later: set[asyncio.Task[None]] = set()
        self.busy = 0
        """Jobs in the background that are not done."""
        self._contexts: Contexts | None = None
        self._terms: list[Term] | None = None
        self._finder: TermFinder | None = None
        self.harvested: Sequence[Harvested] = ()
        """Terms that confirmed rows share, as far as they were asked for and not decided."""
        self._checks_loading = False
        self._closed = False
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="workbench")
        self._background: Corpus | None = None
        self._background_contexts: Contexts | None = None

    def close(self) -> None:
        """Save the place in the list and close the corpus, once the job in the background is done."""
        self._closed = True
        self.session.rows.save_place()
        self._thread.submit(self._close_background)
        self._thread.shutdown()
        self.corpus.close()

    def _close_background(self) -> None:
        if self._background is not None:
            self._background.close()

    async def in_background(self, job: Callable[[Corpus], Result]) -> Result:
        """Run a job in a thread that has a connection of its own, one job after the other; cancelled after `close`."""
        if self._closed:
            raise asyncio.CancelledError
        self.busy += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, job)
        finally:
            self.busy -= 1

    def _run(self, job: Callable[[Corpus], Result]) -> Result:
        if self._background is None:
            self._background = Corpus.open(self.db)
        return job(self._background)

    def load_checks(self) -> None:
        """Begin to load what the check after an edit needs; not before somebody edits, as it takes much memory."""
        if not self._checks_loading:
            self._checks_loading = True
            self._thread.submit(self._load_checks)

    def _load_checks(self) -> None:
        _load_checks()
        self.session.check_later = None

    def _check_later(self, pair_ids: Sequence[int]) -> None:
        task = asyncio.get_running_loop().create_task(self._checked_later(pair_ids))
        self._later.add(task)
        task.add_done_callback(self._later.discard)

    async def _checked_later(self, pair_ids: Sequence[int]) -> None:
        # What the action changed is drawn first: loading holds up the screen.
        await asyncio.sleep(_DRAWN_SECONDS)
        problem = None
        try:
            await self.check_again(pair_ids)
            self.session.check_later = None
        except WorkbenchError as error:
            problem = error
        self.session.show_checked(pair_ids)
        self.on_checked(problem)

    def encoder(self) -> Encoder:
        """Return the encoder; imported when it is first needed."""
        from workbench.encoders.registry import load_encoder

        return load_encoder(self.encoder_name)

    def terms(self) -> list[Term]:
        """Return the term base; read once, and again after `terms_changed`."""
        if self._terms is None:
            self._terms = self.corpus.terms()
        return self._terms

    def terms_changed(self) -> None:
        """Read the term base again when it is needed next, also for checks."""
        self._terms = self._finder = self._contexts = self._background_contexts = None

    def term_marks(self, pair: Pair) -> Mapping[Side, Sequence[Mark]]:
        """Return marks on the reviewer's own terms in a row."""
        if not (own := self.terms()):
            return {}
        # Imported when first needed: most corpora have no terms of their own.
        from workbench.tui.inspector.terms import TermFinder

        if self._finder is None:
            self._finder = TermFinder(own)
        return self._finder.marks(pair)

    def rescue(self) -> Path:
        """Copy the open corpus to a new file next to it, even if its own file was deleted."""
        copy = self.db.with_name(f"{self.db.stem}-rescued-{datetime.now(UTC):%Y%m%d-%H%M%S}.db")
        self.corpus.backup(copy)
        return copy

    async def check_again(self, pair_ids: Sequence[int]) -> None:
        """Score and check rows whose texts were changed together, beside the screen; not an action."""
        for start in range(0, len(pair_ids), _CHECKED_AT_ONCE):
            await self.in_background(partial(self._check_again, pair_ids[start : start + _CHECKED_AT_ONCE]))

    def _check_again(self, pair_ids: Sequence[int], corpus: Corpus) -> None:
        from workbench.checks.rule_set import RuleSet
        from workbench.pipeline.checking import CorpusCheck, check_rows
        from workbench.pipeline.scoring import scored

        corpus.set_probabilities(scored(corpus.pairs(pair_ids), self.encoder()))
        check_rows(corpus, pair_ids, CorpusCheck(RuleSet(severities=self.settings.severities)))

    def _scored(self, pair: Pair) -> Pair:
        """Return a pair with the probability that its texts have now."""
        from workbench.pipeline.scoring import scored

        return scored([pair], self.encoder())[0]

    def _checked(self, pair: Pair) -> Pair:
        """Return a pair with the flags of a new check, read beside its whole documents as the main job does."""
        from workbench.pipeline.checking import Contexts

        if self._contexts is None:
            self._contexts = Contexts(self.corpus)
        return self._flagged(pair, self.corpus, self._contexts)

    def check_rows(self, corpus: Corpus, pair_ids: Sequence[int]) -> list[Pair]:
        """Check rows again, in the background, keep what is found, and return them as they are then."""
        from workbench.pipeline.checking import Contexts

        contexts = self._background_contexts or Contexts(corpus)
        self._background_contexts = contexts
        checked = [self._flagged(pair, corpus, contexts) for pair in corpus.pairs(pair_ids)]
        corpus.replace_all_flags((pair, pair.flags) for pair in checked)
        return corpus.pairs(pair_ids)

    def _flagged(self, pair: Pair, corpus: Corpus, contexts: Contexts) -> Pair:
        from workbench.checks.rule_set import RuleSet
        from workbench.pipeline.checking import flags_of
        from workbench.pipeline.inlines import stored_segments, with_inlines

        rules = contexts.rules(RuleSet(severities=self.settings.severities))
        (marked,) = with_inlines([pair], stored_segments(corpus))
        return replace(pair, flags=flags_of(marked, contexts.of(pair), rules=rules), dismissed=())


def _load_checks() -> None:
    from workbench.checks.engine import check_pair

    check_pair("天津", "Tianjin")
