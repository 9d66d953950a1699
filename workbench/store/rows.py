"""Pairs as rows: to and from values of the domain, checked both ways.

An image is a row as history keeps it: a JSON object of plain values, documents by name.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import astuple
from hashlib import blake2b
from typing import Any

from workbench.domain import Correction, Flag, Language, Pair, PairSide, Relation, Severity, Side, Status
from workbench.errors import CorpusError
from workbench.store import search
from workbench.store.connection import Connection
from workbench.store.document_ids import DocumentNames

Image = dict[str, Any]

COLUMNS = (
    "home", "place", "source_document", "target_document", "source_language", "target_language", "source_segments",
    "target_segments", "source_text", "target_text", "relation", "status", "probability", "reviewer", "note",
    "bookmarked", "updated_at", "revision",
)  # fmt: skip
"""Fields of an image that are columns of the table; `flags` and `corrections` are the others."""

_DOCUMENTS = frozenset({"home", "source_document", "target_document"})

_LANGUAGES = {language.value: language for language in Language}
_RELATIONS = {relation.value: relation for relation in Relation}
_STATUSES = {status.value: status for status in Status}
_SEVERITIES = {severity.value: severity for severity in Severity}

RANK = {Severity.INFO: 1, Severity.WARNING: 2, Severity.ERROR: 3}
"""Severity as the table keeps it; 0 is no flag."""

WORST = (
    "(SELECT ifnull(max(CASE flags.severity WHEN 'error' THEN 3 WHEN 'warning' THEN 2 ELSE 1 END), 0)"
    " FROM flags WHERE pair_id = pairs.id)"
)
"""Rank of a row's worst flag, as SQL over `pairs`."""

_SELECT = f"SELECT id, {', '.join(COLUMNS)}, severity FROM pairs WHERE id IN (SELECT value FROM json_each(?))"


def image_of(pair: Pair, home: str, place: float) -> Image:
    """A pair as history keeps it."""
    return {
        "home": home,
        "place": place,
        "source_document": pair.source.document,
        "target_document": pair.target.document,
        "source_language": pair.source.language.value,
        "target_language": pair.target.language.value,
        "source_segments": _joined(pair.source.segments),
        "target_segments": _joined(pair.target.segments),
        "source_text": pair.source.text,
        "target_text": pair.target.text,
        "relation": pair.relation.value,
        "status": pair.status.value,
        "probability": float(pair.probability),
        "reviewer": pair.reviewer,
        "note": pair.note,
        "bookmarked": int(pair.bookmarked),
        "updated_at": pair.updated_at,
        "revision": pair.revision,
        "flags": flag_rows(pair.flags),
        "corrections": [list(astuple(correction)) for correction in pair.corrections],
    }


def flag_rows(flags: Iterable[Flag]) -> list[list[Any]]:
    """Flags as an image holds them."""
    return [[f.rule, f.severity.value, f.side.value, f.start, f.end, f.found, f.suggestion, f.message] for f in flags]


def revisions(connection: Connection, pair_ids: Sequence[int | None]) -> dict[int, int]:
    """Revisions of the rows that are there, by id."""
    sql = "SELECT id, revision FROM pairs WHERE id IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(sql, (json.dumps(list(pair_ids)),)).fetchall())


def pair_of(pair_id: int, image: Image) -> Pair:
    """The pair an image shows. Raises CorpusError where a value is not what it should be."""
    try:
        for key in ("source_document", "target_document", "source_text", "target_text", "note", "updated_at"):
            _expect(image[key], str)
        _expect(image["probability"], float)
        _expect(image["revision"], int)
        if image["reviewer"] is not None:
            _expect(image["reviewer"], str)
        return Pair(
            source=_side(image, "source"),
            target=_side(image, "target"),
            relation=_RELATIONS[image["relation"]],
            status=_STATUSES[image["status"]],
            probability=image["probability"],
            flags=tuple(_flag(row, _LANGUAGES[image["source_language"]]) for row in image["flags"]),
            corrections=tuple(_correction(row) for row in image["corrections"]),
            reviewer=image["reviewer"],
            note=image["note"],
            bookmarked=image["bookmarked"] == 1,
            updated_at=image["updated_at"],
            id=pair_id,
            revision=image["revision"],
        )
    except (KeyError, ValueError, TypeError) as error:
        raise CorpusError(
            f"Row {pair_id} holds a value that cannot be ({error}).", hint="`workbench doctor` looks at all of them."
        ) from error


