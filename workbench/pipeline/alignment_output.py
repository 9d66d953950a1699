"""An alignment as beads, TSV, JSON Lines or TMX."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from workbench.exchange.tmx import write_tmx
from workbench.exchange.tsv import write_tsv
from workbench.pipeline.alignment import Alignment, pairs_of

FORMATS = ("beads", "tsv", "jsonl", "tmx")


def write_alignment(alignment: Alignment, form: str, stream: BinaryIO) -> None:
    """Write an alignment in one of FORMATS; tsv and tmx hold the pairs with two sides."""
    if form == "tsv":
        write_tsv(pairs_of(alignment), stream)
    elif form == "tmx":
        write_tmx(pairs_of(alignment), stream)
    else:
        for line in _bead_lines(alignment) if form == "beads" else _json_lines(alignment):
            stream.write(line.encode("utf-8", "replace") + b"\n")


def _bead_lines(alignment: Alignment) -> Iterator[str]:
    for bead in alignment.beads:
        yield f"{list(bead.source)}:{list(bead.target)}"


def _json_lines(alignment: Alignment) -> Iterator[str]:
    for bead in alignment.beads:
        source_text, target_text = alignment.texts(bead)
        row = {
            "source": list(bead.source),
            "target": list(bead.target),
            "source_text": source_text,
            "target_text": target_text,
            "probability": round(bead.probability, 4),
        }
        yield json.dumps(row, ensure_ascii=False)
