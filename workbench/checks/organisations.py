"""Organisations: one bank, exchange, university or newspaper where the other side has another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from workbench.checks.rule import Example, PairText, Rule, flag
from workbench.domain import Flag, Severity, Side
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.language.analysed_text import LONGEST
from workbench.language.organisations import Named, Organisation, find_in_chinese, find_in_english, is_distinctive


@dataclass(frozen=True)
class Organisations:
    """The organisations of both sides, and what is left over once equal ones are put together."""

    zh: list[Named]
    en: list[Named]
    zh_left: list[Named]
    """Those nothing in the English stands for."""
    en_left: list[Named]
    """Those nothing in the Chinese stands for."""


_DIVERSE = frozenset({"agency", "armed", "body"})
"""Kinds whose members are too unlike to be taken for each other."""
_SELDOM_LEFT_OUT = frozenset({"media", "party", "exchange", "ministry", "university", "company"})
"""Kinds that good translations hardly ever leave unnamed."""
_GENERIC = re.compile(
    r"\b(?:compan(?:y|ies)|firms?|groups?|giants?|carriers?|airlines?|makers?|platforms?|apps?|retailers?|brands?|"
    r"conglomerates?|school|universit(?:y|ies)|part(?:y|ies)|newspapers?|papers?|agenc(?:y|ies)|broadcasters?|networks?)\b",
    re.IGNORECASE,
)
"""Words by which the English may mean an organisation that was named before."""
_LONG_START = 9
"""Letters of the first two words of a name that are enough to know it by."""
NONE = Organisations([], [], [], [])


@lru_cache(maxsize=1)
def compare(pair: PairText) -> Organisations:
    """The organisations of both sides. Several rules ask for the same pair in turn."""
    if len(pair.zh.text) + len(pair.en.text) > LONGEST:
        return NONE
    zh, en = find_in_chinese(pair.zh), find_in_english(pair.en.text)
    if not zh and not en:
        return NONE
    text, folded = pair.zh.simplified, pair.en.text.lower().replace("’", "'")
    here = {organisation for named in en for organisation in named.organisations}
    zh_left = [
        named
        for named in zh
        if here.isdisjoint(named.organisations)
        and not any(_is_in(each, pair.en.text, folded) for each in named.organisations)
    ]
    en_left = [
        named
        for named in en
        if not any(name in text for each in named.organisations for name in each.zh)
        and pair.en.text[slice(*named.span)] not in pair.zh.text
    ]
    return Organisations(zh, en, zh_left, en_left)


def _is_in(organisation: Organisation, text: str, folded: str) -> bool:
    """Whether an English text, given also in lower case, has a name in part, in other letters, or its initials."""
    for name in organisation.en:
        words = name.split()
        start = " ".join(words[:2])
        if len(words) > 1 and start.lower() in folded and len(start) >= _LONG_START:
            return True
        if len(name) > 3 and name.lower().removeprefix("ministry of ") in folded:
            # The Minister of Justice, the Justice Ministry.
            return True
        initials = "".join(word[0] for word in words if word[0].isupper())
        if len(initials) > 2 and re.search(rf"\b{initials}s?\b", text):
            return True
    return False


class OrganisationsRule:
    """Another organisation than the other side has."""

    name = "organisations"
    family = "organisations"
    severity = Severity.ERROR
    explanation = N_(
        "One side names another bank, exchange, ministry, university, company or newspaper than the other, often by a "
        "short name that was taken for a similar one: 深交所 is the Shenzhen Stock Exchange, 国开行 the China "
        "Development Bank."
    )
    examples = (
        Example(
            "深交所发布公告", "the Shanghai Stock Exchange announced", ("Shanghai Stock Exchange",),
            suggestion="Shenzhen Stock Exchange",
        ),
        Example(
            "国开行发放贷款", "the Agricultural Bank of China granted loans", ("Agricultural Bank of China",),
            suggestion="China Development Bank",
        ),
        Example("法新社报道", "Reuters reported", ("Reuters",), suggestion="Agence France-Presse"),
        Example("深交所发布公告", "the Shenzhen Stock Exchange announced"),
        Example("国开行发放贷款", "the CDB granted loans"),
        Example("曼联获胜", "Manchester United won."),
    )  # fmt: skip

    def check(self, pair: PairText) -> Iterable[Flag]:
        """See Rule.check."""
        found = compare(pair)
        for zh, en in _swapped(found, pair.en.text):
            meant, wrong = zh.organisations[0], en.organisations[0]
            if pair.suspect is pair.zh:
                message = _("The English has {words}, which is {meant}.").format(words=wrong.en[0], meant=wrong.zh[0])
                yield flag(self, pair.zh, zh.span, message, suggestion=wrong.zh[0])
            else:
                words = pair.zh.text[slice(*zh.span)]
                message = _("The Chinese has {words}, which is {meant}.").format(words=words, meant=meant.en[0])
                yield flag(self, pair.en, en.span, message, suggestion=meant.en[0])


def _swapped(found: Organisations, text: str) -> list[tuple[Named, Named]]:
    """The one organisation of a kind left over on either side, where there is just one on each."""
    if not found.zh_left or not found.en_left:
        return []
    sure = [named for named in found.en_left if is_distinctive(text[slice(*named.span)])]
    pairs = []
    for kind in dict.fromkeys(named.organisations[0].kind for named in found.zh_left):
        if kind in _DIVERSE:
            continue
        chinese = [named for named in found.zh_left if named.organisations[0].kind == kind]
        english = [named for named in sure if any(each.kind == kind for each in named.organisations)]
        if len({named.organisations for named in chinese}) == len({named.organisations for named in english}) == 1:
            pairs.append((chinese[0], english[0]))
    return pairs


class OrganisationLeftOutRule:
    """An organisation that the English does not name."""

    name = "organisations-missing"
    family = "organisations"
    severity = Severity.ERROR
    explanation = N_(
        "The Chinese names an organisation, and the English has none of its names. An error for media, parties, "
        "exchanges, ministries, universities and companies, unless a word such as “company” may stand for it."
    )
    examples = (
        Example("据路透社和法新社报道", "Reuters reported", ("法新社",), side=Side.SOURCE),
        Example("据路透社报道", "Reuters reported"),
        Example("哈佛的教授", "a Harvard professor"),
    )

    def check(self, pair: PairText) -> Iterable[Flag]:
        """See Rule.check."""
        found = compare(pair)
        if not found.zh_left:
            return
        swapped = [zh for zh, __ in _swapped(found, pair.en.text)]
        for named in {named.organisations: named for named in reversed(found.zh_left)}.values():
            if named not in swapped:
                meant = named.organisations[0]
                message = _("Nothing in the English stands for {words} ({meant}).")
                message = message.format(words=pair.zh.text[slice(*named.span)], meant=meant.en[0])
                sure = meant.kind in _SELDOM_LEFT_OUT and not _GENERIC.search(pair.en.text)
                severity = Severity.ERROR if sure else Severity.WARNING
                yield flag(self, pair.zh, named.span, message, severity=severity)


RULES: tuple[Rule, ...] = (OrganisationsRule(), OrganisationLeftOutRule())