def _side(image: Image, side: str) -> PairSide:
    return PairSide(
        document=image[f"{side}_document"],
        language=_LANGUAGES[image[f"{side}_language"]],
        segments=tuple(map(int, image[f"{side}_segments"].split())),
        text=image[f"{side}_text"],
    )


def _flag(row: Sequence[Any], source: Language) -> Flag:
    rule, severity, side, start, end, found, suggestion, message = row
    for value in (rule, side, found, message):
        _expect(value, str)
    _expect(start, int)
    _expect(end, int)
    if suggestion is not None:
        _expect(suggestion, str)
    # Corpora written before sides were named so hold "en" or "zh".
    return Flag(rule, _SEVERITIES[severity], Side.named(side, source), start, end, found, suggestion, message)


def _correction(row: Sequence[Any]) -> Correction:
    side, before, after, rule, reviewer, at = row
    for value in row:
        _expect(value, str)
    return Correction(Side(side), before, after, rule, reviewer, at)


def _expect(value: object, kind: type) -> None:
    if type(value) is not kind:
        raise TypeError(f"{str(value)[:40]!r} is not {kind.__name__}")


def _joined(segments: Sequence[int]) -> str:
    return " ".join(map(str, segments))


def worst(flags: Iterable[Sequence[Any]]) -> int:
    """Rank of the worst flag of an image, 0 where there is none."""
    return max((RANK[_SEVERITIES[flag[1]]] for flag in flags), default=0)


def read_images(connection: Connection, names: DocumentNames, pair_ids: Sequence[int]) -> dict[int, Image]:
    """Rows as images, by id; rows that are gone are missing."""
    wanted = json.dumps(list(pair_ids))
    images: dict[int, Image] = {}
    flagged: list[int] = []
    for row in connection.execute(_SELECT, (wanted,)):
        image = dict(zip(COLUMNS, row[1:-1], strict=True))
        for key in _DOCUMENTS:
            image[key] = names.name(image[key])
        image["flags"], image["corrections"] = [], []
        images[row[0]] = image
        if row[-1]:
            flagged.append(row[0])
    if flagged:
        sql = (
            'SELECT pair_id, rule, severity, side, "start", "end", found, suggestion, message FROM flags'
            " WHERE pair_id IN (SELECT value FROM json_each(?)) ORDER BY pair_id, number"
        )
        for pair_id, *flag in connection.execute(sql, (json.dumps(flagged),)):
            images[pair_id]["flags"].append(flag)
    sql = (
        "SELECT pair_id, side, before, after, rule, reviewer, at FROM corrections"
        " WHERE pair_id IN (SELECT value FROM json_each(?)) ORDER BY pair_id, number"
    )
    for pair_id, *correction in connection.execute(sql, (wanted,)):
        if pair_id in images:
            images[pair_id]["corrections"].append(correction)
    return images


def read_pairs(connection: Connection, names: DocumentNames, pair_ids: Sequence[int]) -> list[Pair]:
    """Rows as pairs, in the order asked for; rows that are gone are left out."""
    images = read_images(connection, names, pair_ids)
    return [pair_of(pair_id, images[pair_id]) for pair_id in pair_ids if pair_id in images]


_INSERT = f"INSERT INTO pairs (id, {', '.join(COLUMNS)}, severity) VALUES ({', '.join('?' * (len(COLUMNS) + 2))})"


def insert_images(connection: Connection, names: DocumentNames, rows: Sequence[tuple[int, Image]]) -> None:
    """New rows with all that belongs to them; the search index excepted."""
    many = connection.execute_many
    many(_INSERT, [_column_values(names, pair_id, image) for pair_id, image in rows])
    insert_members(connection, names, rows)
    _insert_flags(connection, [(pair_id, image["flags"]) for pair_id, image in rows if image["flags"]])
    _insert_corrections(
        connection, [(pair_id, image["corrections"]) for pair_id, image in rows if image["corrections"]]
    )


def _column_values(names: DocumentNames, pair_id: int, image: Image) -> list[Any]:
    values = [names.id(image[c]) if c in _DOCUMENTS else image[c] for c in COLUMNS]
    values[0] = values[0] or 0
    return [pair_id, *values, worst(image["flags"])]


def insert_members(connection: Connection, names: DocumentNames, rows: Iterable[tuple[int, Image]]) -> None:
    """Make rows found by their segments."""
    connection.execute_many(
        "INSERT INTO members VALUES (?, ?, ?)",
        (member for pair_id, image in rows for member in members(names, pair_id, image)),
    )


