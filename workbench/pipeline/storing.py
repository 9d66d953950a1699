"""What jobs put into a corpus: documents, and pairs that have been checked beside them."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.checks.engine import Context
from workbench.documents.prepare import renamed
from workbench.domain import PreparedDocument
from workbench.pipeline.checking import context_of
from workbench.store.corpus import Corpus


def stored(corpus: Corpus, prepared: PreparedDocument) -> PreparedDocument:
    """Keep a document; returns it under the name the corpus knows it by. One without text is left out."""
    if not prepared.segments:
        return prepared
    return renamed(prepared, corpus.add_document(prepared.document, prepared.clean, prepared.segments))


def context_around(document: PreparedDocument, others: Sequence[PreparedDocument]) -> Context:
    """The texts that a check of a document's pairs may rely on."""
    return context_of(document.clean.text, [other.clean.text for other in others])
