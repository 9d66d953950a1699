"""Parts of segments that rows hold which older versions cut: those kept only the segments, so that texts must tell.

Corpora of this version keep the parts themselves (`SegmentSpan`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from workbench.domain import Language, Segment, SegmentSpan, Side, clipped, joined
from workbench.store.columns import positions
from workbench.store.stored_pair import Record, StoredPair, spans_text

_SELECT = """
    SELECT id, {side}_document, {side}_segments, ifnull((
        SELECT before FROM corrections WHERE pair_id = pairs.id AND side = '{side}' ORDER BY number LIMIT 1
    ), {side}_text)
    FROM pairs
    WHERE {side}_document IS NOT NULL AND {side}_segments <> '' AND id IN (
        SELECT pair_id FROM changes JOIN actions ON actions.id = action_id
        WHERE kind IN ('split', 'merge', 'move', 'link', 'unlink', 'lost'))
"""


def fill(connection: sqlite3.Connection) -> None:
    """Keep the parts of segments that the rows of an upgraded corpus hold."""
    for side in Side:
        for pair_id, document, held, as_read in connection.execute(_SELECT.format(side=side)).fetchall():
            with suppress(ValueError):
                parts = _parts(_segments(connection, document, positions(held)), as_read)
                sql = f"UPDATE pairs SET {side}_spans = ? WHERE id = ?"
                connection.execute(sql, (spans_text(parts), pair_id))


def unnamed(change: Record) -> list[Side]:
    """Return the sides of which a change of an older version does not name the parts of segments they hold."""
    return [
        side for side in Side if f"{side}_spans" not in change and {f"{side}_segments", f"{side}_text"} & change.keys()
    ]


def completed(stored: StoredPair, sides: Sequence[Side], connection: sqlite3.Connection) -> StoredPair:
    """Return a row with the parts of segments that its sides hold, as their texts tell."""
    pair = stored.pair
    for side in sides:
        own = pair.side(side)
        if own.segments:
            document = connection.execute("SELECT id FROM documents WHERE name = ?", (own.document,)).fetchone()
            as_read = next((each.before for each in pair.corrections if each.side == side), own.text)
            parts = _parts(_segments(connection, document and document[0], own.segments), as_read)
            own = replace(own, spans=tuple(parts or own.spans))
            pair = replace(pair, source=own) if side is Side.SOURCE else replace(pair, target=own)
    return replace(stored, pair=pair)


def _segments(connection: sqlite3.Connection, document: int | None, wanted: Sequence[int]) -> list[Segment]:
    """Return segments by their positions; nothing where one of them is not known."""
    sql = (
        'SELECT position, text, gap, paragraph, "start", "end", language FROM segments'
        " WHERE document = ? AND position IN (SELECT value FROM json_each(?)) ORDER BY position"
    )
    rows = connection.execute(sql, (document, json.dumps(wanted))).fetchall()
    found = [Segment(*(*values, Language(language))) for *values, language in rows]
    return found if len(found) == len(wanted) else []


def _parts(segments: Sequence[Segment], as_read: str) -> Sequence[SegmentSpan]:
    """Return which parts of segments make a text; all of each where none do."""
    if not segments:
        return ()
    first, last = segments[0], segments[-1]
    whole = [SegmentSpan(segment.position) for segment in segments]
    if _bare(joined(segments)) == _bare(as_read):
        return whole
    start, end = 0, len(last.text)
    if len(segments) == 1:
        start = first.text.find(as_read)
        end = start + len(as_read)
    else:
        ends = range(len(first.text))
        start = next((place for place in ends if as_read.startswith(first.text[place:].strip())), 0)
        end = next((place for place in range(end, 0, -1) if as_read.endswith(last.text[:place].strip())), end)
    if start < 0:
        return whole
    start, end = len(first.text) - len(first.text[start:].lstrip()), len(last.text[:end].rstrip())
    parts = list(whole)
    parts[0] = SegmentSpan(first.position, start if first.text[:start].strip() else 0)
    parts[-1] = SegmentSpan(last.position, parts[-1].start, end if last.text[end:].strip() else None)
    held = joined([clipped(segment, part) for segment, part in zip(segments, parts, strict=True)])
    return parts if _bare(held) == _bare(as_read) else whole


def _bare(text: str) -> str:
    return "".join(text.split())
