"""The punctuation of a document's segments: marks by kind, how a segment begins and ends, quotations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from workbench.arrays import Float32Matrix, Float32Vector, Int8Vector, Int64Vector

_MARKS = ("?", "!", ":", ";", "…", "—", "(")
"""Marks counted in every segment, in this order; full-width forms count with them."""
_MOST = 3
"""More of a kind are not counted."""
_FOLDED = {"？": "?", "！": "!", "：": ":", "；": ";", "（": "(", "–": "—", "。": ".", "，": ","}
_KINDS = {mark: kind for kind, mark in enumerate(_MARKS)}
_KINDS |= {full: _KINDS[mark] for full, mark in _FOLDED.items() if mark in _KINDS}
_MARK = re.compile(f"[{''.join(_KINDS)}]")
_FINAL = {",": 1, "、": 1, ";": 1, "—": 1, ":": 2, ".": 3, "…": 3, "?": 4, "!": 5}
_FINAL |= {full: _FINAL[mark] for full, mark in _FOLDED.items() if mark in _FINAL}
_TRAILING = " \t\r\n\"'”’」』)）]》*"
# Each begins with all characters that it may, which a search runs through; the conditions look back.
_OPEN = re.compile("[“「『«\"'‘`](?:(?<=[“「『«])|(?:(?<=^[\"'‘`])|(?<=[\\s(（—][\"'‘`]))(?=\\S))")
_CLOSE = re.compile("[”」』»\"'’](?:(?<=[”」』»])|(?<=\\S[\"'’])(?=$|[\\s)）—,.;:?!]))")
_SENTENCE_END = re.compile("[。！？!?….](?:(?<!\\.)[。！？!?…]*|\\.*(?=\\s|$|[\"'”’)]))")


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
    size = len(texts)
    # All at once: every pattern takes the line feed between two segments for the border of a text.
    joined = "\n".join(texts)
    starts = np.cumsum([0, *(len(text) + 1 for text in texts)])
    found = [(match.start(), _KINDS[match.group()]) for match in _MARK.finditer(joined)]
    places, kinds = _columns(found)
    marks = np.bincount(_segments(starts, places) * len(_MARKS) + kinds, minlength=size * len(_MARKS))
    ends = np.array([match.start() for match in _SENTENCE_END.finditer(joined)], dtype=np.int64)
    opening, closing = ([match.start() for match in pattern.finditer(joined)] for pattern in (_OPEN, _CLOSE))
    quotes, turns = _columns(sorted([*((at, 1) for at in opening), *((at, -1) for at in closing)]))
    # What the last quotation mark before each segment was.
    before = np.append(-1, turns)[np.searchsorted(quotes, starts)]
    first = starts[:-1] + [len(text) - len(text.lstrip()) for text in texts]
    last = starts[:-1] + [len(text.rstrip()) - 1 for text in texts]
    return Punctuation(
        marks=np.minimum(marks, _MOST).astype(np.float32).reshape(size, len(_MARKS)),
        sentence_ends=np.bincount(_segments(starts, ends), minlength=size).astype(np.float32),
        final=np.array([_FINAL.get(text.rstrip(_TRAILING)[-1:], 0) for text in texts], dtype=np.int8),
        opens=np.isin(first, opening, assume_unique=True).astype(np.int8),
        closes=np.isin(last, closing, assume_unique=True).astype(np.int8),
        balance=np.bincount(_segments(starts, quotes), turns, minlength=size).astype(np.float32),
        quoted=(before > 0).astype(np.int8),
    )


def _columns(found: Sequence[tuple[int, int]]) -> tuple[Int64Vector, Int64Vector]:
    """Places and kinds of what was found."""
    columns = np.array(found, dtype=np.int64).reshape(-1, 2)
    return columns[:, 0], columns[:, 1]


def _segments(starts: Int64Vector, places: Int64Vector) -> Int64Vector:
    """The segment that each place is in."""
    return np.searchsorted(starts, places, side="right") - 1
