"""Two texts and the links between them, as aligners leave them, made one file of pairs in JSON Lines."""

from __future__ import annotations

import json
import re
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Protocol

from workbench.domain import Language
from workbench.errors import InputError
from workbench.exchange.lines import text_lines
from workbench.exchange.links import Link, links, sentences
from workbench.i18n import gettext
from workbench.language.conversion import chinese_variant
from workbench.pipeline.contents import content_of, decoded, write_copy
from workbench.script import mostly_chinese

MOST_SENTENCES = 1_000_000
"""Of an XML document, which is in memory while links name its sentences."""

_SAMPLE = 200
"""Segments that say in which language a text is."""

_SPACE_IN_CHINESE = re.compile(r"(?<=[^\x00-\u2fff]) | (?=[^\x00-\u2fff])")


class _Text(Protocol):
    """One side: the segments that links name."""

    def side(self, link: Link, names: Sequence[str], document: str) -> dict[str, Any]:
        """A side of a pair, as JSON Lines have it. Raises InputError for a segment that is not there."""


@contextmanager
def linked(links_path: str, source: str, target: str, encoding: str | None) -> Iterator[BinaryIO]:
    """The pairs of two texts by a file of links, as JSON Lines.

    Beads and ladders name lines of two files; XCES names sentences of XML documents, which are two files, or below two
    folders where it names several. Raises InputError where something that is named is missing.
    """
    with ExitStack() as stack:
        file = stack.enter_context(content_of(links_path))
        is_xces = file.read(4096).lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
        file.seek(0)
        texts: list[_Text] = []
        for path in (source, target):
            if is_xces:
                texts.append(_Sentences(path))
            else:
                stream, _ = stack.enter_context(decoded(stack.enter_context(content_of(path)), path, encoding))
                texts.append(_Lines(path, stream, stack.enter_context(tempfile.TemporaryFile())))
        copy = stack.enter_context(tempfile.TemporaryFile())
        for link in links(file):
            record = {
                "source": texts[0].side(link, link.source, link.documents[0]),
                "target": texts[1].side(link, link.target, link.documents[1]),
            }
            write_copy(copy, (json.dumps(record, ensure_ascii=False) + "\n").encode("utf-8", "replace"), links_path)
        copy.seek(0)
        yield copy


class _Lines:
    """A text with a segment a line, of which only the places of the lines are in memory."""

    def __init__(self, path: str, stream: BinaryIO, copy: BinaryIO) -> None:
        self._path = path
        self._copy = copy
        self._starts = array("Q", [0])
        stream.seek(0)
        for _, line in text_lines(stream):
            data = line.strip().encode("utf-8", "replace")
            write_copy(self._copy, data, path)
            self._starts.append(self._starts[-1] + len(data))
        self._language = _language([self._line(number) for number in range(min(self._count, _SAMPLE))])

    @property
    def _count(self) -> int:
        return len(self._starts) - 1

    def side(self, link: Link, names: Sequence[str], document: str) -> dict[str, Any]:
        numbers = [int(name) for name in names]
        for number in numbers:
            if number >= self._count:
                raise InputError(
                    gettext("{where} names line {number}, counted from 0, but {path} has {count:,} lines.").format(
                        where=link.where, number=number, path=self._path, count=self._count
                    ),
                    hint=gettext("Name the texts that were aligned, the source first."),
                )
        return _side(self._path, self._language, numbers, [self._line(number) for number in numbers])

    def _line(self, number: int) -> str:
        self._copy.seek(self._starts[number])
        return self._copy.read(self._starts[number + 1] - self._starts[number]).decode()


class _Sentences:
    """The sentences of an XML document by their ids, or of one document after the other below a folder."""

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        self._document: str | None = None
        self._found: dict[str, tuple[int, str]] = {}
        self._language = Language.EN

    def side(self, link: Link, names: Sequence[str], document: str) -> dict[str, Any]:
        if document != self._document:
            self._open(link, document)
        found = []
        for name in names:
            if name not in self._found:
                raise InputError(
                    gettext("{where} names the sentence {name!r}, which {document} does not have.").format(
                        where=link.where, name=name, document=document or self._path
                    ),
                    hint=gettext("Name the documents that were aligned, the source first."),
                )
            found.append(self._found[name])
        return _side(document, self._language, [number for number, _ in found], [text for _, text in found])

    def _open(self, link: Link, document: str) -> None:
        if self._path.is_dir():
            path = _below(self._path, document, link)
        elif self._document is None:
            path = self._path
        else:
            raise InputError(
                gettext("{where} is of another document than those before.").format(where=link.where),
                hint=gettext("Name the folders that hold them."),
            )
        self._found = {}
        with content_of(str(path)) as stream:
            for number, (name, text) in enumerate(sentences(stream)):
                if number == MOST_SENTENCES:
                    raise InputError(
                        gettext("{path} has more than {limit:,} sentences.").format(path=path, limit=MOST_SENTENCES),
                        hint=gettext("Split it."),
                    )
                self._found[name] = number, text
        self._document = document
        self._language = _language([text for _, text in list(self._found.values())[:_SAMPLE]])


def _below(folder: Path, document: str, link: Link) -> Path:
    """A document that links name, in a folder that a person named: never one elsewhere. Raises InputError."""
    parts = PurePosixPath(document).parts
    root = folder.resolve()
    # Below the folder of a language, names do not begin with the language.
    for name in (parts, parts[1:]):
        for ending in ("", ".gz"):
            path = root.joinpath(*name[:-1], f"{name[-1]}{ending}").resolve() if name else root
            if path.is_relative_to(root) and path.is_file():
                return path
    raise InputError(
        gettext("{where} is of {document!r}, which is not in {folder}.").format(
            where=link.where, document=document, folder=folder
        ),
        hint=gettext("Name the folders that hold the documents."),
    )


def _language(sample: Sequence[str]) -> Language:
    return chinese_variant("".join(sample)) if mostly_chinese(sample) else Language.EN


def _side(document: str, language: Language, numbers: Sequence[int], texts: Sequence[str]) -> dict[str, Any]:
    text = language.joint.join(filter(None, texts))
    if language.is_chinese:
        text = _SPACE_IN_CHINESE.sub("", text)
    name = PurePosixPath(document).name
    return {"document": name, "lang": language.value, "segments": list(numbers), "text": text}
