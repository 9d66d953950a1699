"""Mining from files to files: an article and its coverage are read, paired, and the pairs written or stored."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from workbench.domain import Language, Pair, Progress, Relation, Role, Segment
from workbench.encoders.protocol import Encoder
from workbench.exchange.tmx import write_tmx
from workbench.exchange.tsv import write_tsv
from workbench.language.conversion import chinese_variant
from workbench.pipeline.alignment import Side, read_side
from workbench.pipeline.checking import context_of, with_flags
from workbench.pipeline.comparable import propose
from workbench.script import is_chinese
from workbench.store.corpus import Corpus

FORMATS = ("tsv", "jsonl", "tmx")

_MIXED = 0.1
"""Share of lines in the other language from which a file of lines counts as mixed; fewer are names and quotations."""


@dataclass(frozen=True, slots=True)
class Mined:
    """Files and the pairs found between them."""

    article: Side
    coverage: tuple[Side, ...]
    files: dict[str, str]
    """File names by the documents' names."""
    pairs: tuple[Pair, ...]
    """Best first, then a row for every segment of the article that found nothing."""

    @property
    def proposals(self) -> list[Pair]:
        """The pairs that have two sides."""
        return [pair for pair in self.pairs if pair.relation is not Relation.UNALIGNED]


def read_files(article: Path, coverage: Sequence[Path], *, lines: bool, encoding: str | None) -> list[Side]:
    """The article's side and those of its coverage, each document under a name of its own. Raises InputError."""
    sides = [read_side(article, Role.ARTICLE, lines=lines, encoding=encoding)]
    sides += [read_side(path, Role.COVERAGE, lines=lines, encoding=encoding) for path in coverage]
    names: set[str] = set()
    named = []
    for side in sides:
        name, number = side.document.name, 1
        while name in names:
            number += 1
            name = f"{side.document.name}-{number}"
        names.add(name)
        side = replace(side, document=replace(side.document, name=name))
        named.append(replace(side, segments=_by_line(side.segments)) if lines else side)
    return named


def _by_line(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """Lines with a language each, where the file has lines of both."""
    chinese = [is_chinese(segment.text) for segment in segments]
    if min(sum(chinese), len(chinese) - sum(chinese)) < _MIXED * len(chinese):
        return tuple(segments)
    return tuple(
        replace(segment, language=chinese_variant(segment.text) if is_zh else Language.EN)
        for segment, is_zh in zip(segments, chinese, strict=True)
    )


def mine_files(
    sides: Sequence[Side], paths: Sequence[Path], encoder: Encoder, minimum: float, progress: Progress | None = None
) -> Mined:
    """Pair the first side with all the others; `paths` are the files they were read from."""
    article, *coverage = sides
    pairs = propose(
        (article.document, article.segments),
        [(side.document, side.segments) for side in coverage],
        encoder,
        progress,
        minimum,
    )
    files = {side.document.name: path.name for side, path in zip(sides, paths, strict=True)}
    return Mined(article, tuple(coverage), files, tuple(pairs))


def write_mined(mined: Mined, form: str, stream: BinaryIO) -> None:
    """Write the pairs in one of FORMATS, best first."""
    if form == "tsv":
        write_tsv(mined.proposals, stream)
    elif form == "tmx":
        write_tmx(mined.proposals, stream)
    else:
        for line in _json_lines(mined):
            stream.write(line.encode("utf-8", "replace") + b"\n")


def _json_lines(mined: Mined) -> Iterator[str]:
    units = {side.document.name: _units(side) for side in (mined.article, *mined.coverage)}
    for pair in mined.proposals:
        row = {
            "source": [units[pair.source.document][position] for position in pair.source.segments],
            "target": [units[pair.target.document][position] for position in pair.target.segments],
            "source_text": pair.source.text,
            "target_text": pair.target.text,
            "probability": pair.probability,
            "relation": pair.relation.value,
            "target_document": mined.files[pair.target.document],
        }
        yield json.dumps(row, ensure_ascii=False)


def _units(side: Side) -> list[int]:
    """Segment positions to units: lines are counted with the blank ones between them."""
    return [unit for unit, position in enumerate(side.positions) if position >= 0]


def store_mined(corpus: Corpus, mined: Mined) -> int:
    """Check the rows and keep them with their documents; the number of rows the corpus did not have."""
    names = {
        side.document.name: corpus.add_document(side.document, side.clean, side.segments)
        for side in (mined.article, *mined.coverage)
        if side.segments
    }
    pairs = []
    for pair in mined.pairs:
        target = pair.target
        if target.document:
            target = replace(target, document=names[target.document])
        pairs.append(replace(pair, source=replace(pair.source, document=names[pair.source.document]), target=target))
    context = context_of(mined.article.clean.text, [side.clean.text for side in mined.coverage])
    return corpus.add_pairs(with_flags(pairs, context))
