"""What two statements have in common: the same, a part of it, the same form with other facts, or nothing.

The evidence that each token has a counterpart adds up along either text; the likeliest division of a text into shared
and other stretches changes between them readily at the end of a clause and hardly inside one. What is shared on one
side has to have its counterparts in what is shared on the other. Facts are compared by value, not by their words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from workbench.arrays import BoolVector, Float32Matrix, Float32Vector, Float64Vector
from workbench.domain import LIKELY, STATED, Coverage, FactKind, Language, MatchKind, Side
from workbench.language.analysed_text import AnalysedText, match_tokens, size
from workbench.language.left_out import token_weights
from workbench.mining.facts import Fact, StatedFacts

_BESIDE = 3
"""Tokens to either side of a token that have to have counterparts too …"""
_NEAR = 4
"""… at most this many tokens from its own counterpart."""
_CONTEXT = 0.7
"""Weight of these against the token itself."""
_TRANSLATION = (
    (0.13, 0.20, 0.25, 0.31, 0.37, 0.42, 0.48, 0.55, 0.65),
    (-3.1, -2.4, -1.65, -0.85, -0.05, 0.55, 0.95, 1.35, 2.0),
)
_SAME_LANGUAGE = (
    (0.13, 0.19, 0.26, 0.33, 0.40, 0.49, 0.58, 0.70, 0.86),
    (-2.2, -1.7, -1.45, -0.7, -0.2, 0.25, 0.75, 1.3, 1.8),
)
"""Log odds that a token has a counterpart, by how similar the best one and its surroundings are; measured on
translations and on second translations of news against the nearest other sentence, and on official prose."""
_Curve = tuple[tuple[float, ...], tuple[float, ...]]
_FACT = 1.2
"""Log odds from a fact that both texts have."""
_INSIDE = 5.0
_AT_CLAUSE = 1.5
"""Log odds that it takes to pass between shared and other inside a clause, and at the end of one."""
_SLIGHT = 0.3
"""Log odds that say little either way."""
_EXPECTED = 0.55
"""Log odds that a token has a counterpart before anything is known of it: only texts near each other are compared."""
_ALIKE = 4.0, 0.55
_ALIKE_FORM = 1.0, 0.45
"""Least log odds of what is shared on either side, and least cosine of the two; less is enough where both have facts of
one kind that differ, which carry no evidence themselves and do not count for it. Chosen so that four in five of the
nearest strangers in news share nothing."""
_WHOLE = 0.75
"""A statement is the whole of another where so much of either side is in the other …"""
_LONGER = 1.8
"""… and what is shared is not this many times as long on one side as on the other."""
_CHANCE = 0.02
"""Probability below which a part is taken for set phrases that both happen to have: in news one in five is right."""
_ROUNDS = 3
_LOOSE = " \t\n，,、；;：:"
"""Marks that go on to what is left off."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of one side's text."""

    start: int
    """Offset into the text as read."""
    end: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Facts of one kind for which either side has others."""

    kind: FactKind
    source: tuple[str, ...]
    """As the source has them."""
    target: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two statements have in common."""

    kind: MatchKind
    coverage: Coverage
    source: tuple[Stretch, ...]
    """The shared stretches, in order, apart from each other."""
    target: tuple[Stretch, ...]
    differences: tuple[Difference, ...]
    """The facts in the shared stretches that differ, a kind at a time."""
    strength: float
    """Log odds that the shared stretches, of the side where they are weaker, are not there by chance."""
    similarity: float
    """Cosine of what is shared on either side; 0 where nothing is."""

    def stretches(self, side: Side) -> tuple[Stretch, ...]:
        """The shared stretches of a side."""
        return self.source if side is Side.SOURCE else self.target

    def shared_text(self, side: Side, text: str, language: Language) -> str:
        """What is shared of a side's text, as a text of its own."""
        parts = [text[each.start : each.end].strip(_LOOSE) for each in self.stretches(side)]
        return (language.joint or "，").join(filter(None, parts))

    def holds(self, side: Side, start: int, end: int) -> bool:
        """Whether a span of a side lies in what is shared."""
        return any(each.start <= start and end <= each.end for each in self.stretches(side))

    def kind_given(self, probability: float) -> MatchKind:
        """Return the kind, given the probability that the statements say the same.

        What is probably the same is not unrelated, what is probably not is at most a part, and a part that is very
        improbable shares no more than set phrases.
        """
        if probability >= LIKELY:
            return MatchKind.SAME if self.kind is MatchKind.UNRELATED else self.kind
        if self.kind in STATED:
            return MatchKind.UNRELATED if probability < _CHANCE else MatchKind.PART
        return self.kind


