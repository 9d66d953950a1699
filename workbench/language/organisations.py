"""Organisations, media, companies and clubs under the names that both languages give them.

The table is db/terms/organisations.tsv.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, partial

from workbench import resources
from workbench.language.name_table import NameTable
from workbench.language.words import Span, Words, is_common_word, is_whole


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation under all its names."""

    zh: tuple[str, ...]
    """Chinese names in Simplified characters, the full one first."""
    en: tuple[str, ...]
    """English names and abbreviations, the usual one first."""
    kind: str
    """Those of one kind may be taken for each other: "exchange", "bank", "ministry", "university", "media"."""


@dataclass(frozen=True, slots=True)
class Named:
    """Where a text names an organisation."""

    start: int
    end: int
    organisations: tuple[Organisation, ...]
    """All of that name: ABC is a bank and a broadcaster."""

    @property
    def span(self) -> Span:
        """Start and end."""
        return self.start, self.end


@cache
def organisations() -> tuple[Organisation, ...]:
    """All of them, in the order of the table."""
    return tuple(
        Organisation((row["zh"], *_cell(row["short"])), (row["en"], *_cell(row["other"])), row["kind"])
        for row in resources.table("organisations")
    )


def _cell(cell: str) -> list[str]:
    return cell.split(";") if cell else []


@cache
def _chinese() -> NameTable[tuple[Organisation, ...]]:
    """The organisations of each Chinese name."""
    names: dict[str, list[Organisation]] = defaultdict(list)
    for organisation in organisations():
        for name in organisation.zh:
            names[name].append(organisation)
    return NameTable({name: tuple(same) for name, same in names.items()})


@cache
def _english() -> tuple[dict[str, tuple[Organisation, ...]], dict[str, tuple[str, ...]]]:
    """The organisations of each English name; the names that a word begins, longest first."""
    names: dict[str, list[Organisation]] = defaultdict(list)
    for organisation in organisations():
        for name in organisation.en:
            if _WORD.match(name):
                names[name].append(organisation)
    starts: dict[str, list[str]] = defaultdict(list)
    for name in names:
        starts[_WORD.findall(name)[0]].append(name)
    longest = {word: tuple(sorted(same, key=len, reverse=True)) for word, same in starts.items()}
    return {name: tuple(same) for name, same in names.items()}, longest


_WORD = re.compile("(?<![A-Za-z])[A-Z0-9][^\\W_]*")
"""Where a name may begin; others are only looked for where the Chinese has their organisation."""


def find_in_chinese(words: Words) -> list[Named]:
    """Return the organisations that a Chinese text names by whole words, the longest at each place, in order."""
    return [Named(*found) for found in _chinese().find(words.simplified, words.beginnings, partial(is_whole, words))]


def find_in_english(text: str) -> list[Named]:
    """Return the organisations that an English text names, the longest at each place, in order."""
    names, starts = _english()
    text = text.replace("’", "'")
    found, end = list[Named](), 0
    for word in _WORD.finditer(text):
        start = word.start()
        if start < end:
            continue
        for name in starts.get(word.group(), ()):
            stop = start + len(name)
            if text.startswith(name, start) and not (
                text[stop - 1 : stop].isalnum() and text[stop : stop + 1].isalnum()
            ):
                end = stop
                found.append(Named(start, end, names[name]))
                break
    return found


def is_distinctive(name: str) -> bool:
    """Whether an English name is hardly anything else: several words, or a word that is not an ordinary one."""
    return " " in name or (len(name) > 3 and not is_common_word(name))
