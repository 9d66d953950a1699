"""People in the news whose Chinese names are transcribed: 特朗普 is Trump. The table is db/terms/persons.tsv."""

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
from workbench.language.analysed_text import AnalysedText
from workbench.language.name_table import NameTable
from workbench.language.words import Span, is_common_word, is_whole


@dataclass(frozen=True, slots=True)
class Figure:
    """A person under all names."""

    zh: tuple[str, ...]
    en: tuple[str, ...]
    """Words of which one must be in English that names the person, the usual one first."""


@cache
def _figures() -> tuple[Figure, ...]:
    return tuple(Figure(tuple(row["zh"].split(";")), tuple(row["en"].split(";"))) for row in resources.table("persons"))


@cache
def _by_chinese() -> NameTable[Figure]:
    return NameTable({name: figure for figure in _figures() for name in figure.zh})


@cache
def _by_english() -> dict[str, tuple[Figure, ...]]:
    found: dict[str, list[Figure]] = defaultdict(list)
    for figure in _figures():
        for word in figure.en:
            found[word].append(figure)
    return {word: tuple(figures) for word, figures in found.items()}


@dataclass(frozen=True, slots=True)
class _Left:
    """A name that the other side does not have."""

    start: int
    end: int
    figure: Figure


def find_figures(zh: AnalysedText) -> list[tuple[Span, Figure]]:
    """Return where a Chinese text names figures, and which."""
    found = _by_chinese().find(zh.simplified, zh.beginnings)
    # 他信 in 他 | 信守, 库里 in 车库 | 里
    return [((start, end), figure) for start, end, figure in found if is_whole(zh, start, end)]


def _compare(pair: PairText) -> tuple[list[_Left], list[_Left]]:
    """The figures that only the Chinese, and those that only the English names; each once."""
    zh: dict[Figure, _Left] = {}
    if named := find_figures(pair.zh):
        spelled = {part for match in pair.en.name_words for part in (match.group(), *match.group().split("-"))}
        spelled |= {word.capitalize() for word in spelled if word.isupper()}
        for (start, end), figure in named:
            if not spelled.intersection(figure.en):
                zh.setdefault(figure, _Left(start, end, figure))
    en: dict[Figure, _Left] = {}
    for match in pair.en.name_words:
        figures = _by_english().get(match.group(), ())
        if (
            not figures
            or is_common_word(match.group())
            or any(name in pair.zh.simplified for f in figures for name in f.zh)
        ):
            continue
        en.setdefault(figures[0], _Left(match.start(), match.end(), figures[0]))
    return list(zh.values()), list(en.values())


class FiguresRule:
    """One well-known person where the other side has another, or none."""

    name = "people-figures"
    family = "people"
    severity = Severity.ERROR
    explanation = N_(
        "The English names another well-known person than the Chinese, Merkel for 特朗普, or leaves one out."
    )
    examples = (
        Example("美国总统特朗普表示", "US President Obama said", ("Obama",), suggestion="Trump"),
        Example("特朗普会见普京", "Trump met him.", ("普京",), side=Side.SOURCE),
        Example("特朗普会见普京", "Trump met Putin."),
        Example("奥巴马说", "Mr. Obama said"),
        Example("他说要打败拜登", "“I CAN BEAT BIDEN,” he said."),
        Example("他信守了承诺", "He kept his promise."),
    )

    def check(self, pair: PairText) -> Iterable[Flag]:
        """See Rule.check."""
        zh_left, en_left = _compare(pair)
        if len(zh_left) == len(en_left) == 1:
            yield self._swap(pair, zh_left[0], en_left[0])
            return
        for left in zh_left:
            message = _("Nothing in the English stands for {words} ({meant}).")
            message = message.format(words=left.figure.zh[0], meant=left.figure.en[0])
            yield flag(self, pair.zh, (left.start, left.end), message, severity=Severity.INFO)

    def _swap(self, pair: PairText, zh: _Left, en: _Left) -> Flag:
        message = _("The Chinese has {words}, which is {meant}; {other} is {name}.").format(
            words=zh.figure.zh[0], meant=zh.figure.en[0], other=en.figure.en[0], name=en.figure.zh[0]
        )
        if pair.suspect is pair.zh:
            return flag(self, pair.zh, (zh.start, zh.end), message, suggestion=en.figure.zh[0])
        return flag(self, pair.en, (en.start, en.end), message, suggestion=zh.figure.en[0])


RULES: tuple[Rule, ...] = (FiguresRule(),)
