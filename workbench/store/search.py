"""Full-text search over a million pairs: what the index holds, how a query is parsed, where in a text it matches.

The index (FTS5) holds, of both sides, words of alphabets as they are and Chinese as overlapping pairs of characters:
天津市委 is 天津 津市 市委 委. A run of characters is then a phrase of such pairs, and a word of two characters, the
commonest length, one lookup. FTS5's own trigrams find nothing shorter than three characters and took three times the
disk (measured on 200,000 pairs: 176 MB against 58 MB).

Texts are compared in Simplified characters and small letters without accents. Texts from Taiwan are indexed a second
time in mainland words, so that 软件 finds 軟體.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from operator import add as add_strings

from workbench.language.conversion import fold, simplify
from workbench.script import HAN
from workbench.store.connection import Connection
from workbench.store.values import Span

COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行"
    "学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其"
)
"""Characters found in every few texts: each has a token of its own, since joining all its pairs would take too long."""

ALONE = "。"
"""Follows a common character's own token."""

PREFIX_LETTERS = 3
"""From this length on the last word of a question may be the beginning of a word."""

_RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
_HAN = re.compile(f"[{HAN}]")
_LETTER = rf"[^\W_{HAN}]"
_DRESSED = re.compile("[\u00c0-\u024f\u1e00-\u1eff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]")
"""Letters with accents, full-width letters and digits."""

_SIGNATURE_KEY = "search.signature"


@cache
def _plain() -> dict[int, str]:
    """Replace characters one by one, so that offsets stay true: é by e, Ａ by a."""
    table = {}
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00), *range(0xFF10, 0xFF5B)):
        plain = unicodedata.normalize("NFKD", chr(code))[0]
        if plain != chr(code) and _DRESSED.match(chr(code)):
            table[code] = plain.lower()
    return table


def _lowered(text: str) -> str:
    return (text.translate(_plain()) if _DRESSED.search(text) else text).lower()


def level(text: str) -> str:
    """Return the text as compared: Simplified, small letters, no accents; as long as the text."""
    return text.lower() if text.isascii() else _lowered(simplify(text))


def _folded(text: str) -> str:
    return _lowered(fold(text))


def _tokens(levelled: str) -> list[str]:
    tokens: list[str] = []
    for run in _RUN.findall(levelled):
        if _HAN.match(run):
            # The last character stands alone, so that every character begins a token.
            tokens += map(add_strings, run, run[1:])
            tokens.append(run[-1])
        else:
            tokens.append(run)
    return tokens


def tokens(text: str) -> list[str]:
    """Return what the index holds of a text, in order: words of alphabets, and pairs of Chinese characters."""
    return [token for token in _tokens(level(text)) if len(token) > 1 or not _HAN.match(token)]


def index_text(text: str) -> str:
    """Return a side's text as the index takes it: its tokens, and what separates them."""
    if text.isascii():
        return text  # FTS5 cuts it up as we would.
    simplified = simplify(text)
    levelled = _lowered(simplified)
    tokens = _tokens(levelled)
    common = COMMON.intersection(levelled)
    if simplified != text and (mainland := _folded(text)) != levelled:
        # 。 is not a word: it keeps a phrase from running from one form into the other.
        tokens += [ALONE, *_tokens(mainland)]
        common |= COMMON.intersection(mainland)
    return " ".join(tokens + [character + ALONE for character in common])


def add(connection: Connection, pair_id: int, source: str, target: str) -> None:
    """Put a row into the index."""
    mark(connection)
    connection.execute(
        "INSERT INTO words (rowid, source, target) VALUES (?, ?, ?)", (pair_id, index_text(source), index_text(target))
    )


def remove(connection: Connection, pair_id: int, source: str, target: str) -> None:
    """Take a row out of the index, before it changes; the texts must be those it was put in with."""
    ensure_current(connection)
    connection.execute(
        "INSERT INTO words (words, rowid, source, target) VALUES ('delete', ?, ?, ?)",
        (pair_id, index_text(source), index_text(target)),
    )


@cache
def signature() -> str:
    """Return all that decides what the index holds: the converter's tables and what counts as a letter."""
    return f"2|opencc:{version('opencc')}|unicode:{unicodedata.unidata_version}"


def mark(connection: Connection) -> None:
    """Say by which rules the index is made, where nothing is said yet."""
    connection.execute("INSERT OR IGNORE INTO settings VALUES (?, ?)", (_SIGNATURE_KEY, signature()))


def is_current(connection: Connection) -> bool:
    """Return whether the index was made by today's rules."""
    row = connection.execute("SELECT value FROM settings WHERE key = ?", (_SIGNATURE_KEY,)).fetchone()
    return row is not None and row[0] == signature()


