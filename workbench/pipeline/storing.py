"""What jobs put into a corpus: documents, and pairs that have been checked beside them."""

from __future__ import annotations

from workbench.checks.rule_set import ALL, RuleSet
from workbench.documents.prepare import renamed
from workbench.domain import PreparedDocument, Progress
from workbench.pipeline.bitext import Bitext, under_names
from workbench.store.corpus import Corpus


def stored(corpus: Corpus, prepared: PreparedDocument) -> PreparedDocument:
    """Keep a document; returns it under the name the corpus knows it by. One without text is left out."""
    if not prepared.segments:
        return prepared
    return renamed(prepared, corpus.add_document(prepared.document, prepared.clean, prepared.segments))


def store_bitext(corpus: Corpus, bitext: Bitext, progress: Progress | None = None, rules: RuleSet = ALL) -> int:
    """Check the rows, then keep the documents and the rows; returns the number of rows the corpus did not have."""
    # Checked first: whoever ends it in the meantime leaves nothing behind.
    return store_checked(corpus, bitext.checked(progress, rules))


def store_checked(corpus: Corpus, checked: Bitext) -> int:
    """Keep documents and rows as they are; returns the number of rows the corpus did not have."""
    targets = tuple(stored(corpus, each) for each in checked.targets)
    return corpus.add_pairs(under_names(checked, stored(corpus, checked.source), targets).rows)
