"""The bundled encoder: a text is the mean of its token rows, read with tokenizers, safetensors and numpy alone.

The folder is an ordinary sentence-transformers one (StaticEmbedding, then Normalize), so SentenceTransformer(folder)
gives the same vectors. Rows are int8 with a factor per token; tokens that mean the same share a row.
"""

from __future__ import annotations

import hashlib
import json
import os
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from safetensors import SafetensorError, safe_open

from workbench.arrays import Float32Vector, Int8Matrix, Int32Vector, Int64Vector, Vectors, normalise_rows
from workbench.encoders.tokenizer import TextTokenizer, panics_as
from workbench.errors import EncoderError
from workbench.i18n import gettext as _
from workbench.script import without_halves

TOKENIZER_FILE = "tokenizer.json"
ROWS_FILE = "model.safetensors"

_BLOCK = 1024
"""Texts encoded at once by one thread."""

_BLOCK_CHARACTERS = 200_000
"""A block ends early after this many characters, so that long lines do not pile up in memory."""

_RECENT = 4096
_SENTENCE = 1000
"""How many texts' tokens are remembered at most, and of how many characters each."""

_GATHERED = 512
"""Token rows widened to float32 at once: they stay in the processor's cache, which is worth a factor of ten."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """How a text was cut; the three arrays have the same length."""

    ids: Int32Vector
    starts: Int32Vector
    """Offsets into the text as given, in code points."""
    ends: Int32Vector


class OtherRows(NamedTuple):
    """Rows that replace those of some tokens."""

    ids: Int32Vector
    """(n,) ascending."""
    table: Int8Matrix
    """(n, dimension)"""
    factors: Float32Vector
    """(n,)"""

    def over(self, others: OtherRows) -> OtherRows:
        """These, and the others for tokens that these do not hold."""
        ids, places = np.unique(np.concatenate([self.ids, others.ids]), return_index=True)
        table = np.concatenate([self.table, others.table])[places]
        factors = np.concatenate([self.factors, others.factors])[places]
        return OtherRows(ids, table, factors)


class StaticEncoder:
    """Token vectors and a tokenizer; implements Encoder. Safe to use from several threads."""

    def __init__(
        self,
        tokenizer: TextTokenizer,
        table: Int8Matrix,
        factors: Float32Vector,
        mapping: Int32Vector,
        rarity: Float32Vector,
    ) -> None:
        self._tokenizer = tokenizer
        self._table = table
        self._factors = factors
        self._mapping = mapping
        self.rarity = rarity
        """float32, one weight per token id: minus the natural logarithm of its frequency, lowered to 0 for marks."""
        self._recent: dict[str, Tokens] = {}
        self.models: Mapping[str, Path] = {}
        """By kind the files of what a corpus taught it; none for the bundled encoder (see encoders/adapted.py)."""

    @classmethod
    def load(cls, folder: Path, *, many: bool = False) -> StaticEncoder:
        """Read a folder as `workbench train encoder` writes it; `many` texts are cut fast from the first on.

        Raises EncoderError when a file is missing, damaged or does not fit the others.
        """
        for name in (TOKENIZER_FILE, ROWS_FILE):
            if not (folder / name).is_file():
                raise EncoderError(
                    _("The encoder in {folder} has no {name}.").format(folder=folder, name=name),
                    hint=_("Rebuild it with `workbench train encoder`."),
                )
        damaged = EncoderError(
            _("The encoder in {folder} is damaged.").format(folder=folder),
            hint=_("Rebuild it with `workbench train encoder`."),
        )
        try:
            tokenizer = TextTokenizer((folder / TOKENIZER_FILE).read_bytes(), damaged, many=many)
        except OSError as error:
            raise damaged from error
        try:
            with safe_open(str(folder / ROWS_FILE), framework="numpy") as tensors:
                factors, mapping, rarity = (tensors.get_tensor(name) for name in ("weights", "mapping", "rarity"))
            table = _mapped(folder / ROWS_FILE, "embeddings")
        except (SafetensorError, KeyError, OSError, TypeError, ValueError) as error:
            # A TypeError where numpy does not know the type, such as bfloat16; a ValueError for no columns.
            raise damaged from error
        size = (tokenizer.size,)
        types = [(each.dtype.name, each.shape) for each in (factors, mapping, rarity)]
        if types != [("float32", size), ("int32", size), ("float32", size)]:
            raise damaged
        if not (np.isfinite(factors).all() and np.isfinite(rarity).all() and _within(mapping, len(table))):
            raise damaged
        return cls(tokenizer, table, factors, mapping, rarity)

    @cached_property
    def signature(self) -> str:
        """Name, digest of all that changes the vectors, dimension; names of the models adapted to a corpus."""
        digest = hashlib.sha256(self._tokenizer.content)
        for data in (self._table.data, self._factors.data, self._mapping.data):
            digest.update(data)
        return f"zh-en-static|sha:{digest.hexdigest()[:16]}|dim:{self.dimension}"

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._table.shape[1])

    def adapted(self, rows: OtherRows | None, models: Mapping[str, Path]) -> StaticEncoder:
        """The same with other rows for some tokens, and with the files of what a corpus taught, by kind."""
        table, factors, mapping = self._table, self._factors, self._mapping
        if rows is not None:
            factors, mapping = factors.copy(), mapping.copy()
            factors[rows.ids] = rows.factors
            mapping[rows.ids] = np.arange(len(table), len(table) + len(rows.ids), dtype=np.int32)
            table = np.concatenate([table, rows.table])
        other = StaticEncoder(self._tokenizer, table, factors, mapping, self.rarity)
        other.models = models
        other.signature = "|".join([self.signature, "+".join(path.stem for path in models.values())])
        return other

    def encode(self, texts: Sequence[str]) -> Vectors:
        """float32, shape (len(texts), dimension), in order; rows of L2 norm 1, all zeros for a text without tokens.

        Raises EncoderError for a text too long for the memory there is.
        """
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        blocks = list(_blocks(texts))
        if len(blocks) < 2:
            for start, end in blocks:
                self._encode_block(texts[start:end], vectors[start:end])
            return vectors
        with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as pool:
            tasks = [pool.submit(self._encode_block, texts[start:end], vectors[start:end]) for start, end in blocks]
            for task in tasks:
                task.result()
        return vectors

    def tokenize(self, texts: Sequence[str]) -> list[Tokens]:
        """How each text is cut into the tokens that have a meaning; what is between them is left out.

        The tokens of the last sentences are at hand: what was aligned is checked next.
        """
        found = [self._recent.get(text) for text in texts]
        missing = [text for text, tokens in zip(texts, found, strict=True) if tokens is None]
        fresh = _divided(*self.tokenize_joined(missing))
        return [tokens or next(fresh) for tokens in found]

    def tokenize_joined(self, texts: Sequence[str]) -> tuple[Tokens, Int64Vector]:
        """The tokens of all texts, one text after another, and (len(texts) + 1,) where each text's tokens begin."""
        parts = [self._tokenize_block(texts[start:end]) for start, end in _blocks(texts)]
        ids, starts, ends = (
            np.concatenate([np.zeros(0, dtype=np.int32), *(getattr(tokens, name) for tokens, _ in parts)])
            for name in ("ids", "starts", "ends")
        )
        counts = np.concatenate([np.zeros(1, dtype=np.int64), *(each for _, each in parts)])
        tokens, bounds = Tokens(ids, starts, ends), np.cumsum(counts)
        if len(texts) <= _RECENT:
            self._remember(texts, _divided(tokens, bounds))
        return tokens, bounds

    def _remember(self, texts: Sequence[str], tokens: Iterable[Tokens]) -> None:
        if len(self._recent) + len(texts) > _RECENT:
            self._recent = {}
        # Copied, or a few words would keep the tokens of all texts that were cut with them.
        self._recent |= {
            text: Tokens(one.ids.copy(), one.starts.copy(), one.ends.copy())
            for text, one in zip(texts, tokens, strict=True)
            if len(text) <= _SENTENCE
        }

    def _tokenize_block(self, texts: Sequence[str]) -> tuple[Tokens, Int64Vector]:
        """The tokens of some texts, and how many each has."""
        found = self._tokenizer.cut([without_halves(text) for text in texts])
        ids = np.fromiter(chain.from_iterable(ids for ids, _ in found), dtype=np.int32)
        flat = chain.from_iterable(chain.from_iterable(offsets for _, offsets in found))
        offsets = np.fromiter(flat, dtype=np.int32).reshape(-1, 2)
        # Marks of a run's beginning mean nothing and stand nowhere.
        meant = self._factors[ids] > 0
        text_ends = list(accumulate((len(ids) for ids, _ in found), initial=0))
        counts = np.diff(np.append(0, np.cumsum(meant))[text_ends])
        return Tokens(ids[meant], offsets[meant, 0], offsets[meant, 1]), counts

    def rows(self, ids: Int32Vector) -> Vectors:
        """Token vectors: float32, shape (len(ids), dimension). Their sum has the direction of the text's vector."""
        rows: Vectors = self._table[self._mapping[ids]].astype(np.float32)
        rows *= self._factors[ids][:, None]
        return rows

    def sums(self, ids: Int32Vector, ends: Sequence[int]) -> Vectors:
        """(len(ends), dimension) sums of token vectors: each of those from the end of the one before up to its own."""
        sums = np.zeros((len(ends), self.dimension), dtype=np.float32)
        places, factors = self._mapping[ids], self._factors[ids]
        narrow = np.empty((_GATHERED, self.dimension), dtype=np.int8)
        wide = np.empty((_GATHERED, self.dimension), dtype=np.float32)
        start = first = 0
        while first < len(ends):
            # As many whole sums as fit; one that does not fit alone is summed in pieces.
            last = max(bisect_right(ends, start + _GATHERED), first + 1)
            for piece in range(start, ends[last - 1], _GATHERED):
                stop = min(piece + _GATHERED, ends[last - 1])
                gathered = wide[: stop - piece]
                np.take(self._table, places[piece:stop], axis=0, out=narrow[: stop - piece], mode="clip")
                gathered[:] = narrow[: stop - piece]
                if last == first + 1:
                    sums[first] += factors[piece:stop] @ gathered
                    continue
                at = start
                for one in range(first, last):
                    np.dot(factors[at : ends[one]], gathered[at - start : ends[one] - start], out=sums[one])
                    at = ends[one]
            start, first = ends[last - 1], last
        return sums

    def _encode_block(self, texts: Sequence[str], out: Vectors) -> None:
        longest = max(map(len, texts))
        too_long = EncoderError(
            _("A text of {longest:,} characters is too long to encode.").format(longest=longest),
            hint=_("Break it into lines."),
        )
        with panics_as(too_long):
            per_text = self._tokenizer.ids([without_halves(text) for text in texts])
        ids = np.fromiter(chain.from_iterable(per_text), dtype=np.int32)
        out[:] = self.sums(ids, list(accumulate(map(len, per_text))))
        normalise_rows(out)


