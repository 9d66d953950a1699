"""Which pairs leave the corpus and with which texts, and what stays behind for which reason."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from workbench.domain import STATED, Pair, Progress, Relation, Severity, Side, Status
from workbench.errors import UsageError
from workbench.i18n import N_, gettext
from workbench.i18n import gettext as _
from workbench.language.conversion import ChineseScript, in_script
from workbench.pipeline.inlines import with_codes_of_units, with_inlines
from workbench.review.side_history import Segments, history_of
from workbench.store.corpus import Corpus
from workbench.store.queries import PairQuery
from workbench.store.rows import RANK

if TYPE_CHECKING:
    from workbench.arrays import Int64Vector
    from workbench.pipeline.splitting import Split

TWO_SIDED = (Relation.TRANSLATION, Relation.SAME_LANGUAGE)
"""Relations of pairs that have two sides to export."""

CONFIRMED = PairQuery(statuses=frozenset({Status.CONFIRMED}), relations=frozenset({Relation.TRANSLATION}), kinds=STATED)
"""What is exported unless something else is asked for."""

_PAGE = 500
"""Rows read at a time."""


class TextState(StrEnum):
    """Which text of a side is exported."""

    CORRECTED = "corrected"
    ORIGINAL = "original"
    """As it was read, before all corrections."""


class Dedupe(StrEnum):
    """Which pairs count as the same."""

    EXACT = "exact"
    """Both texts are equal except for white space."""
    NEAR = "near"
    """Both sides share four in five of their character shingles."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is exported; what is left out does not filter or change anything."""

    query: PairQuery = CONFIRMED
    documents: tuple[str, ...] = ()
    """Names of documents on either side."""
    without_flags: frozenset[str] = frozenset()
    """Rules, families of rules, or severities; a severity stands for the worse ones, too."""
    dedupe: Dedupe | None = None
    """Of pairs that are the same, the confirmed one is kept, else the most probable, else the oldest."""
    text: TextState = TextState.CORRECTED
    script: ChineseScript = ChineseScript.AS_IS
    split: Split | None = None
    dismissed: bool = False
    """Whether flags that were dismissed are written, too."""
    attributed: bool = False
    """Whether each pair says of which documents it is."""
    license: str = ""
    """The license that the texts are under, as far as it is known; an identifier such as "cc-by-4.0"."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The rows to export."""

    parts: Mapping[str, Sequence[int]]
    """Ids in order, by the name of the part; "" where nothing is split."""
    left_out: Mapping[str, int] = field(default_factory=dict)
    """Rows with two sides that stay behind, by what keeps them."""
    replaced: Mapping[int, int] = field(default_factory=dict)
    """For the id of each duplicate that of the row that is kept instead."""

    @property
    def count(self) -> int:
        """Rows in all parts."""
        return sum(map(len, self.parts.values()))


def choose(corpus: Corpus, selection: Selection, progress: Progress | None = None) -> Chosen:
    """Find the rows that a selection asks for.

    Raises UsageError for a document of which there is no pair, and where the rows cannot be split.
    """
    for name in selection.documents:
        if not corpus.count(PairQuery(document=name)):
            raise UsageError(
                _("There is no pair of a document “{name}”.").format(name=name),
                hint=_("`workbench stats` lists the documents."),
            )
    selection = replace(selection, attributed=False)
    ids = _ids(corpus, selection.query, selection.documents)
    left_out = Counter(dict(_left_out_by_query(corpus, selection)))
    replaced: dict[int, int] = {}
    if selection.without_flags or selection.text is TextState.ORIGINAL:
        ids = array("q", _let_through(corpus, ids, selection, left_out, progress))
    if selection.dedupe is not None:
        instead = _kept_instead(corpus, ids, selection, selection.dedupe, progress)
        dropped = np.flatnonzero(instead != np.arange(len(ids)))
        replaced = {ids[row]: ids[instead[row]] for row in dropped.tolist()}
        left_out[N_("duplicates")] = len(replaced)
        ids = array("q", (pair_id for pair_id in ids if pair_id not in replaced))
    if selection.split is None:
        return Chosen({"": ids}, +left_out, replaced)
    if not ids:
        return Chosen(dict.fromkeys(selection.split.names, ids), +left_out, replaced)
    parts = _divided(corpus, ids, selection, selection.split, progress)
    left_out[N_("near-duplicates in another part")] = len(ids) - sum(map(len, parts.values()))
    return Chosen(parts, +left_out, replaced)


