"""Terms of law, finance, health, politics and technology that nothing in the English comes near to.

The table is db/terms/dictionary-terms.tsv; it has only terms that translations hardly ever put otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial

from workbench import resources
from workbench.checks.rule import Example, PairText, Rule, flag
from workbench.domain import Flag, Severity, Side
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.language.analysed_text import LONGEST
from workbench.language.name_table import NameTable
from workbench.language.words import is_whole


@dataclass(frozen=True, slots=True)
class _Term:
    """A term of the dictionary."""

    en: tuple[str, ...]
    """What the dictionary gives for it."""
    stems: tuple[str, ...]
    """Beginnings of the words of these, in lower case: one of them is in English that has the term."""


@cache
def _terms() -> NameTable[_Term]:
    rows = resources.table("dictionary-terms")
    return NameTable({row["zh"]: _Term(tuple(row["en"].split(";")), tuple(row["stems"].split(";"))) for row in rows})


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
        english, flagged = pair.en.text.lower(), set[str]()
        zh = pair.zh
        for start, end, term in _terms().find(zh.simplified, zh.beginnings, partial(is_whole, zh)):
            words = zh.simplified[start:end]
            if words not in flagged and not any(stem in english for stem in term.stems):
                flagged.add(words)
                meant = _(" or ").join(_("“{words}”").format(words=form) for form in term.en[:3])
                message = _("{term} is {meant}, and the English has none of these words.")
                yield flag(self, zh, (start, end), message.format(term=words, meant=meant))


RULES: tuple[Rule, ...] = (DictionaryTermsRule(),)
