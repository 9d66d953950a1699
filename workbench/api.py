"""The workbench from Python: what notebooks and pipelines call; docs/python.md has an example of each.

A text is given as the path of a file (a string or a Path) or as a list of its sentences, an encoder as the name that
the command line takes or as a loaded one.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from workbench.arrays import Vectors
from workbench.checks.engine import check_pair
from workbench.documents.prepare import language_by_line, prepare_sentences, read_prepared, under_own_names
from workbench.domain import STATED, Flag, MatchKind, Pair, PreparedDocument, Progress, Relation, Role, Status
from workbench.encoders.protocol import Encoder
from workbench.encoders.registry import BUNDLED
from workbench.encoders.registry import load_encoder as load_by_name
from workbench.errors import WorkbenchError
from workbench.exchange.formats import format_of
from workbench.language.conversion import ChineseScript
from workbench.pipeline.alignment import align_documents
from workbench.pipeline.bitext import Bitext
from workbench.pipeline.comparable import mine_documents
from workbench.pipeline.exporting import export_files
from workbench.pipeline.selection import TWO_SIDED, Dedupe, Selection, TextState
from workbench.pipeline.splitting import Split
from workbench.pipeline.storing import store_bitext
from workbench.store.corpus import Corpus as Store
from workbench.store.queries import PairQuery

__all__ = [
    "Bitext",
    "Corpus",
    "WorkbenchError",
    "align",
    "check",
    "encode",
    "load_encoder",
    "mine",
    "open_corpus",
    "read",
]

Text = str | os.PathLike[str] | Sequence[str]
"""The path of a file, or a list of sentences."""

T = TypeVar("T")

NOT_REJECTED = tuple(status for status in Status if status is not Status.REJECTED)


def align(
    source: Text,
    target: Text,
    *,
    lines: bool = False,
    encoder: str | Encoder = BUNDLED,
    encoding: str | None = None,
    progress: Progress | None = None,
) -> Bitext:
    """Align two texts that translate each other, English and Chinese in either order.

    Files are cleaned and segmented; with `lines` every line is a segment and stays as it is, as listed sentences do.
    Raises InputError for a file that cannot be read, EncoderError for an encoder that cannot be loaded.
    """
    left = _prepared(source, "source", Role.ARTICLE, lines, encoding)
    right = _prepared(target, "target", Role.COVERAGE, lines, encoding)
    return align_documents(left, right, _loaded(encoder), progress)


def mine(
    article: Text,
    papers: Sequence[Text],
    *,
    min_probability: float = 0.5,
    lines: bool = False,
    encoder: str | Encoder = BUNDLED,
    encoding: str | None = None,
    progress: Progress | None = None,
) -> Bitext:
    """Find what an article's sentences have in common with other papers: translations and same statements, best first.

    Texts are taken, and errors raised, as by `align`.
    """
    papers = _list(papers, "papers")
    source = _prepared(article, "article", Role.ARTICLE, lines, encoding)
    targets = [_prepared(paper, "paper", Role.COVERAGE, lines, encoding) for paper in papers]
    first, *others = (each if each.lines is None else language_by_line(each) for each in (source, *targets))
    named = under_own_names(others)
    return mine_documents(first, named, _loaded(encoder), minimum=min_probability, progress=progress)


def check(zh: str, en: str) -> list[Flag]:
    """Return the flags of a Chinese text, the source, and its English translation, in order of side and place."""
    for name, text in (("zh", zh), ("en", en)):
        if not isinstance(text, str):
            raise TypeError(f"{name} must be one text, not {type(text).__name__}: call check once for each pair.")
    return check_pair(zh, en)


def read(path: str | os.PathLike[str], *, lines: bool = False, encoding: str | None = None) -> PreparedDocument:
    """Read a file: the text as it is, its cleaned view, and its segments. Raises InputError."""
    return read_prepared(Path(path), Role.ARTICLE, lines=lines, encoding=encoding)


def encode(texts: Sequence[str], *, encoder: str | Encoder = BUNDLED) -> Vectors:
    """Vectors of texts: float32, shape (len(texts), dimension), rows of L2 norm 1, zeros for a blank text."""
    return _loaded(encoder).encode(_strings(texts, "texts"))


def load_encoder(name: str = BUNDLED) -> Encoder:
    """Load an encoder: the bundled one, a sentence-transformers name, or a folder. Raises EncoderError."""
    return load_by_name(name)


def open_corpus(path: str | os.PathLike[str], *, create: bool = True, read_only: bool = False) -> Corpus:
    """Open a corpus file, made where it is missing; close it, or use it in a `with` block. Raises CorpusError."""
    opened = Store.read if read_only else Store.create if create else Store.open
    return Corpus(opened(Path(path)))


class Corpus:
    """A corpus file, open: iterating gives its pairs, as the documents read."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __enter__(self) -> Corpus:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; everything is saved already."""
        self._store.close()

    def __iter__(self) -> Iterator[Pair]:
        return self.pairs()

    def __len__(self) -> int:
        return self._store.count(PairQuery(relations=frozenset(TWO_SIDED), kinds=STATED))

    def __repr__(self) -> str:
        return f"<Corpus {self._store.path}: {len(self):,} pairs>"

    def add(self, bitext: Bitext, *, progress: Progress | None = None) -> int:
        """Keep the documents and pairs of a bitext, checked; returns the number of rows that are new."""
        return store_bitext(self._store, bitext, progress)

    def pairs(
        self,
        *,
        status: str | Sequence[str] = NOT_REJECTED,
        relation: str | Sequence[str] = TWO_SIDED,
        kind: str | Collection[str] = STATED,
        min_probability: float | None = None,
    ) -> Iterator[Pair]:
        """Return pairs by where they are in review, how their sides belong together, and what these have in common."""
        return self._store.iter_pairs(_query(status, relation, kind, min_probability))

    def export(
        self,
        path: str | os.PathLike[str],
        *,
        status: str | Sequence[str] = NOT_REJECTED,
        relation: str | Sequence[str] = Relation.TRANSLATION,
        kind: str | Collection[str] = STATED,
        min_probability: float | None = None,
        documents: Sequence[str] = (),
        without_flags: Collection[str] = (),
        dedupe: str | None = None,
        text: str = TextState.CORRECTED,
        script: str = ChineseScript.AS_IS,
        split: str | None = None,
        seed: int = 0,
        attribution: bool = False,
        license: str = "",
    ) -> int:
        """Write pairs to a file in the format of its name, as docs/formats.md lists them; returns how many.

        The filters are those of `workbench export`; with `split`, such as "90/5/5", each part is a file of its own.
        Unlike the command line, which exports confirmed pairs, this leaves out only what was rejected. Raises
        InputError where a file cannot be written, UsageError where its name is of no format, for an unknown document,
        and where the pairs cannot be split.
        """
        selection = Selection(
            _query(status, relation, kind, min_probability),
            tuple(_list(documents, "documents")),
            frozenset([without_flags] if isinstance(without_flags, str) else without_flags),
            None if dedupe is None else Dedupe(dedupe),
            TextState(text),
            ChineseScript(script),
            None if split is None else Split.parse(split, seed),
            attributed=attribution,
            license=license,
        )
        return export_files(self._store, selection, Path(path), format_of(os.fspath(path), None)).count


