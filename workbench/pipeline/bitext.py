"""What aligning and mining find: documents, the pairs between them, and what to do with them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, overload

from workbench import files
from workbench.domain import Bead, Pair, PairSide, PreparedDocument, Progress, Relation, Side
from workbench.errors import UsageError
from workbench.i18n import gettext as _
from workbench.script import printable, without_halves

if TYPE_CHECKING:
    import pandas

    from workbench.checks.rule_set import RuleSet

_SHOWN = 5
"""Pairs that a notebook shows of a bitext."""
_WIDTH = 36
"""Characters of a text that it shows."""


@dataclass(frozen=True, slots=True, repr=False)
class Bitext:
    """Pairs between a source document and one or more target documents.

    Iterating, indexing and counting give the pairs that have two sides.
    """

    source: PreparedDocument
    targets: tuple[PreparedDocument, ...]
    rows: tuple[Pair, ...]
    """The pairs, and a row with one side for each segment or bead that nothing faces."""
    beads: tuple[Bead, ...] = ()
    """Which units face each other in an alignment, from 0; empty where pairs were mined."""

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The rows that have two sides: of an alignment in order, mined ones best first."""
        return tuple(row for row in self.rows if row.relation is not Relation.UNALIGNED)

    @property
    def unaligned(self) -> tuple[Pair, ...]:
        """The rows that have one side only."""
        return tuple(row for row in self.rows if row.relation is Relation.UNALIGNED)

    def __iter__(self) -> Iterator[Pair]:
        return iter(self.pairs)

    def __len__(self) -> int:
        return len(self.pairs)

    @overload
    def __getitem__(self, index: int) -> Pair: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Pair, ...]: ...
    def __getitem__(self, index: int | slice) -> Pair | tuple[Pair, ...]:
        return self.pairs[index]

    def __repr__(self) -> str:
        pairs = self.pairs
        names = ", ".join(target.name for target in self.targets)
        lines = [f"<Bitext {self.source.name} ↔ {names}: {len(pairs):,} pairs, {len(self.unaligned):,} unaligned>"]
        lines += [f"  {pair.probability:.2f}  {_start(pair.source)} ↔ {_start(pair.target)}" for pair in pairs[:_SHOWN]]
        return "\n".join(lines + ["  …"] * (len(pairs) > _SHOWN))

    def checked(self, progress: Progress | None = None, rules: RuleSet | None = None) -> Bitext:
        """The same with the flags that the checks find, read beside the whole documents; by all rules, or by some."""
        # An alignment that is only written does without checks and store, which take as long to import as the rest.
        from workbench.checks.rule_set import ALL
        from workbench.pipeline.checking import context_of, with_flags
        from workbench.pipeline.inlines import segments_of, with_inlines

        context = context_of(self.source.clean.text, [target.clean.text for target in self.targets])
        rows = tuple(with_inlines(self.rows, segments_of([self.source]), segments_of(self.targets)))
        return replace(self, rows=tuple(with_flags(rows, context, progress, rules or ALL)))

    def write(self, path: str | os.PathLike[str]) -> int:
        """Write the pairs to a file in the format of its name, beads or one of docs/formats.md; return how many.

        Raises InputError where the file cannot be written, UsageError where the name is of no format.
        """
        from workbench.pipeline.output import form_of, write_bitext

        form = form_of(Path(path))
        if form == "beads" and not self.beads:
            raise UsageError(_("Mined pairs have no beads."), hint=_("Choose another format, such as tsv."))
        with files.replacing(Path(path)) as stream:
            write_bitext(self, form, stream)
        return len(self)

    def to_pandas(self) -> pandas.DataFrame:
        """A row for each pair. Raises ImportError where pandas is not installed."""
        try:
            import pandas
        except ImportError as error:
            raise ImportError("to_pandas needs pandas, which is not installed: pip install pandas") from error
        return pandas.DataFrame([_record(pair) for pair in self.pairs], columns=_COLUMNS)


_PARTS = ("text", "document", "segments", "lang")
_COLUMNS = ["probability", "relation", "status", "flags", *(f"{side}_{part}" for side in Side for part in _PARTS)]


def _record(pair: Pair) -> dict[str, object]:
    record: dict[str, object] = {
        "probability": pair.probability,
        "relation": pair.relation.value,
        "status": pair.status.value,
        "flags": list(pair.flags),
    }
    for side in Side:
        record |= {f"{side}_{part}": getattr(pair.side(side), part) for part in _PARTS}
    return record


def _start(side: PairSide) -> str:
    text = without_halves(printable(side.text))
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"


def under_names(bitext: Bitext, source: PreparedDocument, targets: tuple[PreparedDocument, ...]) -> Bitext:
    """The same with its documents, and the sides of its pairs, under other names."""
    names = {old.name: new.name for old, new in zip(bitext.targets, targets, strict=True)}
    if source.name == bitext.source.name and all(old == new for old, new in names.items()):
        return replace(bitext, source=source, targets=targets)
    rows = tuple(
        replace(
            row,
            source=_named(row.source, {bitext.source.name: source.name}),
            target=_named(row.target, names),
        )
        for row in bitext.rows
    )
    return replace(bitext, source=source, targets=targets, rows=rows)


def _named(side: PairSide, names: Mapping[str, str]) -> PairSide:
    return replace(side, document=names[side.document]) if side.document else side
