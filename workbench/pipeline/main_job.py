"""The main job: an article and its coverage become proposed, checked and stored pairs.

The only place where reading, cleaning, segmenting, pairing, checking and storing meet for comparable documents.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from workbench.documents.cleaning import clean, cleaning_report
from workbench.documents.sentences import segment
from workbench.domain import CleanText, Document, Language, Pair, Progress, Relation, Role, Segment
from workbench.encoders.protocol import Encoder
from workbench.errors import InputError
from workbench.pipeline.checking import context_of, with_flags
from workbench.pipeline.comparable import propose
from workbench.store.corpus import Corpus
from workbench.store.vectors import cached


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document with its cleaned view and its segments."""

    document: Document
    clean: CleanText
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """What became of one document."""

    name: str
    role: Role
    encoding: str
    languages: tuple[Language, ...]
    segments: int
    cleaning: str
    """"removed 14 lines: image links 3 …"; empty where nothing was to clean."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the main job did."""

    documents: tuple[DocumentReport, ...]
    pairs: tuple[Pair, ...]
    """All proposals of this run, best first, with their flags; unaligned rows last."""
    added: int
    """How many of them the corpus did not have."""


def prepare(document: Document) -> Prepared:
    """Clean and segment one document. Raises InputError where nothing is left to pair."""
    cleaned = clean(document)
    segments = segment(cleaned)
    if not segments:
        raise InputError(f"{document.name} holds no sentences once it is cleaned.", hint="Look at the file.")
    return Prepared(document, cleaned, segments)


def run(
    documents: Sequence[Document], corpus: Callable[[], Corpus], encoder: Encoder, progress: Progress | None = None
) -> Summary:
    """Pair each article with all coverage, check, and store what is new in the corpus.

    The corpus is opened only when every document proved usable, so that bad input leaves it untouched.
    Raises InputError where documents cannot be paired, CorpusError where the corpus cannot be opened or written.
    """
    report = progress or (lambda stage, done, total: None)
    prepared = []
    for number, document in enumerate(documents):
        report("reading", number, len(documents))
        prepared.append(prepare(document))
    _require_both_languages(prepared)
    with corpus() as store:
        named = [_stored(store, each) for each in prepared]
        articles = [each for each in named if each.document.role is Role.ARTICLE]
        coverage = [each for each in named if each.document.role is Role.COVERAGE]
        pairs: list[Pair] = []
        for article in articles:
            proposals = propose(
                (article.document, article.segments),
                [(each.document, each.segments) for each in coverage],
                cached(encoder, store),
                report,
            )
            context = context_of(article.clean.text, [each.clean.text for each in coverage])
            pairs += with_flags(proposals, context, report)
        added = store.add_pairs(pairs)
    pairs.sort(key=lambda pair: (pair.relation is Relation.UNALIGNED, -pair.probability))
    return Summary(tuple(_document_report(each) for each in named), tuple(pairs), added)


def _require_both_languages(prepared: Sequence[Prepared]) -> None:
    sides = {each.language.side for one in prepared for each in one.segments}
    if len(sides) < 2:
        language = "English" if sides == {"en"} else "Chinese"
        raise InputError(
            f"All of these documents are in {language} only: there is nothing to pair.",
            hint="Give at least one document in the other language.",
        )


def _stored(corpus: Corpus, prepared: Prepared) -> Prepared:
    """The same document under the name the corpus knows it by."""
    name = corpus.add_document(prepared.document, prepared.clean, prepared.segments)
    return replace(prepared, document=replace(prepared.document, name=name))


def _document_report(prepared: Prepared) -> DocumentReport:
    document = prepared.document
    languages = tuple(dict.fromkeys(each.language for each in prepared.segments))
    return DocumentReport(
        document.name,
        document.role,
        document.encoding,
        languages,
        len(prepared.segments),
        cleaning_report(prepared.clean),
    )
