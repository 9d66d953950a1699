"""What aligning and mining found, as beads, JSON Lines, or in a format pairs are exchanged in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from workbench.alignment.crossing import in_order
from workbench.domain import Side, joined
from workbench.exchange.fields import Report, ignore
from workbench.exchange.names import suffix_of
from workbench.pipeline.inlines import segments_of, with_inlines

if TYPE_CHECKING:
    from workbench.mining.statements import Comparison
    from workbench.pipeline.bitext import Bitext


def form_of(path: Path) -> str:
    """The format of a file by its name: "beads", or one of exchange.FORMATS. Raises UsageError where it is of none."""
    if suffix_of(str(path)) == ".beads":
        return "beads"
    from workbench.exchange.formats import format_of

    return format_of(str(path), None).name


def write_bitext(
    bitext: Bitext,
    form: str,
    stream: BinaryIO,
    files: Mapping[str, str] | None = None,
    report: Report = ignore,
    *,
    crossing: bool = False,
) -> None:
    """Write "beads", or the pairs with two sides as "jsonl" or in one of exchange.FORMATS.

    `files` names each target document's file for jsonl; without it the documents' own names are written. Characters
    that the format cannot hold are reported. Beads keep the order of both sides: those of blocks that change places
    come apart unless `crossing`.
    """
    if form == "beads":
        beads = bitext.beads if crossing else in_order(bitext.beads)
        _write_lines((f"{list(bead.source)}:{list(bead.target)}" for bead in beads), stream)
    elif form == "jsonl":
        rows = _bead_rows(bitext) if bitext.beads else _mined_rows(bitext, files or {})
        _write_lines((json.dumps(row, ensure_ascii=False) for row in rows), stream)
    else:
        # Beads and jsonl do without the other formats, which take as long to import as a short text to align.
        from workbench.exchange.formats import FORMATS

        sides = segments_of([bitext.source]), segments_of(bitext.targets)
        FORMATS[form].write(with_inlines(bitext.pairs, *sides), stream, report)


def _write_lines(lines: Iterable[str], stream: BinaryIO) -> None:
    for line in lines:
        stream.write(line.encode("utf-8", "replace") + b"\n")


def _bead_rows(bitext: Bitext) -> Iterator[dict[str, Any]]:
    for bead in bitext.beads:
        yield {
            "source": list(bead.source),
            "target": list(bead.target),
            "source_text": joined(bitext.source.segments_of(bead.source)),
            "target_text": joined(bitext.targets[0].segments_of(bead.target)),
            "probability": round(bead.probability, 4),
            **({"crossing": True} if bead.crossing else {}),
        }


def _mined_rows(bitext: Bitext, files: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    # What aligning writes has no comparisons.
    from workbench.exchange.jsonl import coverage_as_json
    from workbench.pipeline.comparison import comparison_of

    source_units = bitext.source.unit_numbers
    target_units = {each.name: each.unit_numbers for each in bitext.targets}
    for pair in bitext.pairs:
        name = pair.target.document
        yield {
            "source": [source_units[position] for position in pair.source.segments],
            "target": [target_units[name][position] for position in pair.target.segments],
            "source_text": pair.source.text,
            "target_text": pair.target.text,
            "probability": pair.probability,
            "relation": pair.relation.value,
            "target_document": files.get(name, name),
            "kind": pair.kind.value,
            "coverage": coverage_as_json(pair.coverage),
            **comparison_as_json(comparison_of(pair)),
        }


def comparison_as_json(comparison: Comparison) -> dict[str, Any]:
    """The shared stretches of either side, and the facts in them that differ."""
    return {
        "shared": {side: [[each.start, each.end] for each in comparison.stretches(side)] for side in Side},
        "differences": [
            {"kind": each.kind, "source": list(each.source), "target": list(each.target)}
            for each in comparison.differences
        ],
    }