class Statement:
    """A text as statements are compared; made once however many others it meets."""

    def __init__(self, text: AnalysedText) -> None:
        self.text = text
        self.facts = StatedFacts(text)
        starts = text.tokens.starts
        ends = text.tokens.ends
        self.weights: Float32Vector = token_weights(text, len(starts)).astype(np.float32)
        """(tokens,) how much each says of its text; 0 for what belongs to a fact."""
        self.factual = {fact: np.flatnonzero((starts < fact.end) & (ends > fact.start)) for fact in self.facts.all}
        """Every fact's tokens."""
        for tokens in self.factual.values():
            self.weights[tokens] = 0.0
        clauses = np.searchsorted(sorted({*text.clause_starts, *_after_list_marks(text.text)}), starts, side="right")
        self.passing: Float64Vector = np.where(clauses[1:] != clauses[:-1], _AT_CLAUSE, _INSIDE)
        """(tokens - 1,) what it costs to pass between shared and other behind each token."""

    def stated(self, missing: frozenset[Fact]) -> Float64Vector:
        """(tokens,) log odds from the facts that the other text has too: all but the missing ones."""
        found: Float64Vector = np.zeros(len(self.weights))
        for fact, tokens in self.factual.items():
            if fact not in missing and len(tokens):
                found[tokens] = _FACT / len(tokens)
        return found

    def vector(self, chosen: BoolVector) -> Float32Vector:
        """(dimension,) the sum of the chosen tokens' vectors, of L2 norm 1; zeros where none is chosen."""
        total: Float32Vector = self._rows[: len(chosen)][chosen].sum(axis=0)
        norm = float(np.linalg.norm(total))
        return total / norm if norm else total

    @cached_property
    def _rows(self) -> Float32Matrix:
        return self.text.encoder.rows(self.text.tokens.ids)


def compare_statements(source: Statement, target: Statement) -> Comparison:
    """Return what two texts have in common. With the sides swapped, the result is the same with its sides swapped."""
    if source.text.text.strip() and source.text.simplified == target.text.simplified:
        return _identical(source, target)
    tokens = np.maximum(match_tokens(source.text, target.text).similarity, 0.0)
    curve = _SAME_LANGUAGE if source.text.chinese == target.text.chinese else _TRANSLATION
    met = np.ones(tokens.shape[0], dtype=bool), np.ones(tokens.shape[1], dtype=bool)
    missing = source.facts.missing_in(target.facts), target.facts.missing_in(source.facts)
    stated = source.stated(missing[0]), target.stated(missing[1])
    evidence = stated
    for _ in range(_ROUNDS):
        both = tokens * met[1], (tokens * met[0][:, None]).T
        evidence = (
            _evidence(source, both[0], curve) + stated[0][: len(met[0])],
            _evidence(target, both[1], curve) + stated[1][: len(met[1])],
        )
        before, met = met, (_divided(evidence[0], source.passing), _divided(evidence[1], target.passing))
        if all(map(np.array_equal, before, met)):
            break
    shared = _stretches(source.text, met[0]), _stretches(target.text, met[1])
    odd = _inside(missing[0], shared[0]), _inside(missing[1], shared[1])
    differences = _differences(source.text.text, target.text.text, *odd)
    coverage = Coverage(_coverage(source.text, shared[0], odd[0]), _coverage(target.text, shared[1], odd[1]))
    strength = min(float(each[side].sum()) for each, side in zip(evidence, met, strict=True))
    similarity = float(source.vector(met[0]) @ target.vector(met[1]))
    sizes = sorted(_size(side.text, each) for side, each in zip((source, target), shared, strict=True))
    least, alike = _ALIKE_FORM if differences else _ALIKE
    if strength < least or similarity < alike:
        kind = MatchKind.UNRELATED
    elif differences:
        kind = MatchKind.FORM
    else:
        whole = min(coverage.source, coverage.target) >= _WHOLE and sizes[1] < _LONGER * sizes[0]
        kind = MatchKind.SAME if whole else MatchKind.PART
    return Comparison(kind, coverage, *shared, differences, strength, similarity)


def _identical(source: Statement, target: Statement) -> Comparison:
    left, right = (_trimmed(side.text.text, Stretch(0, len(side.text.text))) for side in (source, target))
    return Comparison(MatchKind.SAME, Coverage(1.0, 1.0), (left,), (right,), (), float(source.weights.sum()), 1.0)


def _after_list_marks(text: str) -> Iterator[int]:
    """Where the items of Chinese lists begin: they come and go as clauses do."""
    return (place + 1 for place, mark in enumerate(text) if mark == "、")


