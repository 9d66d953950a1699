"""Pairs of the corpus as files for other tools: one file, or one for each part of a split, and perhaps a data card."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from workbench import files
from workbench.domain import Pair, Progress
from workbench.exchange.fields import Report, ignore
from workbench.exchange.formats import Format, format_of
from workbench.i18n import N_
from workbench.packing import without_packing
from workbench.pipeline.data_card import Card, Figures
from workbench.pipeline.inlines import stored_segments
from workbench.pipeline.selection import CONFIRMED, Chosen, Selection, choose, shown, watched
from workbench.store.corpus import Corpus
from workbench.store.queries import PairQuery


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote, and what it left out."""

    written: Mapping[str, int]
    """Pairs by the name of the part; "" where nothing is split."""
    paths: tuple[Path, ...]
    """The files, that of the card last; none for a stream."""
    chosen: Chosen

    @property
    def count(self) -> int:
        """Pairs in all files."""
        return sum(self.written.values())


def export(
    corpus: Corpus,
    selection: Selection,
    form: Format,
    stream: BinaryIO,
    report: Report = ignore,
    progress: Progress | None = None,
) -> Exported:
    """Write the pairs of a selection that is not split to a stream. Raises UsageError as `choose` does."""
    with corpus.snapshot():
        chosen = choose(corpus, replace(selection, split=None), progress)
        (ids,) = chosen.parts.values()
        count = form.write(_pairs(corpus, ids, selection, form, progress), stream, report)
    return Exported({"": count}, (), chosen)


def export_files(
    corpus: Corpus,
    selection: Selection,
    path: Path,
    form: Format,
    report: Report = ignore,
    progress: Progress | None = None,
    card: Card | None = None,
) -> Exported:
    """Write the pairs of a selection to a file, or to one for each part of its split; all files are replaced or none.

    Raises UsageError as `choose` does, InputError where a file cannot be written.
    """
    with corpus.snapshot():
        chosen = choose(corpus, selection, progress)
        paths = {name: part_path(path, name) for name in chosen.parts}
        cards = [card_path(path)] if card else []
        written, figures = {}, {}
        with files.replacing_all([*paths.values(), *cards]) as streams:
            for (name, ids), stream in zip(chosen.parts.items(), streams, strict=False):
                figures[name] = Figures()
                pairs = _pairs(corpus, ids, selection, form, progress)
                written[name] = form.write(figures[name].counting(pairs) if card else pairs, stream, report)
            if card:
                streams[-1].write(card.page(corpus, selection, chosen, figures, paths).encode("utf-8", "replace"))
    return Exported(written, (*paths.values(), *cards), chosen)


def export_file(
    db: Path, path: Path, query: PairQuery = CONFIRMED, report: Report = ignore, selection: Selection | None = None
) -> int:
    """Write pairs to a file in the format its name says, replaced when all is written; the number written.

    `selection` where more than a query chooses them. Raises UsageError where the name says no format, InputError where
    the file cannot be written.
    """
    form = format_of(str(path), None)
    with Corpus.read(db) as corpus:
        return export_files(corpus, selection or Selection(query), path, form, report).count


def part_path(path: Path, part: str) -> Path:
    """The file of a part of a split: pairs.tsv.gz and "train" make pairs.train.tsv.gz."""
    if not part:
        return path
    stem, suffix = _stem_and_suffix(path)
    return path.with_name(f"{stem}.{part}{suffix}")


def card_path(path: Path) -> Path:
    """The data card beside a file: pairs.card.md beside pairs.tsv.gz."""
    return path.with_name(f"{_stem_and_suffix(path)[0]}.card.md")


def _stem_and_suffix(path: Path) -> tuple[str, str]:
    stem, _ = without_packing(path)
    return stem.stem, path.name[len(stem.stem) :]


def _pairs(
    corpus: Corpus, ids: Sequence[int], selection: Selection, form: Format, progress: Progress | None
) -> Iterator[Pair]:
    segments = stored_segments(corpus) if form.is_xml else None
    return watched(shown(corpus, ids, selection, segments), len(ids), N_("exporting"), progress)
