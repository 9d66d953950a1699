"""A SentencePiece "precompiled character map": what a tokenizer replaces in a text, character by character, fast.

It turns Traditional into Simplified characters, capitals into small letters, full-width forms into ordinary ones, and
drops accents, so that the tokenizer file alone does what conversion would do. The layout (a double-array trie over
UTF-8 bytes, then the replacements) is that of SentencePiece's normaliser and of the Rust crate spm_precompiled.
"""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass, field
from typing import Any

from workbench.language.conversion import simplify

_HAN_BLOCKS = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x2A6E0))
_LATIN_BLOCKS = ((0x41, 0x5B), (0xC0, 0x250), (0x1E00, 0x1F00), (0xFF01, 0xFF5F))
_LEAF = 1 << 31
_HAS_LEAF = 1 << 8


def replacements() -> dict[str, str]:
    """Every character that is read as another one."""
    table = {"’": "'", "‘": "'", "\u3000": " ", "ß": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d"}
    table |= {"æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ı": "i"}
    for first, last in _HAN_BLOCKS:
        for code in range(first, last):
            character = chr(code)
            simplified = simplify(unicodedata.normalize("NFKC", character))
            if simplified != character:
                table[character] = simplified
    for first, last in _LATIN_BLOCKS:
        for code in range(first, last):
            character = chr(code)
            plain = "".join(c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)).lower()
            if plain != character and plain:
                table.setdefault(character, plain)
    return table


@dataclass(slots=True)
class _Array:
    """A double array under construction: unit i holds a label, an offset to its children, or a value."""

    units: list[int] = field(default_factory=lambda: [0] * 256)
    taken: list[bool] = field(default_factory=lambda: [True] + [False] * 255)
    bases: set[int] = field(default_factory=set)
    free: int = 1

    def place(self, labels: list[int]) -> int:
        """A base at which every label finds a free unit; no two nodes share a base, as only labels are compared."""
        while self.free < len(self.taken) and self.taken[self.free]:
            self.free += 1
        # Trying from the first gap every time would be quadratic; gaps long passed over stay gaps.
        base = self.free
        while True:
            self._reserve(max(base ^ label for label in labels))
            if base not in self.bases and not any(self.taken[base ^ label] for label in labels):
                break
            base += 1
        if base - self.free > 512:
            self.free = base - 256
        self.bases.add(base)
        for label in labels:
            self.taken[base ^ label] = True
        return base

    def _reserve(self, index: int) -> None:
        missing = (index | 255) + 1 - len(self.units)
        if missing > 0:
            self.units.extend([0] * missing)
            self.taken.extend([False] * missing)


_Node = dict[int, Any]


def build(table: dict[str, str]) -> bytes:
    """The map in the form `tokenizers.normalizers.Precompiled` takes."""
    blob = bytearray()
    places: dict[str, int] = {}
    for text in table.values():
        if text not in places:
            places[text] = len(blob)
            blob += text.encode() + b"\0"
    array = _Array()
    stack = [(_trie({key: places[text] for key, text in table.items()}), 0)]
    while stack:
        node, position = stack.pop()
        base = array.place(sorted(node))
        array.units[position] |= (position ^ base) << 10
        for label, child in node.items():
            if isinstance(child, int):
                array.units[position] |= _HAS_LEAF
                array.units[base] = child | _LEAF
            else:
                array.units[base ^ label] |= label
                stack.append((child, base ^ label))
    return struct.pack(f"<I{len(array.units)}I", 4 * len(array.units), *array.units) + bytes(blob)


def _trie(keys: dict[str, int]) -> _Node:
    """Bytes to nodes; label 0 ends a key and holds its value."""
    root: _Node = {}
    for key, value in keys.items():
        node = root
        for byte in key.encode():
            child = node.setdefault(byte, {})
            assert isinstance(child, dict)
            node = child
        node[0] = value
    return root