def shown(corpus: Corpus, ids: Sequence[int], selection: Selection, segments: Segments | None = None) -> Iterator[Pair]:
    """Rows with the texts that a selection asks for, and with inline elements where the segments are given."""
    pairs = _rows(corpus, ids)
    if selection.text is TextState.ORIGINAL:
        pairs = map(as_read, pairs)
    if selection.dismissed:
        pairs = (replace(pair, flags=(*pair.flags, *pair.dismissed)) for pair in pairs)
    if segments is not None:
        pairs = with_codes_of_units(with_inlines(pairs, segments), corpus)
    if selection.script is not ChineseScript.AS_IS:
        pairs = (_converted(pair, selection.script) for pair in pairs)
    if selection.attributed:
        titles = {entry.name: entry.title for entry in corpus.documents()}
        pairs = (replace(pair, attribution=_attribution(pair, titles, selection.license)) for pair in pairs)
    return pairs


def _attribution(pair: Pair, titles: Mapping[str, str], license_id: str) -> str:
    """Titles and names of a pair's documents, and the license: "Daily news (news-3); 新闻 (news-3-zh). cc0-1.0"."""
    names = dict.fromkeys(filter(None, (pair.source.document, pair.target.document)))
    documents = "; ".join(f"{titles[name]} ({name})" if titles.get(name) else name for name in names)
    return ". ".join(filter(None, (documents, license_id)))


def watched(pairs: Iterable[Pair], total: int, stage: str, progress: Progress | None) -> Iterator[Pair]:
    """The pairs; every thousand of them is progress."""
    for number, pair in enumerate(pairs, 1):
        yield pair
        if progress is not None and number % 1000 == 0:
            progress(stage, number, total)


def _rows(corpus: Corpus, ids: Sequence[int]) -> Iterator[Pair]:
    for start in range(0, len(ids), _PAGE):
        yield from corpus.pairs(ids[start : start + _PAGE])


def _ids(corpus: Corpus, query: PairQuery, documents: Sequence[str]) -> Sequence[int]:
    if not documents:
        return corpus.pair_ids(query)
    found = (corpus.pair_ids(replace(query, document=name)) for name in documents)
    return array("q", dict.fromkeys(pair_id for ids in found for pair_id in ids))


def _left_out_by_query(corpus: Corpus, selection: Selection) -> Iterator[tuple[str, int]]:
    """How many rows with two sides each condition keeps behind, one after the other."""
    query, documents = selection.query, selection.documents
    looser = PairQuery(relations=frozenset(TWO_SIDED))
    before = corpus.count(looser)
    conditions: list[tuple[str, dict[str, object]]] = [
        (N_("document"), {}),
        (N_("relation"), {"relations": query.relations}),
        (N_("kind"), {"kinds": query.kinds}),
        (N_("status"), {"statuses": query.statuses, "by_estimate": query.by_estimate}),
        (N_("probability"), {"min_probability": query.min_probability, "scored": query.scored}),
    ]
    for name, condition in conditions:
        stricter: PairQuery = replace(looser, **condition)  # type: ignore[arg-type]
        if documents:
            after = len(_ids(corpus, stricter, documents))
        else:
            after = before if stricter == looser else corpus.count(stricter)
        looser = stricter
        yield name, before - after
        before = after


def _let_through(
    corpus: Corpus, ids: Sequence[int], selection: Selection, left_out: Counter[str], progress: Progress | None
) -> Iterator[int]:
    """The rows whose flags and texts let them through; the others are counted."""
    # Imported here: it brings every rule.
    from workbench.checks.rule_set import family_of

    names = selection.without_flags
    least = min((RANK[each] for each in Severity if each in names), default=len(RANK) + 1)
    for pair in watched(_rows(corpus, ids), len(ids), N_("filtering"), progress):
        if any(
            flag.rule in names or family_of(flag.rule) in names or RANK[flag.severity] >= least for flag in pair.flags
        ):
            left_out[N_("flags")] += 1
        elif selection.text is TextState.ORIGINAL and pair.is_human:
            left_out[N_("no original text")] += 1
        elif pair.id is not None:
            yield pair.id


