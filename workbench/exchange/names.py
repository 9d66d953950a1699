"""The formats pairs are exchanged in, by name and by file name; nothing is loaded to know them."""

from __future__ import annotations

from pathlib import PurePath

SUFFIXES: dict[str, tuple[str, ...]] = {
    "tmx": (".tmx",),
    "tsv": (".tsv", ".tab", ".txt"),
    "tsv-plain": (),
    "jsonl": (".jsonl", ".ndjson", ".json"),
    "xliff": (".xliff", ".xlf", ".sdlxliff", ".mqxliff", ".mxliff"),
    "xliff-2": (),
    "csv": (".csv",),
    "csv-safe": (),
    "xlsx": (".xlsx",),
    "parquet": (".parquet",),
    "moses": (".moses",),
}
"""The endings of a file's name, by the name --format takes; the first one is the usual one."""

COMPRESSED = (".gz", ".zst")
"""Endings of compressed files, behind that of the format."""


def suffix_of(path: str) -> str:
    """Return the ending that decides the format of a file, in lower case; "" where there is none."""
    name = PurePath(path)
    return PurePath(name.stem if name.suffix.lower() in COMPRESSED else name.name).suffix.lower()


def named_format(path: str) -> str | None:
    """Return the name of the format that a file's name says; None where it does not say any."""
    suffix = suffix_of(path)
    return next((name for name, suffixes in SUFFIXES.items() if suffix in suffixes), None)


def usual_suffix(name: str) -> str:
    """Return the ending of a new file in a format, which may be a dialect or "beads"."""
    return next((SUFFIXES[each][0] for each in (name, name.partition("-")[0]) if SUFFIXES.get(each)), f".{name}")


def is_dialect(name: str, other: str) -> bool:
    """Return whether two names are those of one format, perhaps in different dialects, such as tsv and tsv-plain."""
    return name.partition("-")[0] == other.partition("-")[0]
