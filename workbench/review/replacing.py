"""Find and replace: words or a pattern in the rows of a list, and what replaces them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from workbench.domain import Change, Pair, Side
from workbench.errors import NotPossible, UsageError
from workbench.i18n import gettext as _
from workbench.language.text_pattern import TextPattern, filled, references
from workbench.review import text_edits
from workbench.review.bulk import AT_ONCE
from workbench.review.operations import Stamp, unless_same
from workbench.script import HAN
from workbench.store.corpus import PAGE, Corpus
from workbench.store.queries import Order, PairQuery
from workbench.store.query_plan import too_slow

RULE = "replace"
"""The rule of the corrections."""

_LETTER = rf"[^\W_{HAN}]"


@dataclass(frozen=True)
class Replacement:
    """What is to be found, and what to put in its place.

    Raises UsageError where nothing is to be found, for an invalid pattern, and for a group that the pattern lacks.
    """

    find: str
    """Words, found as they are typed and not inside other words; or a regular expression between slashes."""
    instead: str
    """The new words; with an expression also its groups: \\1, \\g<name>."""
    side: Side | None = None
    """The only side to look at; None for both."""

    def __post_init__(self) -> None:
        if not self.find.strip():
            raise UsageError(_("There is nothing to find."), hint=_("Type words, or a /regular expression/."))
        pattern, groups = self.pattern, references(self.instead) if self._is_pattern else []
        missing = [name for name in groups if not pattern.has_group(name)]
        if missing:
            problem = _("The pattern has no group {name}.").format(name=missing[0])
            raise UsageError(problem, hint=_("Groups are (…) or (?P<name>…)."))

    @property
    def _is_pattern(self) -> bool:
        return len(self.find) > 2 and self.find[0] == self.find[-1] == "/"

    @property
    def expression(self) -> str:
        """What is to be found as a regular expression."""
        if self._is_pattern:
            return self.find[1:-1]
        words = re.escape(self.find)
        # Chinese words have no border that could be seen.
        head = rf"(?<!{_LETTER})" if re.match(_LETTER, self.find) else ""
        tail = rf"(?!{_LETTER})" if re.match(_LETTER, self.find[-1]) else ""
        return head + words + tail

    @cached_property
    def pattern(self) -> TextPattern:
        """What is to be found, compiled."""
        try:
            return TextPattern(self.expression)
        except ValueError as error:
            problem = _("{pattern} is not a valid regular expression: {error}.")
            raise UsageError(problem.format(pattern=self.find, error=error)) from error

    def text(self, text: str) -> str:
        """Return a text with everything replaced. Raises CorpusError where the pattern takes too long on it."""
        parts, end = [], 0
        try:
            for match in self.pattern.matches(text):
                start, stop = match.span()
                parts += [text[end:start], filled(self.instead, text, match) if self._is_pattern else self.instead]
                end = stop
        except TimeoutError as error:
            raise too_slow() from error
        return "".join([*parts, text[end:]])

    def change(self, pair: Pair, stamp: Stamp) -> list[Change]:
        """Return what replacing makes of a row; nothing where it stays as it is.

        Raises NotPossible where a side would be empty.
        """
        after = pair
        for side in Side if self.side is None else (self.side,):
            if text := after.side(side).text:
                for change in text_edits.edit(after, side, self.text(text), stamp, RULE):
                    after = change.after or after
        return unless_same(pair, after)


@dataclass(frozen=True, slots=True)
class Found:
    """What a replacement would change in the rows of a list."""

    changes: tuple[Change, ...]
    """In the order of the list."""
    emptied: int = 0
    """Rows left out, since a side of theirs would be empty."""
    is_all: bool = True
    """Whether there are no more; a second time finds those."""


def find(corpus: Corpus, pair_ids: Sequence[int], replacement: Replacement, stamp: Stamp, most: int = AT_ONCE) -> Found:
    """Return what a replacement would change in these rows, up to `most` rows.

    Raises CorpusError for a pattern that takes too long.
    """
    holding = set(corpus.pair_ids(PairQuery(regex=replacement.expression, order=Order.ID)))
    wanted = [pair_id for pair_id in pair_ids if pair_id in holding]
    changes: list[Change] = []
    emptied = 0
    for start in range(0, len(wanted), PAGE):
        for pair in corpus.pairs(wanted[start : start + PAGE]):
            try:
                changes += replacement.change(pair, stamp)
            except NotPossible:
                emptied += 1
            if len(changes) > most:
                return Found(tuple(changes[:most]), emptied, is_all=False)
    return Found(tuple(changes), emptied)
