"""Files and texts to PreparedDocuments: cleaned and segmented, or line by line as they are."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from workbench.documents.cleaning_rules import CleaningRule
from workbench.documents.languages import chinese_script
from workbench.documents.reading import line_spans, read_document
from workbench.domain import CleanText, Document, Edit, Language, PreparedDocument, Role, Segment
from workbench.errors import InputError
from workbench.i18n import gettext
from workbench.language.conversion import chinese_variant
from workbench.script import is_chinese, mostly_chinese

LONGEST = 32 * 2**20
"""Characters of a document to clean and segment: as many as forty novels, and up to 2 GB of memory."""
MOST_LINES = 2_000_000
"""Each takes up to half a kilobyte of memory."""

_MIXED = 0.1
"""Share of lines in the other language from which a file of lines counts as mixed; fewer are names and quotations."""


def read_prepared(
    path: Path, role: Role, *, lines: bool = False, encoding: str | None = None, data: bytes | None = None
) -> PreparedDocument:
    """Read a file, as lines that stay as they are or as a document to clean and segment.

    A file of lines may be empty or blank. `data` are the bytes of a file that was read elsewhere. Raises InputError as
    `read_document` does.
    """
    document = read_document(path, encoding=encoding, role=role, plain=lines, may_be_blank=lines, data=data)
    return prepare_lines(document) if lines else prepare(document)


def prepare(document: Document) -> PreparedDocument:
    """Clean and segment a document. Raises InputError for one that would take too much memory."""
    if len(document.text) > LONGEST:
        raise InputError(
            gettext("{name} is longer than {limit} million characters.").format(
                name=document.name, limit=LONGEST // 2**20
            ),
            hint=gettext("Split it into several documents."),
        )
    _require_few_lines(document)
    # A file of lines needs neither; their patterns take a good part of such a command's start.
    from workbench.documents.cleaning import clean
    from workbench.documents.sentences import segment

    cleaned = clean(document)
    segments = segment(cleaned)
    if mostly_chinese(each.text for each in segments):
        chinese = (each.language for each in segments if each.language.is_chinese)
        return PreparedDocument(cleaned, segments, next(chinese, Language.ZH_HANS))
    return PreparedDocument(cleaned, segments, Language.EN)


def prepare_lines(document: Document) -> PreparedDocument:
    """A document whose lines are its segments, all in the document's main language; blank lines are units too.

    Raises InputError for one that would take too much memory.
    """
    _require_few_lines(document)
    return _of_spans(document, list(line_spans(document.text)))


def _require_few_lines(document: Document) -> None:
    if document.text.count("\n") > MOST_LINES:
        raise InputError(
            gettext("{name} has more than {limit:,} lines.").format(name=document.name, limit=MOST_LINES),
            hint=gettext("Split it into several documents."),
        )


def prepare_sentences(sentences: Sequence[str], name: str, role: Role = Role.ARTICLE) -> PreparedDocument:
    """Sentences that stay as they are, as a document with one on each line; blank ones are units too."""
    text = "\n".join(sentences)
    ends = list(accumulate(len(sentence) + 1 for sentence in sentences))
    spans = [(end - 1 - len(sentence), end - 1) for end, sentence in zip(ends, sentences, strict=True)]
    checksum = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return _of_spans(Document(name, text, "utf-8", checksum, role), spans)


def _of_spans(document: Document, spans: Sequence[tuple[int, int]]) -> PreparedDocument:
    """A document whose units are given by their start and end in its text, in order."""
    text = document.text
    language = chinese_script(text) if mostly_chinese([text]) else Language.EN
    filled = [(number, start, end) for number, (start, end) in enumerate(spans) if text[start:end].strip()]
    followers = [start for _, start, _ in filled[1:]] + [len(text)]
    segments = tuple(
        Segment(position, text[start:end], text[end:following], number, start, end, language)
        for position, ((number, start, end), following) in enumerate(zip(filled, followers, strict=False))
    )
    lines: list[int | None] = [None] * len(spans)
    for position, (number, _, _) in enumerate(filled):
        lines[number] = position
    first = segments[0].start if segments else len(text)
    edits = (Edit(0, first, text[:first], "", CleaningRule.LEADING_BLANK_LINES),) if first else ()
    return PreparedDocument(CleanText(document, text[first:], edits), segments, language, tuple(lines))


def language_by_line(prepared: PreparedDocument) -> PreparedDocument:
    """Lines with a language each, where a file of lines has many in either language."""
    chinese = [is_chinese(segment.text) for segment in prepared.segments]
    if min(sum(chinese), len(chinese) - sum(chinese)) < _MIXED * len(chinese):
        return prepared
    return replace(
        prepared,
        segments=tuple(
            replace(segment, language=chinese_variant(segment.text) if is_zh else Language.EN)
            for segment, is_zh in zip(prepared.segments, chinese, strict=True)
        ),
    )


def under_own_names(documents: Sequence[PreparedDocument]) -> list[PreparedDocument]:
    """The documents, those whose name an earlier one has with a number after it."""
    taken: set[str] = set()
    named = []
    for prepared in documents:
        name, number = prepared.name, 1
        while name in taken:
            number += 1
            name = f"{prepared.name}-{number}"
        taken.add(name)
        named.append(renamed(prepared, name))
    return named


def renamed(prepared: PreparedDocument, name: str) -> PreparedDocument:
    """The same document under another name."""
    return replace(prepared, clean=replace(prepared.clean, document=replace(prepared.document, name=name)))