def _kept_instead(
    corpus: Corpus, ids: Sequence[int], selection: Selection, dedupe: Dedupe, progress: Progress | None
) -> Int64Vector:
    """For each row, by number, the row that is kept in its place: itself, where it is not a duplicate."""
    from workbench.pipeline.near_duplicates import ShingleIndex, first_of_equal

    hashes, ranks, probabilities = array("Q"), array("b"), array("f")
    index = ShingleIndex() if dedupe is Dedupe.NEAR else None
    for pair in watched(shown(corpus, ids, selection), len(ids), N_("deduplicating"), progress):
        texts = pair.source.text, pair.target.text
        if index is None:
            hashes.append(_digest(texts))
        else:
            index.add(texts)
        ranks.append(_rank(pair))
        probabilities.append(pair.probability)
    order = np.lexsort((np.asarray(ids), np.negative(probabilities), np.asarray(ranks)))
    if index is None:
        return first_of_equal(np.frombuffer(hashes, np.uint64), order)
    likeness = index.likeness(partial(_texts, corpus, ids, selection), order)
    return likeness.kept(order)


def _digest(texts: Iterable[str]) -> int:
    normal = "\x00".join(" ".join(text.split()) for text in texts)
    return int.from_bytes(blake2b(normal.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def _rank(pair: Pair) -> int:
    """The lower, the rather a row is kept: one that was read and confirmed first."""
    return 2 if pair.status is not Status.CONFIRMED else int(pair.by_estimate)


def _texts(corpus: Corpus, ids: Sequence[int], selection: Selection, numbers: Sequence[int]) -> list[tuple[str, str]]:
    wanted = [ids[number] for number in numbers]
    return [(pair.source.text, pair.target.text) for pair in shown(corpus, wanted, selection)]


def _side_texts(
    corpus: Corpus, ids: Sequence[int], selection: Selection, place: int, wanted: Sequence[int]
) -> list[tuple[str]]:
    return [(texts[place],) for texts in _texts(corpus, ids, selection, wanted)]


def _divided(
    corpus: Corpus, ids: Sequence[int], selection: Selection, split: Split, progress: Progress | None
) -> dict[str, Sequence[int]]:
    """The rows of each part."""
    from workbench.pipeline.near_duplicates import ShingleIndex
    from workbench.pipeline.splitting import assign

    numbers: dict[str, int] = {}
    documents, likenesses = [], []
    # One side after the other: what is kept of a million texts takes 60 MB.
    for place, side in enumerate(Side):
        own, index = array("i"), ShingleIndex()
        for pair in watched(
            shown(corpus, ids, selection), len(ids), gettext("splitting {number}").format(number=place + 1), progress
        ):
            index.add((pair.side(side).text,))
            name = pair.side(side).document
            own.append(numbers.setdefault(name, len(numbers)) if name else -1)
        documents.append(own)
        likenesses.append(index.likeness(partial(_side_texts, corpus, ids, selection, place)))
    facing = np.stack([np.frombuffer(own, dtype=np.int32) for own in documents], axis=1)
    parts = assign(facing, likenesses, split)
    return {
        name: array("q", (pair_id for pair_id, part in zip(ids, parts, strict=True) if part == number))
        for number, name in enumerate(split.names)
    }


def as_read(pair: Pair) -> Pair:
    """A pair with its texts as they were read; flags are about the corrected ones."""
    if not pair.corrections:
        return pair
    source, target = (replace(pair.side(side), text=history_of(pair, side).as_read) for side in Side)
    # Not what the row says, so not for `import --update`, which knows it by the identity of the corpus.
    return replace(pair, source=source, target=target, flags=(), dismissed=(), corrections=(), corpus="")


def _converted(pair: Pair, script: ChineseScript) -> Pair:
    """A pair whose Chinese is in a script, with all that quotes it."""
    before = {side: pair.side(side).language for side in Side}

    def convert(side: Side, text: str) -> str:
        return in_script(text, before[side], script)

    sides = {
        side: replace(each, text=convert(side, each.text), language=script.language(each.language))
        for side, each in ((side, pair.side(side)) for side in Side)
    }
    flags = tuple(
        replace(
            flag,
            found=sides[flag.side].text[flag.start : flag.end],
            suggestion=None if flag.suggestion is None else convert(flag.side, flag.suggestion),
        )
        for flag in pair.flags
    )
    corrections = tuple(
        replace(each, before=convert(each.side, each.before), after=convert(each.side, each.after))
        for each in pair.corrections
    )
    return replace(pair, source=sides[Side.SOURCE], target=sides[Side.TARGET], flags=flags, corrections=corrections)