def ensure_current(connection: Connection) -> None:
    """Rebuild the index where other rules made it: a row can only be taken out as it was put in."""
    if not is_current(connection):
        rebuild(connection)


def rebuild(connection: Connection) -> None:
    """Make the index anew from the rows, inside one transaction."""
    with connection.writing():
        connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
        rows = connection.execute("SELECT id, source_text, target_text FROM pairs")
        connection.execute_many(
            "INSERT INTO words (rowid, source, target) VALUES (?, ?, ?)",
            ((pair_id, index_text(source), index_text(target)) for pair_id, source, target in rows),
        )
        connection.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (_SIGNATURE_KEY, signature()))


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand next to each other; as typed, levelled."""

    text: str

    @property
    def runs(self) -> list[str]:
        """What of it stands together in one script."""
        return _RUN.findall(self.text)

    def match(self) -> str:
        """As FTS5 takes it."""
        forms = dict.fromkeys([self.text, _folded(self.text)])
        return f"({' OR '.join(_match(form) for form in forms)})"

    def pattern(self) -> str:
        """As a regular expression over levelled text."""
        runs = [re.escape(run) if _HAN.match(run) else rf"(?<!{_LETTER}){re.escape(run)}" for run in self.runs]
        last = self.runs[-1]
        end = "" if _HAN.match(last) or len(last) >= PREFIX_LETTERS else rf"(?!{_LETTER})"
        between = [
            "" if _HAN.match(a) and _HAN.match(b) else r"[\W_]*" if _HAN.match(a) or _HAN.match(b) else r"[\W_]+"
            for a, b in zip(self.runs, self.runs[1:], strict=False)
        ]
        return runs[0] + "".join(gap + run for gap, run in zip(between, runs[1:], strict=True)) + end


def _match(text: str) -> str:
    if text in COMMON:
        return f'"{text}{ALONE}"'
    runs = _RUN.findall(text)
    tokens: list[str] = []
    for number, run in enumerate(runs):
        pieces = list(_tokens(run))
        if number == len(runs) - 1 and _HAN.match(run) and len(run) > 1:
            pieces.pop()  # What follows the last character is open: the pair before it says enough.
        tokens += pieces
    last = runs[-1]
    begins = len(last) == 1 if _HAN.match(last) else len(last) >= PREFIX_LETTERS
    prefix = " *" if begins else ""
    return f'"{" ".join(tokens)}"{prefix}'


@dataclass(frozen=True, slots=True)
class Words:
    """A question in words: every phrase has to be found, on either side."""

    phrases: tuple[Phrase, ...]

    def match(self) -> str:
        """As FTS5 takes it."""
        return " AND ".join(phrase.match() for phrase in self.phrases)

    def spans(self, source: str, target: str) -> tuple[Span, ...]:
        """Return where the phrases are, in order."""
        pattern = re.compile("|".join(f"(?:{phrase.pattern()})" for phrase in self.phrases))
        found = []
        for side, text in (("source", source), ("target", target)):
            matches = list(pattern.finditer(level(text)))
            if not matches and len(mainland := _folded(text)) == len(text):
                folded = "|".join(f"(?:{Phrase(_folded(phrase.text)).pattern()})" for phrase in self.phrases)
                matches = list(re.finditer(folded, mainland))
            found += [Span(side, match.start(), match.end()) for match in matches]
        return tuple(found)


def parse(text: str) -> Words | None:
    """Read a question: "quoted words" and neighbouring words of an alphabet are a phrase, Chinese ends at a space.

    None where there is nothing the index holds, only punctuation.
    """
    phrases: list[str] = []
    for number, part in enumerate(re.split('["“”]', level(text))):
        quoted = number % 2 == 1
        open_phrase = False
        for piece in [part] if quoted else part.split():
            chinese = _HAN.search(piece) is not None
            if open_phrase and not chinese and not quoted:
                phrases[-1] += f" {piece}"
            else:
                phrases.append(piece)
            open_phrase = not chinese
    found = tuple(Phrase(phrase) for phrase in phrases if _RUN.search(phrase))
    return Words(found) if found else None


def sure_tokens(literal: str) -> list[str]:
    """Tokens, as FTS5 takes them, that the index must hold for every text with these characters in it.

    A word at either end may continue in the text; capitals, accents and Traditional characters are compared levelled.
    """
    levelled = level(literal)
    tokens: list[str] = []
    for match in _RUN.finditer(levelled):
        run = match.group()
        if _HAN.match(run):
            tokens += [f'"{run[i : i + 2]}"' for i in range(len(run) - 1)]
        elif match.start() > 0:
            tokens.append(f'"{run}"' if match.end() < len(levelled) else f'"{run}" *')
    return tokens
