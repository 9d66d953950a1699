"""The term base as rules use it: which terms a text holds, and which forms of a term an English text has."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from workbench import resources
from workbench.domain import Term, TermKind
from workbench.language.conversion import simplify
from workbench.language.name_table import NameTable
from workbench.language.words import Words

BUILT_IN = "built-in"
_GAP = r"(?:\W+\w+){0,8}?\W+"
"""What … in a term stands for: up to eight words."""
_LONGEST_TERM = 60


@dataclass(frozen=True, slots=True)
class Entry:
    """All that the term base says about a Chinese term."""

    zh: str
    """In Simplified characters."""
    accepted: tuple[str, ...]
    """Required and preferred forms, in the order they were given."""
    forbidden: tuple[str, ...]
    required: bool
    """Whether one of the accepted forms must be in the English."""
    own: bool
    """Whether a person gave it."""
    note: str


class TermBase:
    """Terms, found in text by their longest match."""

    def __init__(self, terms: Iterable[Term]) -> None:
        grouped: dict[str, list[Term]] = defaultdict(list)
        for term in terms:
            if 0 < len(term.zh) <= _LONGEST_TERM:
                grouped[simplify(term.zh)].append(term)
        self._entries = NameTable({zh: _entry(zh, group) for zh, group in grouped.items()})

    def found(self, words: Words) -> Iterator[tuple[int, Entry]]:
        """Where terms are in a text, the longest at each place, none inside another."""
        plain = words.simplified

        def ends(start: int, end: int) -> bool:
            # 教育部 is not the ministry in 教育部门 and 教育部长.
            return plain[end - 1] != "部" or plain[end : end + 1] not in ("门", "长", "队", "分")

        return ((start, entry) for start, _, entry in self._entries.find(plain, words.beginnings, ends))


def _entry(zh: str, group: Sequence[Term]) -> Entry:
    # A person's own terms replace the built-in ones.
    own = [term for term in group if term.source != BUILT_IN]
    chosen = own or list(group)
    return Entry(
        zh,
        tuple(term.en for term in chosen if term.kind is not TermKind.FORBIDDEN),
        tuple(term.en for term in chosen if term.kind is TermKind.FORBIDDEN),
        any(term.kind is TermKind.REQUIRED for term in chosen),
        bool(own),
        next((term.note for term in chosen if term.note), ""),
    )


@cache
def built_in_terms() -> tuple[Term, ...]:
    """db/terms/terms.tsv: columns zh, en, kind, note."""
    return tuple(
        Term(row["zh"], row["en"], TermKind(row["kind"]), row["note"], BUILT_IN) for row in resources.table("terms")
    )


@lru_cache(maxsize=8)
def _term_base(own: tuple[Term, ...]) -> TermBase:
    return TermBase((*built_in_terms(), *own))


class _Same:
    """A tuple of terms known by being the same object: to hash ten thousand terms takes longer than a pair's checks."""

    def __init__(self, own: tuple[Term, ...]) -> None:
        self.own = own

    def __hash__(self) -> int:
        return id(self.own)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.own is self.own


@lru_cache(maxsize=2)
def _same_term_base(same: _Same) -> TermBase:
    return _term_base(same.own)


def term_base(own: Sequence[Term]) -> TermBase:
    """The built-in terms with a person's own on top."""
    return _same_term_base(_Same(own)) if isinstance(own, tuple) else _term_base(tuple(own))


@lru_cache(maxsize=20_000)
def form_pattern(form: str) -> re.Pattern[str]:
    """Finds an English form whatever its case, hyphens, apostrophes or plural; … stands for up to eight words."""
    parts = []
    for part in re.split("…|\\.\\.\\.|_{2,}", form):
        words = [re.sub("['’]", "['’]", re.escape(word)) for word in re.split(r"[\s-]+", part.strip()) if word]
        parts.append(r"(?:['’]s?)?[\s-]+".join(words))
    body = _GAP.join(part for part in parts if part)
    last = form.rstrip("…_. ")[-1:]
    plural = "(?:e?s)?" if last.isalpha() else ""
    return re.compile(rf"(?<!\w){body}{plural}(?!\w)", re.IGNORECASE)
