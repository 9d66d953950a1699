"""Cuts texts into tokens: few of them by a reading of our own, many by the tokenizers library, always the same way.

The library takes 136 MB for the vocabulary of the bundled encoder, which is a good bargain for a book and a bad one
for a page; a dictionary takes 49. Characters are normalised and runs are distinguished by the library in either case.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock
from typing import Any

from tokenizers import PreTokenizedString, Token, Tokenizer

from workbench.errors import EncoderError

_FEW = 150_000
"""Characters that are cut before the library is loaded: more than an article and what the press made of it."""
_UNKNOWN_PENALTY = 10.0
"""How much less than the rarest piece a character counts that is in no piece; as in the library."""
_KEPT = 4096
"""Runs whose pieces are remembered."""


class TextTokenizer:
    """What a tokenizer.json describes. Safe to use from several threads."""

    def __init__(self, content: bytes, damaged: EncoderError, *, many: bool = False) -> None:
        """Take the file's content; `many` texts are cut by the library from the first on.

        Raises `damaged` where the library cannot read it.
        """
        self.content = content
        self._damaged = damaged
        self._lock = Lock()
        self._room = _FEW
        """Characters that may still be cut here."""
        self._library: Tokenizer | None = None
        self._unigram = None if many else _Unigram.read(content, damaged)
        self.size = self._unigram.size if self._unigram else self._loaded().get_vocab_size()
        """Number of tokens."""

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The tokens of each text."""
        few = self._few(texts)
        if few:
            return [few.cut(text)[0] for text in texts]
        encodings = self._loaded().encode_batch_fast(texts, add_special_tokens=False)
        return [encoding.ids for encoding in encodings]

    def cut(self, texts: Sequence[str]) -> list[tuple[list[int], list[tuple[int, int]]]]:
        """The tokens of each text, and where each starts and ends, in code points."""
        few = self._few(texts)
        if few:
            return [few.cut(text) for text in texts]
        encodings = self._loaded().encode_batch(texts, add_special_tokens=False)
        return [(encoding.ids, encoding.offsets) for encoding in encodings]

    def _few(self, texts: Sequence[str]) -> _Unigram | None:
        """What cuts these texts while they are few."""
        with self._lock:
            self._room -= sum(map(len, texts))
            return self._unigram if self._room >= 0 else None

    def _loaded(self) -> Tokenizer:
        with self._lock:
            if self._library is None:
                # Given up first: the two vocabularies are never in memory at once.
                self._unigram = None
                self._library = _library(self.content, self._damaged)
            return self._library


def _library(content: bytes, damaged: EncoderError) -> Tokenizer:
    try:
        with panics_as(damaged):
            tokenizer = Tokenizer.from_buffer(content)
    except ValueError as error:
        raise damaged from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


class _Unigram:
    """The best pieces of a run of characters by their summed scores (Kudo 2018), as the library finds them."""

    def __init__(self, library: Tokenizer, vocabulary: Sequence[tuple[str, float]], unknown: int) -> None:
        self._library = library
        """Normalises and tells runs apart; its own vocabulary is empty."""
        self._ids = {piece: number for number, (piece, _) in enumerate(vocabulary)}
        self._scores = [score for _, score in vocabulary]
        self._unknown = unknown
        self._unknown_score = min(self._scores) - _UNKNOWN_PENALTY
        self._longest: dict[str, int] = {}
        """How long the pieces are that begin with a character."""
        for piece in self._ids:
            if len(piece) > self._longest.get(piece[:1], 0):
                self._longest[piece[:1]] = len(piece)
        self._tokens = lru_cache(maxsize=_KEPT)(self._tokens_of)

    @property
    def size(self) -> int:
        return len(self._scores)

    @classmethod
    def read(cls, content: bytes, damaged: EncoderError) -> _Unigram | None:
        """The tokenizer of a file; None where it is of another kind."""
        try:
            data: dict[str, Any] = json.loads(content)
            model = data["model"]
            vocabulary, unknown = model["vocab"], model["unk_id"]
            ours = model["type"] == "Unigram" and not (model.get("byte_fallback") or data["added_tokens"])
            if not ours or data.get("post_processor") or vocabulary[unknown][0] != vocabulary[0][0]:
                return None
            data |= {"model": model | {"vocab": vocabulary[:1]}, "padding": None, "truncation": None}
            library = _library(json.dumps(data).encode(), damaged)
            return cls(library, vocabulary, unknown)
        except (ValueError, KeyError, TypeError, IndexError):
            # Whether it is damaged or only of another kind is for the library to say.
            return None

    def cut(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """The tokens of a text, and where each starts and ends, in code points."""
        runs = PreTokenizedString(text)
        normalizer, pre_tokenizer = self._library.normalizer, self._library.pre_tokenizer
        if normalizer:
            runs.normalize(normalizer.normalize)
        if pre_tokenizer:
            pre_tokenizer.pre_tokenize(runs)
        runs.tokenize(self._tokens)
        encoding = runs.to_encoding()
        return encoding.ids, encoding.offsets

    def _tokens_of(self, run: str) -> list[Token]:
        """The pieces of a run, with offsets in bytes."""
        tokens: list[Token] = []
        at = 0
        for piece in self._pieces(run):
            end = at + len(piece.encode())
            tokens.append(Token(self._ids.get(piece, self._unknown), piece, (at, end)))
            at = end
        return tokens

    def _pieces(self, run: str) -> list[str]:
        size = len(run)
        best, origins, known = [-1.0] * (size + 1), [-1] * (size + 1), [True] * (size + 1)
        best[0] = 0.0
        for start in range(size):
            here = best[start]
            for end in range(start + 1, min(start + self._longest.get(run[start], 0), size) + 1):
                number = self._ids.get(run[start:end])
                if number is not None and (origins[end] < 0 or here + self._scores[number] > best[end]):
                    best[end], origins[end], known[end] = here + self._scores[number], start, True
            if run[start] not in self._ids:
                end, score = start + 1, here + self._unknown_score
                if origins[end] < 0 or score > best[end]:
                    best[end], origins[end], known[end] = score, start, False
        return self._traced(run, origins, known)

    @staticmethod
    def _traced(run: str, origins: Sequence[int], known: Sequence[bool]) -> list[str]:
        """The pieces from the last to the first, put in order; unknown characters side by side are one piece."""
        pieces: list[str] = []
        end = stop = len(run)
        while end > 0:
            start = origins[end]
            if known[end]:
                if end < stop:
                    pieces.append(run[end:stop])
                pieces.append(run[start:end])
                stop = start
            end = start
        if stop > 0:
            pieces.append(run[:stop])
        return pieces[::-1]


@contextmanager
def panics_as(error: EncoderError) -> Iterator[None]:
    """Raise an error in place of a panic of the tokenizers library, which is not an Exception."""
    try:
        yield
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":
            raise
        raise error from panic
