"""Folders of hand-aligned documents: zh/NAME, en/NAME and gold/NAME (or gold/NAME.align), one segment a line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench import files
from workbench.errors import InputError
from workbench.evaluation.scoring import Link, read_links
from workbench.i18n import gettext as _


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A document with both sides and the beads people made of it."""

    name: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    links: tuple[Link, ...]
    """(zh positions, en positions), in order."""


def read_segments(path: Path) -> tuple[str, ...]:
    """Return lines of a UTF-8 file, blank ones included. Raises InputError."""
    lines = files.read_text(path).split("\n")
    if lines and not lines[-1]:
        lines.pop()
    return tuple(line.rstrip("\r") for line in lines)


def read_gold(folder: Path) -> Iterator[GoldDocument]:
    """Yield all documents of a folder, by name. Raises InputError where a file is missing or beads do not fit."""
    if not all((folder / part).is_dir() for part in ("zh", "en", "gold")):
        raise InputError(
            _("{folder} is not a folder of aligned documents.").format(folder=folder),
            hint=_("It should hold zh/, en/ and gold/."),
        )
    names = sorted(path.name for path in (folder / "zh").iterdir() if path.is_file() and not path.name.startswith("."))
    if not names:
        raise InputError(
            _("{folder} is empty.").format(folder=folder / "zh"),
            hint=_("Put one file a document into zh/, en/ and gold/."),
        )
    for name in names:
        yield _read_one(folder, name)


def _read_one(folder: Path, name: str) -> GoldDocument:
    candidates = (
        folder / "gold" / name,
        folder / "gold" / f"{name}.align",
        folder / "gold" / f"{Path(name).stem}.align",
    )
    gold = next((path for path in candidates if path.is_file()), None)
    if gold is None:
        raise InputError(
            _("{folder} has no beads for {name}.").format(folder=folder / "gold", name=name),
            hint=_("Expected {candidates}.").format(candidates=candidates[0]),
        )
    document = GoldDocument(
        name, read_segments(folder / "zh" / name), read_segments(folder / "en" / name), tuple(read_links(gold))
    )
    _check(document, gold)
    return document


def _check(document: GoldDocument, gold: Path) -> None:
    """Beads must be in order and within the documents; some hand-made ones name a segment twice."""
    for side, size in ((0, len(document.zh)), (1, len(document.en))):
        last = -1
        for link in document.links:
            for position in link[side]:
                if position < last or position >= size:
                    raise InputError(
                        _("{gold} does not fit its documents: {position} is out of place.").format(
                            gold=gold, position=position
                        ),
                        hint=_("Positions count from 0, ascend, and stay below the number of lines."),
                    )
                last = position


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the true alignment: a bead, or a stretch whose inside is unknown."""

    zh: int
    en: int
    zh_count: int
    en_count: int
    sure: bool = True
    """False where people left segments of both sides out of every bead."""


def complete(document: GoldDocument) -> list[Stretch]:
    """Return the whole way through both documents: beads that share a segment as one, and what no bead names."""
    stretches: list[Stretch] = []
    zh = en = 0
    for source, target in _merged(document.links):
        zh_next, en_next = source[0] if source else zh, target[0] if target else en
        stretches += _left_out(zh, en, zh_next, en_next)
        zh, en = source[-1] + 1 if source else zh_next, target[-1] + 1 if target else en_next
        stretches.append(Stretch(zh_next, en_next, zh - zh_next, en - en_next))
    return stretches + _left_out(zh, en, len(document.zh), len(document.en))


def _merged(links: Sequence[Link]) -> list[Link]:
    merged: list[Link] = []
    for link in links:
        if merged and any(set(one) & set(two) for one, two in zip(merged[-1], link, strict=True)):
            source, target = (tuple(sorted({*one, *two})) for one, two in zip(merged[-1], link, strict=True))
            merged[-1] = (source, target)
        elif link[0] or link[1]:
            merged.append(link)
    return merged


def _left_out(zh: int, en: int, zh_next: int, en_next: int) -> list[Stretch]:
    if zh < zh_next and en < en_next:
        return [Stretch(zh, en, zh_next - zh, en_next - en, sure=False)]
    alone = [Stretch(at, en, 1, 0) for at in range(zh, zh_next)]
    return alone + [Stretch(zh, at, 0, 1) for at in range(en, en_next)]