def _divided(tokens: Tokens, bounds: Int64Vector) -> Iterator[Tokens]:
    """The tokens of each text, which begin at the bounds."""
    for start, end in pairwise(bounds.tolist()):
        yield Tokens(tokens.ids[start:end], tokens.starts[start:end], tokens.ends[start:end])


def _mapped(path: Path, name: str) -> Int8Matrix:
    """Map an int8 matrix of a checked safetensors file.

    Processes share it, and only the rows in use are in memory. The file is a length, a JSON header of that length, and
    the tensors' bytes.
    """
    with path.open("rb") as stream:
        size = int.from_bytes(stream.read(8), "little")
        tensor = json.loads(stream.read(size))[name]
    if tensor["dtype"] != "I8" or len(tensor["shape"]) != 2 or 0 in tensor["shape"]:
        raise SafetensorError(f"{name} is not a matrix of int8")
    offset = 8 + size + tensor["data_offsets"][0]
    return np.asarray(np.memmap(path, dtype=np.int8, mode="r", offset=offset, shape=tuple(tensor["shape"])))


def _within(places: Int32Vector, count: int) -> bool:
    return bool(places.size) and int(places.min()) >= 0 and int(places.max()) < count


def _blocks(texts: Sequence[str]) -> Iterable[tuple[int, int]]:
    start = characters = 0
    for position, text in enumerate(texts):
        characters += len(text)
        if position + 1 - start == _BLOCK or characters >= _BLOCK_CHARACTERS:
            yield start, position + 1
            start, characters = position + 1, 0
    if start < len(texts):
        yield start, len(texts)
