"""Pairs read beside their documents: which texts a check may lean on, and all that the checks say of a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from itertools import groupby

from workbench.checks.engine import flags_of_pair, flags_of_segment, in_blocks, workers_for
from workbench.checks.learnt_rules import LearntRule
from workbench.checks.length_ratio import MOST_ROWS, length_ratio
from workbench.checks.rule import Context, PairText, SegmentText
from workbench.checks.rule_set import ALL, RuleSet
from workbench.domain import Flag, MatchKind, Pair, Progress, Side, Term
from workbench.i18n import N_, language
from workbench.pipeline.comparison import comparison_of
from workbench.pipeline.inlines import stored_segments, with_inlines
from workbench.processes import in_order
from workbench.store.corpus import PAGE, Corpus
from workbench.store.queries import Order, PairQuery

LONGEST_CONTEXT = 200_000
"""Characters of a document that readings may lean on: a whole book says too many things to settle any of them."""

_KEPT = 16
"""Contexts in memory at once: rows come document by document, and a corpus may hold thousands of documents."""


def context_of(document: str, others: Iterable[str] = (), terms: Sequence[Term] = ()) -> Context:
    """The texts around a pair, those left out that are too long to tell anything."""
    return Context(
        document if len(document) <= LONGEST_CONTEXT else "",
        tuple(other for other in others if len(other) <= LONGEST_CONTEXT),
        terms,
    )


def with_lengths(context: Context, pairs: Iterable[Pair]) -> Context:
    """The context with the length ratio of the pairs at hand."""
    translations = (pair for pair in pairs if pair.is_translation and pair.kind is not MatchKind.PART)
    texts = ((pair.side("zh").text, pair.side("en").text) for pair in translations)
    return replace(context, lengths=length_ratio(texts))


def document_of(pair: Pair) -> str:
    """The name of the document a row is read beside; empty for an imported row without one."""
    return pair.source.document or pair.target.document


class Contexts:
    """For each row of a corpus its document, the documents that face it, and the corpus's terms."""

    def __init__(self, corpus: Corpus, terms: Sequence[Term] = ()) -> None:
        self._corpus = corpus
        self.terms = (*corpus.terms(), *terms)
        self._learnt = tuple(LearntRule(each.correction) for each in corpus.offered_rules() if each.is_in_force)
        self._known = {entry.name for entry in corpus.documents() if entry.segments}
        self._facing: dict[str, list[str]] = {}
        for bitext in corpus.bitexts():
            self._facing.setdefault(bitext.source, []).append(bitext.target)
            self._facing.setdefault(bitext.target, []).append(bitext.source)
        self._contexts: dict[str, Context] = {}

    def rules(self, rules: RuleSet) -> RuleSet:
        """The rules with those that the corpus's reviewers taught it."""
        return replace(rules, learnt=self._learnt)

    def of(self, pair: Pair) -> Context:
        """The context of a row; what the last rows were read beside is at hand."""
        name = document_of(pair)
        if name not in self._contexts:
            if len(self._contexts) == _KEPT:
                del self._contexts[next(iter(self._contexts))]
            others = [self._text(other) for other in self._facing.get(name, [])]
            context = context_of(self._text(name), others, self.terms)
            self._contexts[name] = with_lengths(context, self._around(name))
        return self._contexts[name]

    def _around(self, name: str) -> list[Pair]:
        """The first rows of the same document; of the corpus, where a row has none."""
        query = PairQuery(document=name or None, order=Order.ID)
        return self._corpus.pairs(self._corpus.pair_ids(query, MOST_ROWS))

    def _text(self, name: str) -> str:
        return self._corpus.clean_text(name).text if name in self._known else ""


@dataclass(frozen=True, slots=True)
class CorpusCheck:
    """How the rows of a corpus are checked."""

    rules: RuleSet = ALL
    terms: tuple[Term, ...] = ()
    """On top of the corpus's own."""
    machine: str | None = None
    """"zh" or "en", the side a machine wrote; None where it is unknown."""
    again: bool = False
    """Also the rows that these rules have seen as they are."""


def check_corpus(corpus: Corpus, check: CorpusCheck, progress: Progress | None = None) -> Iterator[Pair]:
    """Every row with its flags, as the documents read; what is found is stored as it comes, a page at a time.

    Rows that the same rules have seen in the same revision are not checked again, so that a check that was stopped goes
    on where it stopped. Rules left out leave their flags as they are. Many rows go to all cores; a row that changed or
    went meanwhile keeps the flags it has.
    """
    contexts = Contexts(corpus, check.terms)
    check = replace(check, rules=contexts.rules(check.rules))
    key = None if check.rules.names else _key(check, contexts)
    ids = corpus.pair_ids()
    todo = len(ids) - (0 if key is None or check.again else corpus.count_checked(key))
    known = None if check.again else key
    pages = (_page(corpus, contexts, ids[start : start + PAGE], known) for start in range(0, len(ids), PAGE))
    done = 0
    for pairs, found in in_order(partial(_flags_of_page, check=check), pages, workers_for(todo)):
        checked = [(pair, _kept(pair, check.rules) + found[pair.id]) for pair in pairs if pair.id in found]
        corpus.replace_all_flags(checked, key)
        flags = {pair.id: flags for pair, flags in checked}
        yield from corpus.settled(
            replace(pair, flags=flags[pair.id], dismissed=()) if pair.id in flags else pair for pair in pairs
        )
        done += len(pairs)
        if progress:
            progress(N_("checking"), done, len(ids))


