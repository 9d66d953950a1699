"""What a row is read beside: its document and those that face it, whatever else the corpus holds."""

from __future__ import annotations

from workbench.documents.cleaning import clean
from workbench.documents.sentences import segment
from workbench.domain import Document, Inline, InlineKind, Language, Pair, PairSide, Relation, SegmentSpan
from workbench.pipeline.checking import LONGEST_CONTEXT, Contexts, context_of, flags_of
from workbench.store.corpus import Corpus


def store(corpus: Corpus, number: int, language: Language, text: str) -> PairSide:
    """A document of one sentence, as a side."""
    document = Document(f"{language.side}-{number}", text, "utf-8", f"{language.side}{number}")
    cleaned = clean(document)
    name = corpus.add_document(document, cleaned, segment(cleaned))
    return PairSide.whole(name, language, (0,), text)


def test_a_row_is_read_beside_the_documents_that_face_it(corpus: Corpus) -> None:
    pairs = [
        Pair(
            store(corpus, number, Language.EN, f"Delegation number {number} came to Tianjin."),
            store(corpus, number, Language.ZH_HANS, f"第{number}个代表团来到天津。"),
            Relation.TRANSLATION,
        )
        for number in range(40)
    ]
    corpus.add_pairs(pairs)
    contexts = Contexts(corpus)
    for pair in [*pairs, *reversed(pairs)]:
        context = contexts.of(pair)
        assert (context.document, context.others) == (pair.source.text, (pair.target.text,))


def test_words_in_code_are_in_no_language() -> None:
    def flagged(*inlines: Inline) -> set[str]:
        source = PairSide("a", Language.ZH_HANS, (SegmentSpan(0),), "将列名 label 重命名为 labels 。", inlines)
        target = PairSide.whole("b", Language.EN, (0,), "Rename the column label to labels.")
        return {flag.found for flag in flags_of(Pair(source, target, Relation.TRANSLATION), context_of(""))}

    assert {"label", "labels"} <= flagged()
    assert not {"label", "labels"} & flagged(Inline(InlineKind.CODE, 4, 9), Inline(InlineKind.CODE, 15, 21))


def test_a_book_settles_nothing() -> None:
    context = context_of("津" * (LONGEST_CONTEXT + 1), ["吉" * (LONGEST_CONTEXT + 1), "津吉合作"])
    assert (context.document, context.others) == ("", ("津吉合作",))
