"""Terms of law, finance, health, politics and technology that nothing in the English comes near to.

The table is db/terms/dictionary-terms.tsv; it has only terms that translations hardly ever put otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from workbench import resources
from workbench.checks.rule import Example, PairText, Rule, flag
from workbench.domain import Flag, Severity, Side
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.language.analysed_text import LONGEST


@dataclass(frozen=True, slots=True)
class _Term:
    """A term of the dictionary."""

    zh: str
    en: tuple[str, ...]
    """What the dictionary gives for it."""
    stems: tuple[str, ...]
    """Beginnings of the words of these, in lower case: one of them is in English that has the term."""


@cache
def _by_start() -> dict[str, tuple[_Term, ...]]:
    """The terms by their first two characters, longest first."""
    found: dict[str, list[_Term]] = defaultdict(list)
    for row in resources.table("dictionary-terms"):
        term = _Term(row["zh"], tuple(row["en"].split(";")), tuple(row["stems"].split(";")))
        found[term.zh[:2]].append(term)
    return {start: tuple(sorted(terms, key=lambda term: -len(term.zh))) for start, terms in found.items()}


class DictionaryTermsRule:
    """A term that the English has no word of."""

    name = "terms-dictionary"
    family = "terms"
    severity = Severity.WARNING
    explanation = N_(
        "The Chinese has a term of law, finance, health, politics or technology, and the English none of the words "
        "that dictionaries give for it, in any form."
    )
    examples = (
        Example("遏制通货膨胀", "curb the swelling of goods", ("通货膨胀",), side=Side.SOURCE),
        Example("遏制通货膨胀", "curb inflationary pressure"),
    )

    def check(self, pair: PairText) -> Iterable[Flag]:
        """See Rule.check."""
        if len(pair.zh.text) + len(pair.en.text) > LONGEST:
            return
        text, english = pair.zh.simplified, pair.en.text.lower()
        end, flagged = 0, set[str]()
        for position in range(len(text) - 1):
            if position < end:
                continue
            for term in _by_start().get(text[position : position + 2], ()):
                stop = position + len(term.zh)
                if text.startswith(term.zh, position) and pair.zh.inside_words.isdisjoint((position, stop)):
                    end = stop
                    if term.zh not in flagged and not any(stem in english for stem in term.stems):
                        flagged.add(term.zh)
                        meant = _(" or ").join(_("“{words}”").format(words=form) for form in term.en[:3])
                        message = _("{term} is {meant}, and the English has none of these words.")
                        message = message.format(term=term.zh, meant=meant)
                        yield flag(self, pair.zh, (position, stop), message)
                    break


RULES: tuple[Rule, ...] = (DictionaryTermsRule(),)
