"""Terms as TSV: columns zh, en, kind, note and source, escaped as pairs are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from workbench.domain import Term
from workbench.errors import InputError
from workbench.exchange.fields import shortened, text_lines
from workbench.exchange.tsv import escape, unescape

COLUMNS = ("zh", "en", "kind", "note", "source")
KINDS = ("required", "preferred", "forbidden")


def write_terms(terms: Iterable[Term], stream: BinaryIO) -> int:
    """Write terms; the number written."""
    stream.write(("\t".join(COLUMNS) + "\n").encode())
    count = 0
    for term in terms:
        cells = (term.zh, term.en, term.kind, term.note, term.source)
        stream.write(("\t".join(map(escape, cells)) + "\n").encode("utf-8", "replace"))
        count += 1
    return count


def read_terms(stream: BinaryIO) -> Iterator[Term]:
    """The terms of a TSV whose header names at least `zh` and `en`. Raises InputError naming the line."""
    lines = text_lines(stream)
    _, header = next(lines, (0, ""))
    names = [name.strip().lower() for name in header.split("\t")]
    if not {"zh", "en"} <= set(names):
        raise InputError("The first line names no columns zh and en.", hint="It reads: zh, en, kind, note, with tabs.")
    for number, line in lines:
        if not line.strip():
            continue
        cells = line.split("\t")
        if len(cells) > len(names):
            raise InputError(
                f"Line {number} has {len(cells)} cells, but the first line names {len(names)} columns.",
                hint="A tab inside a text is written \\t.",
            )
        values = dict(zip(names, map(unescape, cells), strict=False))
        yield checked_term(values, f"Line {number}")


def checked_term(values: dict[str, str], where: str) -> Term:
    """A term from its fields. Raises InputError for an empty side or a kind there is not."""
    zh, en = values.get("zh", "").strip(), values.get("en", "").strip()
    if not (zh and en):
        raise InputError(f"{where} has no term in both languages.", hint="Fill in zh and en.")
    kind = values.get("kind", "").strip().lower() or "preferred"
    if kind not in KINDS:
        raise InputError(f"{where}: there is no kind {shortened(kind)!r}.", hint=f"There are {', '.join(KINDS)}.")
    return Term(zh, en, kind, values.get("note", ""), values.get("source", "") or "user")