def members(names: DocumentNames, pair_id: int, image: Image) -> list[tuple[int, int, int]]:
    """The segments a row holds: document, position, row."""
    found = set()
    for side in ("source", "target"):
        document = names.id(image[f"{side}_document"])
        if document is not None:
            found |= {(document, int(position), pair_id) for position in image[f"{side}_segments"].split()}
    return sorted(found)


def _delete_members(connection: Connection, names: DocumentNames, pair_id: int, image: Image) -> None:
    connection.execute_many(
        "DELETE FROM members WHERE document = ? AND position = ? AND pair_id = ?", members(names, pair_id, image)
    )


def _insert_flags(connection: Connection, found: Iterable[tuple[int, Sequence[Sequence[Any]]]]) -> None:
    connection.execute_many(
        "INSERT INTO flags VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((pair_id, number, *flag) for pair_id, flags in found for number, flag in enumerate(flags)),
    )


def _insert_corrections(connection: Connection, made: Iterable[tuple[int, Sequence[Sequence[Any]]]]) -> None:
    connection.execute_many(
        "INSERT INTO corrections VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ((pair_id, number, *row) for pair_id, rows in made for number, row in enumerate(rows)),
    )


def set_flags(connection: Connection, found: Sequence[tuple[int, Sequence[Sequence[Any]]]]) -> None:
    """Replace the flags of rows that are there."""
    many = connection.execute_many
    many("DELETE FROM flags WHERE pair_id = ?", [(pair_id,) for pair_id, _ in found])
    _insert_flags(connection, found)
    many(
        "UPDATE pairs SET severity = :severity WHERE id = :id AND severity <> :severity",
        [{"id": pair_id, "severity": worst(flags)} for pair_id, flags in found],
    )


def insert_row(connection: Connection, names: DocumentNames, pair_id: int, image: Image) -> None:
    """One new row, found by search from now on."""
    insert_images(connection, names, [(pair_id, image)])
    search.add(connection, pair_id, image["source_text"], image["target_text"])
    remember(connection, [keys(image)])


def delete_row(connection: Connection, names: DocumentNames, pair_id: int, image: Image) -> None:
    """Remove a row; what it was is the caller's to keep."""
    search.remove(connection, pair_id, image["source_text"], image["target_text"])
    _delete_members(connection, names, pair_id, image)
    for table in ("flags", "corrections"):
        connection.execute(f"DELETE FROM {table} WHERE pair_id = ?", (pair_id,))
    connection.execute("DELETE FROM pairs WHERE id = ?", (pair_id,))


def update_row(connection: Connection, names: DocumentNames, pair_id: int, stored: Image, fields: Image) -> None:
    """Set the named fields of a row whose image is `stored`."""
    new = {**stored, **fields}
    reworded = "source_text" in fields or "target_text" in fields
    if reworded:
        search.remove(connection, pair_id, stored["source_text"], stored["target_text"])
    columns = [c for c in COLUMNS if c in fields]
    if columns:
        values = [(names.id(new[c]) or (0 if c == "home" else None)) if c in _DOCUMENTS else new[c] for c in columns]
        assignments = ", ".join(f"{c} = ?" for c in columns)
        connection.execute(f"UPDATE pairs SET {assignments} WHERE id = ?", [*values, pair_id])
    if "flags" in fields:
        set_flags(connection, [(pair_id, new["flags"])])
    if "corrections" in fields:
        connection.execute("DELETE FROM corrections WHERE pair_id = ?", (pair_id,))
        _insert_corrections(connection, [(pair_id, new["corrections"])])
    if any(key.endswith(("_segments", "_document")) for key in fields):
        _delete_members(connection, names, pair_id, stored)
        insert_members(connection, names, [(pair_id, new)])
    if reworded:
        search.add(connection, pair_id, new["source_text"], new["target_text"])
    remember(connection, [keys(new)])


def keys(image: Image) -> tuple[bytes, bytes]:
    """What a pair is known by: its segments and its texts; the same where it has no segments."""
    texts = _digest("texts", image["source_text"], image["target_text"])
    if not image["source_segments"] and not image["target_segments"]:
        return texts, texts
    segments = _digest(
        "segments",
        *(image[f"{side}_{part}"] for side in ("source", "target") for part in ("document", "segments")),
    )
    return segments, texts


def remember(connection: Connection, known: Iterable[tuple[bytes, bytes]]) -> None:
    """Make pairs known by their keys, so that an import does not bring them again."""
    connection.execute_many(
        "INSERT OR IGNORE INTO known VALUES (?)", ((key,) for both in known for key in dict.fromkeys(both))
    )


def _digest(*parts: str) -> bytes:
    return blake2b("\x00".join(parts).encode(), digest_size=16).digest()
