"""Encodings kept in the corpus, so that a slow encoder reads a text once."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import numpy as np

from workbench.arrays import Vectors
from workbench.encoders.protocol import Encoder
from workbench.encoders.static import StaticEncoder
from workbench.store.connection import Connection
from workbench.store.database import translated

LIMIT_BYTES = 256 * 1024 * 1024
"""Room for vectors where the setting "vectors.limit" (bytes) says nothing else: 160,000 texts of 412 dimensions."""

BATCH = 512
"""Texts that are encoded and kept at a time: what is done is kept when the rest is interrupted."""


class VectorCache:
    """Vectors by encoder signature and text; bounded, the oldest go first."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.path = connection.path

    @property
    def writable(self) -> bool:
        """Whether vectors can be kept."""
        return not self._connection.read_only

    @translated
    def get(self, signature: str, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        """Return what is known of these texts' vectors, float32 of shape (dimension,)."""
        marks = ",".join("?" * len(keys))
        sql = (
            "SELECT key, vector, dimension FROM vectors JOIN encoders ON encoders.id = encoder"
            f" WHERE encoder = (SELECT id FROM encoders WHERE signature = ?) AND key IN ({marks})"
        )
        return {
            key: np.frombuffer(vector, dtype="<f4")
            for key, vector, dimension in self._connection.execute(sql, [signature, *keys])
            if len(vector) == 4 * dimension
        }

    @translated
    def put(self, signature: str, vectors: dict[bytes, Vectors], dimension: int) -> None:
        """Keep vectors, and drop the oldest where there are too many."""
        with self._connection.writing():
            self._connection.execute(
                "INSERT INTO encoders (signature, dimension) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (signature, dimension),
            )
            encoder = self._connection.execute("SELECT id FROM encoders WHERE signature = ?", (signature,)).fetchone()[
                0
            ]
            self._connection.execute_many(
                "INSERT INTO vectors (encoder, key, vector) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                ((encoder, key, vector.astype("<f4").tobytes()) for key, vector in vectors.items()),
            )
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        row = self._connection.execute("SELECT value FROM settings WHERE key = 'vectors.limit'").fetchone()
        limit = int(row[0]) if row is not None and row[0].isdecimal() else LIMIT_BYTES
        count, size = self._connection.execute(
            "SELECT ifnull(sum(n), 0), ifnull(sum(n * dimension * 4), 0) FROM encoders"
            " JOIN (SELECT encoder, count(*) AS n FROM vectors GROUP BY encoder) ON encoder = id"
        ).fetchone()
        if size > limit:
            # A tenth more than has to go, so that the next text does not ask for it again.
            surplus = min(count, int(count * (size - limit) / size) + count // 10 + 1)
            self._connection.execute(
                "DELETE FROM vectors WHERE id IN (SELECT id FROM vectors ORDER BY id LIMIT ?)", (surplus,)
            )

    @translated
    def __len__(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM vectors").fetchone()[0])

    @translated
    def clear(self) -> int:
        """Drop every vector and return how many there were."""
        with self._connection.writing():
            return int(self._connection.execute("DELETE FROM vectors").rowcount)


def cached(encoder: Encoder, cache: VectorCache) -> Encoder:
    """Return the encoder with a corpus as its memory; the bundled one, quicker than a lookup, is returned as it is."""
    return encoder if isinstance(encoder, StaticEncoder) else CachedEncoder(encoder, cache)


class CachedEncoder:
    """An encoder that looks into the corpus first; implements Encoder."""

    def __init__(self, encoder: Encoder, cache: VectorCache) -> None:
        self._encoder = encoder
        self._cache = cache

    @property
    def signature(self) -> str:
        """See Encoder.signature."""
        return self._encoder.signature

    @property
    def dimension(self) -> int:
        """See Encoder.dimension."""
        return self._encoder.dimension

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As the encoder does; texts it has seen under this signature are not encoded again."""
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        for start in range(0, len(texts), BATCH):
            vectors[start : start + BATCH] = self._encode_batch(texts[start : start + BATCH])
        return vectors

    def _encode_batch(self, texts: Sequence[str]) -> Vectors:
        keys = [sha256(text.encode("utf-8", "surrogatepass")).digest()[:16] for text in texts]
        known = self._cache.get(self.signature, list(dict.fromkeys(keys)))
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing:
            fresh = dict(zip(missing, self._encoder.encode(list(missing.values())), strict=True))
            if self._cache.writable:
                self._cache.put(self.signature, fresh, self.dimension)
            known |= fresh
        return np.stack([known[key] for key in keys])
