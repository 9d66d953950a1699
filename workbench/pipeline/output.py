"""What aligning and mining found, as beads, TSV, JSON Lines or TMX."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO

from workbench.domain import Pair
from workbench.exchange.tmx import write_tmx
from workbench.exchange.tsv import write_tsv
from workbench.pipeline.alignment import Alignment, pairs_of
from workbench.pipeline.comparable import Mined

MINED_FORMATS = ("tsv", "jsonl", "tmx")
ALIGNMENT_FORMATS = ("beads", *MINED_FORMATS)


def write_alignment(alignment: Alignment, form: str, stream: BinaryIO) -> None:
    """Write an alignment in one of ALIGNMENT_FORMATS; tsv and tmx hold the pairs with two sides."""
    if form == "beads":
        _write_lines((f"{list(bead.source)}:{list(bead.target)}" for bead in alignment.beads), stream)
    elif form == "jsonl":
        _write_lines(map(_json, _bead_rows(alignment)), stream)
    else:
        _write_pairs(pairs_of(alignment), form, stream)


def write_mined(mined: Mined, files: Mapping[str, str], form: str, stream: BinaryIO) -> None:
    """Write the pairs with two sides in one of MINED_FORMATS, best first; `files` names each document's file."""
    if form == "jsonl":
        _write_lines(map(_json, _mined_rows(mined, files)), stream)
    else:
        _write_pairs(mined.proposals, form, stream)


def _write_pairs(pairs: Iterable[Pair], form: str, stream: BinaryIO) -> None:
    (write_tmx if form == "tmx" else write_tsv)(pairs, stream)


def _write_lines(lines: Iterable[str], stream: BinaryIO) -> None:
    for line in lines:
        stream.write(line.encode("utf-8", "replace") + b"\n")


def _json(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)


def _bead_rows(alignment: Alignment) -> Iterator[dict[str, Any]]:
    for bead in alignment.beads:
        source_text, target_text = alignment.texts(bead)
        yield {
            "source": list(bead.source),
            "target": list(bead.target),
            "source_text": source_text,
            "target_text": target_text,
            "probability": round(bead.probability, 4),
        }


def _mined_rows(mined: Mined, files: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    units = {each.name: each.unit_numbers for each in (mined.article, *mined.coverage)}
    for pair in mined.proposals:
        yield {
            "source": [units[pair.source.document][position] for position in pair.source.segments],
            "target": [units[pair.target.document][position] for position in pair.target.segments],
            "source_text": pair.source.text,
            "target_text": pair.target.text,
            "probability": pair.probability,
            "relation": pair.relation.value,
            "target_document": files[pair.target.document],
        }
