"""Two files that translate each other become beads, pairs and, where wanted, rows of a corpus."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.align.aligner import align
from workbench.align.anchors import chapter_boundaries
from workbench.align.measured_text import detect_chinese
from workbench.documents.cleaning import clean, cleaning_report
from workbench.documents.reading import read_document, read_lines
from workbench.documents.sentences import segment
from workbench.domain import (
    Bead,
    CleanText,
    Document,
    Edit,
    Language,
    Pair,
    PairSide,
    Progress,
    Relation,
    Role,
    Segment,
)
from workbench.encoders.protocol import Encoder
from workbench.language.conversion import chinese_variant
from workbench.pipeline.checking import context_of, with_flags
from workbench.store.corpus import Corpus

_LINE_END = re.compile("(\r?\n)")

_SAMPLE = 20_000
"""Characters by which a document's script is told."""


@dataclass(frozen=True, slots=True)
class Side:
    """A file as it is aligned."""

    document: Document
    clean: CleanText
    segments: tuple[Segment, ...]
    """What the store keeps: never blank."""
    units: tuple[str, ...]
    """What is aligned: the segments' texts, or the file's lines, blank ones too."""
    positions: tuple[int, ...]
    """For each unit the position of its segment, -1 for a blank line."""
    language: Language
    report: str
    """What cleaning removed; empty where nothing was."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two files and the beads between their units."""

    source: Side
    target: Side
    beads: tuple[Bead, ...]

    @property
    def same_language(self) -> bool:
        """Whether both sides are English, or both Chinese."""
        return self.source.language.side == self.target.language.side

    def texts(self, bead: Bead) -> tuple[str, str]:
        """Both sides of a bead as text."""
        return joined(self.source, bead.source), joined(self.target, bead.target)


def joined(side: Side, units: Iterable[int]) -> str:
    """Units in a row as one text: English ones with a space between them, Chinese ones without."""
    parts = [text for text in (side.units[unit].strip() for unit in units) if text]
    return ("" if side.language.is_chinese else " ").join(parts)


def read_side(path: Path, role: Role, *, lines: bool, encoding: str | None = None) -> Side:
    """Read a file, as lines that stay as they are or as a document to clean and segment. Raises InputError."""
    return _lines_side(path, role, encoding) if lines else _document_side(path, role, encoding)


def _document_side(path: Path, role: Role, encoding: str | None) -> Side:
    cleaned = clean(read_document(path, encoding=encoding, role=role))
    segments = segment(cleaned)
    units = tuple(one.text for one in segments)
    positions = tuple(range(len(units)))
    report = cleaning_report(cleaned)
    return Side(cleaned.document, cleaned, segments, units, positions, _language(units), report)


def _lines_side(path: Path, role: Role, encoding: str | None) -> Side:
    """A file of lines; one that is empty or all blank has nothing to align but is no error."""
    blank = _blank_lines(path)
    if blank is None:
        document = read_document(path, encoding=encoding, role=role)
        lines = read_lines(path, encoding=encoding)
    else:
        checksum = hashlib.sha256(path.read_bytes()).hexdigest()
        document, lines = Document(path.stem, "", "utf-8", checksum, role), [""] * blank
    language = _language(lines)
    segments, positions = _as_segments(document.text, language)
    text = "".join(one.text + one.gap for one in segments)
    start = len(document.text) - len(text)
    edits = (Edit(0, start, document.text[:start], "", "leading blank lines"),) if start and text else ()
    cleaned = CleanText(document, text, edits)
    return Side(document, cleaned, segments, tuple(lines), positions[: len(lines)], language, "")


def _blank_lines(path: Path) -> int | None:
    """The number of lines of a file that holds nothing but white space; None for any other, readable or not."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as stream:
            for line in stream:
                if line.strip():
                    return None
        return path.read_bytes().count(b"\n")
    except OSError:
        return None


def _as_segments(text: str, language: Language) -> tuple[tuple[Segment, ...], tuple[int, ...]]:
    """Segments of the lines that are not blank, and their positions line by line."""
    segments: list[Segment] = []
    positions: list[int] = []
    start = 0
    parts = _LINE_END.split(text)
    for number, (line, end) in enumerate(zip(parts[::2], [*parts[1::2], ""], strict=True)):
        if line.strip():
            positions.append(len(segments))
            segments.append(Segment(len(segments), line, end, number, start, start + len(line), language))
        else:
            positions.append(-1)
            if segments:
                segments[-1] = replace(segments[-1], gap=segments[-1].gap + line + end)
        start += len(line) + len(end)
    return tuple(segments), tuple(positions)


def _language(units: Sequence[str]) -> Language:
    if not detect_chinese(units):
        return Language.EN
    sample: list[str] = []
    for unit in units:
        sample.append(unit[:_SAMPLE])
        if sum(map(len, sample)) > _SAMPLE:
            break
    return chinese_variant("".join(sample))


def align_sides(source: Side, target: Side, encoder: Encoder, progress: Progress | None = None) -> Alignment:
    """Align two files; chapters that carry the same numbers on both sides face each other."""
    boundaries = chapter_boundaries(source.units, target.units)
    beads = align(source.units, target.units, encoder, boundaries=boundaries, progress=progress)
    return Alignment(source, target, tuple(beads))


def pairs_of(alignment: Alignment) -> list[Pair]:
    """Beads as pairs in order; a bead with one side becomes an unaligned row, one of blank lines nothing."""
    relation = Relation.SAME_LANGUAGE if alignment.same_language else Relation.TRANSLATION
    pairs = []
    for bead in alignment.beads:
        source, target = _pair_side(alignment.source, bead.source), _pair_side(alignment.target, bead.target)
        if source.text and target.text:
            pairs.append(Pair(source, target, relation, probability=round(bead.probability, 4)))
        elif source.text or target.text:
            pairs.append(Pair(source, target, Relation.UNALIGNED, probability=round(bead.probability, 4)))
    return pairs


def _pair_side(side: Side, units: Iterable[int]) -> PairSide:
    positions = tuple(side.positions[unit] for unit in units if side.positions[unit] >= 0)
    if not positions:
        return PairSide("", side.language, (), "")
    return PairSide(side.document.name, side.language, positions, joined(side, units))


def store(corpus: Corpus, alignment: Alignment, progress: Progress | None = None) -> int:
    """Check the pairs and keep them with both documents; the number of pairs the corpus did not have."""
    source, target = (_stored(corpus, side) for side in (alignment.source, alignment.target))
    pairs = pairs_of(replace(alignment, source=source, target=target))
    return corpus.add_pairs(with_flags(pairs, context_of(source.clean.text, [target.clean.text]), progress))


def _stored(corpus: Corpus, side: Side) -> Side:
    if not side.segments:
        return side
    name = corpus.add_document(side.document, side.clean, side.segments)
    return replace(side, document=replace(side.document, name=name))
