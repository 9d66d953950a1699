"""Pairs as rows of cells: what TSV and CSV share.

A translation has its texts in the columns `zh` and `en`. A pair in one language leaves them empty and has its texts
in `source_text` and `target_text`, so that no reader of `zh` and `en` takes it for a translation. Flags are worded for
reading; they and the corrections are not read back (JSON Lines keeps both whole).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from workbench.domain import Language, Pair, Relation
from workbench.errors import InputError
from workbench.exchange.fields import (
    Report,
    is_exported,
    language_of,
    read_id,
    read_probability,
    read_relation,
    read_segments,
    read_status,
    shortened,
    shown,
    side_of,
)

COLUMNS = (
    "zh", "en", "id", "relation", "status", "probability",
    "source_document", "source_segments", "source_lang", "target_document", "target_segments", "target_lang",
    "reviewer", "updated_at", "bookmarked", "note", "flags", "source_text", "target_text",
)  # fmt: skip
"""In this order."""


def rows_of(pairs: Iterable[Pair]) -> Iterator[list[str]]:
    """The cells of each pair with two sides, as COLUMNS."""
    for pair in pairs:
        if is_exported(pair):
            cells = _cells(pair)
            yield [cells.get(column, "") for column in COLUMNS]


def _cells(pair: Pair) -> dict[str, str]:
    source, target = pair.source, pair.target
    cells = {
        "id": "" if pair.id is None else str(pair.id),
        "relation": pair.relation.value,
        "status": pair.status.value,
        "probability": shown(pair.probability),
        "source_document": source.document,
        "source_segments": " ".join(map(str, source.segments)),
        "source_lang": source.language.value,
        "target_document": target.document,
        "target_segments": " ".join(map(str, target.segments)),
        "target_lang": target.language.value,
        "reviewer": pair.reviewer or "",
        "updated_at": pair.updated_at or "",
        "bookmarked": "yes" if pair.bookmarked else "",
        "note": pair.note,
        "flags": " | ".join(f"{flag.severity} {flag.rule}: {flag.message}" for flag in pair.flags),
    }
    if source.language.side == target.language.side:
        return cells | {"source_text": source.text, "target_text": target.text}
    return cells | {source.language.side: source.text, target.language.side: target.text}


def pairs_of(
    header: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]], report: Report, unescape: Callable[[str], str]
) -> Iterator[Pair]:
    """The pairs of rows, each with the words that name it in a message; `unescape` undoes what our own files escape.

    Raises InputError for a header without the columns `zh` and `en`, a row with more cells than the header, and a cell
    that is not what its column holds.
    """
    names = [name.strip().lower() for name in header]
    if not {"zh", "en"} <= set(names):
        found = ", ".join(repr(shortened(name, 20)) for name in header[:8])
        raise InputError(
            f"The first line names no columns zh and en, only {found}.", hint="Put the column names in the first line."
        )
    repeated = next((name for number, name in enumerate(names) if name in names[:number] and name in COLUMNS), None)
    if repeated:
        raise InputError(f"The first line names the column {repeated} twice.", hint="Rename one of them.")
    ours = {"relation", "status", "source_lang", "target_lang"} <= set(names)
    first = "zh" if names.index("zh") < names.index("en") else "en"
    for where, row in rows:
        if len(row) > len(names):
            raise InputError(
                f"{where} has {len(row)} cells, but the first line names {len(names)} columns.",
                hint="A tab or comma inside a text has to be escaped or quoted.",
            )
        cells = {name: unescape(cell) if ours else cell for name, cell in zip(names, row, strict=False)}
        pair = _pair(cells, first, where)
        if pair is not None:
            yield pair
        elif any(cell.strip() for cell in row):
            report(f"{where} has an empty side.")


def _pair(cells: Mapping[str, str], first: str, where: str) -> Pair | None:
    texts = _texts(cells, first, where)
    if texts is None:
        return None
    (source, source_text), (target, target_text) = texts
    relation = read_relation(cells.get("relation", ""), source, target, where)
    if relation is Relation.UNALIGNED:
        return None
    return Pair(
        source=side_of(
            cells.get("source_document", ""),
            source,
            read_segments(cells.get("source_segments", ""), where),
            source_text,
        ),
        target=side_of(
            cells.get("target_document", ""),
            target,
            read_segments(cells.get("target_segments", ""), where),
            target_text,
        ),
        relation=relation,
        status=read_status(cells.get("status", ""), where),
        probability=read_probability(cells.get("probability", ""), where),
        reviewer=cells.get("reviewer") or None,
        note=cells.get("note", ""),
        bookmarked=cells.get("bookmarked", "") == "yes",
        updated_at=cells.get("updated_at") or None,
        id=read_id(cells.get("id", ""), where),
    )


Texts = tuple[tuple[Language, str], tuple[Language, str]]


def _texts(cells: Mapping[str, str], first: str, where: str) -> Texts | None:
    """Language and text of source and target; None where a side is empty."""
    zh, en = cells.get("zh", ""), cells.get("en", "")
    tags = cells.get("source_lang", ""), cells.get("target_lang", "")
    if zh.strip() and en.strip():
        if tags[0].strip():
            first = _language(tags[0], zh, where).side
        chinese_tag = tags[0] if first == "zh" else tags[1]
        chinese = language_of(chinese_tag, zh) if chinese_tag.strip() else language_of("zh", zh)
        chinese = chinese if chinese is not None and chinese.is_chinese else Language.ZH_HANS
        sides = ((chinese, zh), (Language.EN, en))
        return sides if first == "zh" else (sides[1], sides[0])
    source, target = cells.get("source_text", ""), cells.get("target_text", "")
    if not (source.strip() and target.strip()):
        return None
    return (_language(tags[0], source, where), source), (_language(tags[1], target, where), target)


def _language(tag: str, text: str, where: str) -> Language:
    language = language_of(tag, text)
    if language is None:
        raise InputError(
            f"{where}: {shortened(tag)!r} is neither English nor Chinese.", hint="Tags are en, zh-Hans and zh-Hant."
        )
    return language