def check_rows(corpus: Corpus, pair_ids: Sequence[int], check: CorpusCheck) -> None:
    """Check some rows, and store what is found; a row that changed meanwhile keeps the flags it has."""
    contexts = Contexts(corpus, check.terms)
    check = replace(check, rules=contexts.rules(check.rules))
    for start in range(0, len(pair_ids), PAGE):
        pairs, work = _page(corpus, contexts, pair_ids[start : start + PAGE], None)
        found = _flags_of_page(work, check)
        corpus.replace_all_flags([(pair, found[pair.id]) for pair in pairs])


Work = list[tuple[Context, list[Pair]]]


def _page(corpus: Corpus, contexts: Contexts, ids: Sequence[int], key: int | None) -> tuple[list[Pair], Work]:
    """The rows of a page, and those of them to be checked, by the texts they are read beside."""
    pairs = corpus.pairs(ids)
    seen = set() if key is None else corpus.checked(ids, key)
    # What a check does not read need not be sent.
    wanted = (replace(pair, flags=(), dismissed=(), corrections=(), note="") for pair in pairs if pair.id not in seen)
    by_document = groupby(with_inlines(wanted, stored_segments(corpus)), key=document_of)
    return pairs, [(contexts.of(rows[0]), rows) for rows in (list(group) for _, group in by_document)]


def _flags_of_page(work: Work, check: CorpusCheck) -> dict[int | None, tuple[Flag, ...]]:
    return {
        pair.id: flags
        for context, pairs in work
        for pair, flags in zip(pairs, flags_of_all(pairs, context, check.machine, check.rules), strict=True)
    }


def _kept(pair: Pair, rules: RuleSet) -> tuple[Flag, ...]:
    """The flags of rules that do not run only because others were named."""
    return tuple(flag for flag in (*pair.flags, *pair.dismissed) if rules.names and not rules.includes(flag.rule))


def _key(check: CorpusCheck, contexts: Contexts) -> int:
    """What a row was checked by, as the corpus keeps it: a hash that fits a column.

    The language of messages is part of it, since flags are stored with theirs.
    """
    text = f"{check.rules.signature}|{contexts.terms}|{check.machine}|{language()}"
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=7).digest())


def with_flags(
    pairs: Sequence[Pair], context: Context, progress: Progress | None = None, rules: RuleSet = ALL
) -> Iterator[Pair]:
    """The pairs with what the checks find in them, their lengths compared with one another."""
    context = with_lengths(context, pairs)
    for number, (pair, flags) in enumerate(zip(pairs, flags_of_all(pairs, context, rules=rules), strict=True)):
        if progress:
            progress(N_("checking"), number, len(pairs))
        yield replace(pair, flags=flags)


def flags_of(pair: Pair, context: Context, rules: RuleSet = ALL) -> tuple[Flag, ...]:
    """Everything the checks say about a row, see `flags_of_all`."""
    return next(flags_of_all([pair], context, rules=rules))


def flags_of_all(
    pairs: Sequence[Pair], context: Context, machine: str | None = None, rules: RuleSet = ALL
) -> Iterator[tuple[Flag, ...]]:
    """Everything the checks say about each row: of its two sides together, and of its source by itself.

    Of a part only what is shared is compared. `machine` is "zh" or "en", the side that a machine wrote.
    """
    for pair, read in zip(pairs, in_blocks(_read(pair, context, machine) for pair in pairs), strict=True):
        yield _without_repeats(_found(pair, read, rules))


def _read(pair: Pair, context: Context, machine: str | None) -> PairText | SegmentText:
    """What the rules see of a row: only its source where its sides do not translate each other."""
    if not pair.is_translation:
        source = SegmentText(pair.source.text, pair.source.language, context)
        source.inlines = pair.source.inlines
        return source
    zh, en = pair.side("zh"), pair.side("en")
    by = pair.side_name(machine) if machine else None
    return PairText(zh.text, en.text, context, by, pair.side_name("zh"), (zh.inlines, en.inlines))


def _found(pair: Pair, read: PairText | SegmentText, rules: RuleSet) -> list[Flag]:
    if isinstance(read, SegmentText):
        return flags_of_segment(read, rules)
    found = flags_of_pair(read, rules)
    if pair.kind is MatchKind.PART:
        shared = comparison_of(pair)
        found = [flag for flag in found if shared.holds(flag.side, flag.start, flag.end)]
    return [*found, *flags_of_segment(read.segment(Side.SOURCE), rules)]


def _without_repeats(flags: Sequence[Flag]) -> tuple[Flag, ...]:
    """One flag a place and rule: the first, which saw more."""
    kept: list[Flag] = []
    for flag in flags:
        if not any(
            flag.side == other.side and flag.rule == other.rule and flag.start < other.end and other.start < flag.end
            for other in kept
        ):
            kept.append(flag)
    return tuple(sorted(kept, key=lambda flag: (flag.side, flag.start, flag.end)))
