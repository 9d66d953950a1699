"""Mining in blocks of documents, each of which can be done anywhere: the pairs are those of one process.

What an article has in common with a document does not depend on other documents. A document is not cut: how surely two
of its sentences say the same depends on all the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import NoReturn

from workbench import files
from workbench.documents.prepare import language_by_line, read_prepared, renamed
from workbench.domain import MatchKind, PreparedDocument, Progress, Role
from workbench.encoders.protocol import Encoder
from workbench.errors import ClusterError, InputError
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.pipeline.comparable import Found, Miner
from workbench.pipeline.executors import Executor, Work

_SEGMENTS = 1_000
"""Of the documents in a block, the article counted with each: some seconds of work."""


@dataclass(frozen=True, slots=True)
class Source:
    """The file of a document, and how it was read."""

    path: Path
    name: str
    """Of the document."""
    checksum: str
    role: Role
    lines: bool
    encoding: str | None

    def read(self, data: bytes | None) -> PreparedDocument:
        """The document, from its bytes where they are given. Raises InputError where it is another one now."""
        prepared = read_prepared(self.path, self.role, lines=self.lines, encoding=self.encoding, data=data)
        if prepared.document.checksum != self.checksum:
            raise InputError(
                _("{path} has changed since it was read.").format(path=self.path),
                hint=_("Leave it as it is while it is mined; every machine must see the same file."),
            )
        return renamed(language_by_line(prepared) if self.lines else prepared, self.name)


@dataclass(frozen=True, slots=True)
class Mining:
    """What holds for all blocks."""

    article: Source
    content: bytes | None
    """Of the article's file; None where workers read it."""
    minimum: float
    kinds: frozenset[MatchKind]


@dataclass(frozen=True, slots=True)
class Block:
    """Documents that the article is compared with in one go."""

    sources: tuple[Source, ...]
    size: int
    """Bytes of their files."""
    contents: tuple[bytes, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """Those of the documents."""
        return tuple(source.path for source in self.sources)

    def carrying(self, contents: tuple[bytes, ...]) -> Block:
        """The same with the contents of its files."""
        return replace(self, contents=contents)


@dataclass(frozen=True, slots=True)
class BlockSearch:
    """Finds the pairs of an article with documents in blocks, by an executor."""

    execute: Executor
    paths: Sequence[Path]
    """Of the article and of the documents, in their order."""
    encoder: str
    lines: bool
    encoding: str | None
    send: bool
    """Whether the contents of files go to the workers."""
    progress: Progress | None = None

    def __call__(
        self,
        article: PreparedDocument,
        coverage: Sequence[PreparedDocument],
        minimum: float,
        kinds: Collection[MatchKind],
    ) -> Iterator[Found]:
        """Yield what each document has, in order. Raises InputError where a file cannot be read any more."""
        own, *others = map(self._source, self.paths, (article, *coverage))
        mining = Mining(own, files.read(own.path) if self.send else None, minimum, frozenset(kinds))
        work = Work(self.encoder, partial(mine_block, mining), _given_up)
        sizes = [len(article.segments) + len(each.segments) for each in coverage]
        with closing(self.execute(_blocks(others, sizes), work)) as products:
            done = 0
            for product in products:
                yield from product
                done += len(product)
                if self.progress:
                    self.progress(N_("searching"), done, len(coverage))

    def _source(self, path: Path, prepared: PreparedDocument) -> Source:
        document = prepared.document
        # Workers may have been started in another folder.
        return Source(path.absolute(), document.name, document.checksum, document.role, self.lines, self.encoding)


def _blocks(sources: Sequence[Source], sizes: Sequence[int]) -> Iterator[Block]:
    held: list[Source] = []
    segments = 0
    for source, size in zip(sources, sizes, strict=True):
        if held and segments + size > _SEGMENTS:
            yield _block(held)
            held, segments = [], 0
        held.append(source)
        segments += size
    if held:
        yield _block(held)


def _block(sources: Sequence[Source]) -> Block:
    return Block(tuple(sources), sum(source.path.stat().st_size for source in sources))


def mine_block(mining: Mining, block: Block, encoder: Encoder) -> list[Found]:
    """Return the pairs of the article with each document of a block."""
    miner = _miner(mining, encoder)  # type: ignore[arg-type] # an encoder is known by its identity
    contents = block.contents or (None,) * len(block.sources)
    return [miner.pairs_with(source.read(data)) for source, data in zip(block.sources, contents, strict=True)]


@lru_cache(maxsize=1)
def _miner(mining: Mining, encoder: Encoder) -> Miner:
    """The article, encoded once by each worker."""
    return Miner(mining.article.read(mining.content), encoder, mining.minimum, mining.kinds)


def _given_up(block: Block, error: BaseException) -> NoReturn:
    """Pairs without those of some documents are not what was asked for."""
    if isinstance(error, ClusterError):
        names = ", ".join(source.name for source in block.sources)
        raise ClusterError(f"{names}: {error.args[0]}", error.hint) from error
    raise error