def _query(
    status: str | Sequence[str],
    relation: str | Sequence[str],
    kind: str | Collection[str],
    min_probability: float | None,
) -> PairQuery:
    statuses = [status] if isinstance(status, str) else status
    relations = [relation] if isinstance(relation, str) else relation
    return PairQuery(
        statuses=frozenset(Status(each) for each in statuses),
        relations=frozenset(Relation(each) for each in relations),
        kinds=frozenset(MatchKind(each) for each in ([kind] if isinstance(kind, str) else kind)),
        min_probability=min_probability,
    )


def _prepared(text: Text, name: str, role: Role, lines: bool, encoding: str | None) -> PreparedDocument:
    if isinstance(text, str | os.PathLike):
        return read_prepared(Path(text), role, lines=lines, encoding=encoding)
    return prepare_sentences(_strings(text, name), name, role)


def _loaded(encoder: str | Encoder) -> Encoder:
    return load_by_name(encoder) if isinstance(encoder, str) else encoder


def _strings(texts: Sequence[str], name: str) -> list[str]:
    found = _list(texts, name)
    for each in found:
        if not isinstance(each, str):
            raise TypeError(f"{name} must hold strings, not {type(each).__name__}.")
    return found


def _list(values: Sequence[T], name: str) -> list[T]:
    """Return the values as a list; a string is not a list of its characters, and a dictionary or set has no order."""
    if isinstance(values, str | bytes | os.PathLike):
        raise TypeError(f"{name} must be a list, even where there is only one: [{values!r}].")
    if isinstance(values, Mapping | Set) or not isinstance(values, Iterable):
        raise TypeError(f"{name} must be a list, not {type(values).__name__}.")
    return list(values)
