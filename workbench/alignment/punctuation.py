"""The punctuation of a document's segments: marks by kind, how a segment begins and ends, quotations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.arrays import Float32Matrix, Float32Vector, Int8Vector

_MARKS = ("?", "!", ":", ";", "…", "—", "(")
"""Marks counted in every segment, in this order; full-width forms count with them."""
_MOST = 3
"""More of a kind are not counted."""
_FOLDED = str.maketrans({"？": "?", "！": "!", "：": ":", "；": ";", "（": "(", "–": "—", "。": ".", "，": ","})
_FINAL = {",": 1, "、": 1, ";": 1, "—": 1, ":": 2, ".": 3, "…": 3, "?": 4, "!": 5}
_TRAILING = " \t\r\n\"'”’」』)）]》*"
_OPEN = re.compile("[“「『«]|(?:(?<=^)|(?<=[\\s(（—]))[\"'‘`](?=\\S)")
_CLOSE = re.compile("[”」』»]|(?<=\\S)[\"'’](?=$|[\\s)）—,.;:?!])")
_SENTENCE_END = re.compile("[。！？!?…]+|\\.+(?=\\s|$|[\"'”’)])")


@dataclass(frozen=True, slots=True)
class Punctuation:
    """The punctuation of n segments."""

    marks: Float32Matrix
    """(n, marks) how often each of the counted marks occurs."""
    sentence_ends: Float32Vector
    """(n,) sentences that end in the segment."""
    final: Int8Vector
    """(n,) class of the last mark: 0 none, 1 comma and the like, 2 colon, 3 full stop, 4 question, 5 exclamation."""
    opens: Int8Vector
    """(n,) 1 where the segment begins with an opening quote."""
    closes: Int8Vector
    """(n,) 1 where it ends with a closing one."""
    balance: Float32Vector
    """(n,) opening quotes less closing ones."""
    quoted: Int8Vector
    """(n + 1,) 1 where the border before a segment lies inside a quotation."""


def read_punctuation(texts: Sequence[str]) -> Punctuation:
    """Return the punctuation of a document's segments, in order."""
    quotes = [_quotes(text) for text in texts]
    return Punctuation(
        marks=np.array([_marks(text) for text in texts], dtype=np.float32).reshape(len(texts), len(_MARKS)),
        sentence_ends=np.array([len(_SENTENCE_END.findall(text)) for text in texts], dtype=np.float32),
        final=np.array([_final(text) for text in texts], dtype=np.int8),
        opens=np.array([bool(_OPEN.match(text.lstrip())) for text in texts], dtype=np.int8),
        closes=np.array([_ends_quotation(text.rstrip()) for text in texts], dtype=np.int8),
        balance=np.array([sum(quote) for quote in quotes], dtype=np.float32),
        quoted=_quoted(quotes),
    )


def _marks(text: str) -> list[int]:
    folded = text.translate(_FOLDED)
    return [min(folded.count(mark), _MOST) for mark in _MARKS]


def _final(text: str) -> int:
    return _FINAL.get(text.rstrip(_TRAILING).translate(_FOLDED)[-1:], 0)


def _ends_quotation(text: str) -> bool:
    return bool(text) and bool(_CLOSE.match(text, len(text) - 1))


def _quotes(text: str) -> list[int]:
    """+1 for every opening, -1 for every closing quote, in order."""
    found = [(match.start(), 1) for match in _OPEN.finditer(text)]
    found += [(match.start(), -1) for match in _CLOSE.finditer(text)]
    return [kind for _, kind in sorted(found)]


def _quoted(quotes: Sequence[Sequence[int]]) -> Int8Vector:
    states, inside = [0], 0
    for kinds in quotes:
        if kinds:
            inside = int(kinds[-1] > 0)
        states.append(inside)
    return np.array(states, dtype=np.int8)