def _evidence(side: Statement, similarity: Float32Matrix, curve: _Curve) -> Float64Vector:
    """(tokens,) log odds that each token has a counterpart, from (tokens, other tokens) similarities."""
    weights = side.weights[: len(similarity)]
    best = (1 - _CONTEXT) * similarity + _CONTEXT * _around(similarity, weights)
    found: Float64Vector = (np.interp(best.max(axis=1, initial=0.0), *curve) + _EXPECTED) * weights
    return found


def _around(similarity: Float32Matrix, weights: Float32Vector) -> Float32Matrix:
    """(tokens, other tokens) how similar the tokens around each are to those around each other one."""
    count, width = similarity.shape
    padded = np.zeros((count, width + 2 * _NEAR), dtype=np.float32)
    padded[:, _NEAR : _NEAR + width] = similarity
    near = padded[:, :width].copy()
    for shift in range(1, 2 * _NEAR + 1):
        np.maximum(near, padded[:, shift : shift + width], out=near)
    near *= weights[:, None]
    total, weight = np.zeros_like(similarity), np.full((count, 1), 1e-6, dtype=np.float32)
    for shift in range(1, _BESIDE + 1):
        total[shift:] += near[:-shift]
        total[:-shift] += near[shift:]
        weight[shift:, 0] += weights[:-shift]
        weight[:-shift, 0] += weights[shift:]
    around: Float32Matrix = total / weight
    return around


def _divided(evidence: Float64Vector, passing: Float64Vector) -> BoolVector:
    """(tokens,) the likeliest division into shared and other tokens (Viterbi with two states)."""
    values, costs = evidence.tolist(), [0.0, *passing.tolist()]
    back: list[tuple[bool, bool]] = []
    shared = other = 0.0
    for value, cost in zip(values, costs, strict=False):
        back.append((other - cost > shared, other < shared - cost))
        shared, other = max(shared, other - cost) + value, max(other, shared - cost)
    state = shared > other
    divided = [False] * len(values)
    for place in range(len(values) - 1, -1, -1):
        divided[place] = state
        state = state != back[place][not state]
    return np.array(_grown(divided, values, costs), dtype=bool)


def _grown(shared: list[bool], values: Sequence[float], costs: Sequence[float]) -> list[bool]:
    """The same, with the words beside shared ones in their clause that say little by themselves, facts among them."""
    for place in range(1, len(shared)):
        if shared[place - 1] and values[place] > -_SLIGHT and costs[place] == _INSIDE:
            shared[place] = True
    for place in range(len(shared) - 2, -1, -1):
        if shared[place + 1] and values[place] > -_SLIGHT and costs[place + 1] == _INSIDE:
            shared[place] = True
    return shared


def _stretches(text: AnalysedText, shared: BoolVector) -> tuple[Stretch, ...]:
    """The runs of shared tokens; what comes after a token belongs to it, what comes before the first one too."""
    borders = np.flatnonzero(np.diff(np.concatenate(([False], shared, [False])).astype(np.int8)))
    starts = text.tokens.starts
    found = []
    for first, last in borders.reshape(-1, 2).tolist():
        start = int(starts[first]) if first else 0
        end = int(starts[last]) if last < len(starts) else len(text.text)
        found.append(_trimmed(text.text, Stretch(start, end)))
    return tuple(found)


def _trimmed(text: str, each: Stretch) -> Stretch:
    whole = text[each.start : each.end]
    start = each.start + len(whole) - len(whole.lstrip())
    return Stretch(start, start + len(whole.strip()))


def _inside(facts: frozenset[Fact], stretches: tuple[Stretch, ...]) -> tuple[Fact, ...]:
    inside = (fact for fact in facts if any(each.start <= fact.start < each.end for each in stretches))
    return tuple(sorted(inside, key=lambda fact: (fact.start, fact.end)))


def _differences(
    source: str, target: str, odd_source: tuple[Fact, ...], odd_target: tuple[Fact, ...]
) -> tuple[Difference, ...]:
    """The kinds of fact for which both sides have some that the other has not: exchanged, not left out."""
    found = []
    for kind in FactKind:
        left, right = (
            tuple(dict.fromkeys(text[fact.start : fact.end] for fact in odd if fact.kind is kind))
            for text, odd in ((source, odd_source), (target, odd_target))
        )
        if left and right:
            found.append(Difference(kind, left, right))
    return tuple(found)


def _coverage(text: AnalysedText, shared: tuple[Stretch, ...], odd: tuple[Fact, ...]) -> float:
    """The share of the text that is in the other; facts that differ are not."""
    if not text.size:
        return 0.0
    covered = _size(text, shared) - sum(size(text.text[fact.start : fact.end]) for fact in odd)
    return max(0.0, min(1.0, covered / text.size))


def _size(text: AnalysedText, stretches: tuple[Stretch, ...]) -> float:
    return sum(size(text.text[each.start : each.end]) for each in stretches)
