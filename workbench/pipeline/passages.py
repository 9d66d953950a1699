"""Rows of a file read beside one another, as the sentences of a document are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from workbench.checks.engine import Passage
from workbench.pipeline.checking import LONGEST_CONTEXT
from workbench.pipeline.pair_files import FileRow

_PIECE = 250
"""Rows of a passage, where nothing else decides."""


def passages(rows: Iterable[FileRow], neighbours: int = 0) -> Iterator[Passage]:
    """The rows in order: those of a document together, each beside all of it, where the file names documents.

    With `neighbours`, rows are read beside as many rows before and after them, or some more, of the same document.
    """
    for document, group in groupby(rows, key=lambda row: row.document):
        if neighbours:
            yield from _among_neighbours(group, neighbours)
        else:
            yield from _whole(group, is_document=bool(document))


def _whole(rows: Iterable[FileRow], *, is_document: bool) -> Iterator[Passage]:
    held: list[FileRow] = []
    length = 0
    for row in rows:
        held.append(row)
        length += len(row.zh) + len(row.en)
        # A whole book says too many things to settle any of them.
        if len(held) >= _PIECE and (not is_document or length > LONGEST_CONTEXT):
            yield _passage(held, ())
            held = []
    if held:
        yield _passage(held, held if is_document and length <= LONGEST_CONTEXT else ())


def _among_neighbours(rows: Iterable[FileRow], neighbours: int) -> Iterator[Passage]:
    before: list[FileRow] = []
    here: list[FileRow] = []
    after: list[FileRow] = []
    for row in rows:
        after.append(row)
        if len(after) == neighbours:
            if here:
                yield _passage(here, [*before, *here, *after])
            before, here, after = here, after, []
    if here:
        yield _passage(here, [*before, *here, *after])
    if after:
        yield _passage(after, [*here, *after])


def _passage(rows: Sequence[FileRow], around: Sequence[FileRow]) -> Passage:
    text = "\n".join(side for row in around for side in (row.zh, row.en))
    return Passage(tuple((row.zh, row.en) for row in rows), text if len(text) <= LONGEST_CONTEXT else "")
