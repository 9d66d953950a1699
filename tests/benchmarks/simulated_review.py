"""How many decisions it takes until 99 of 100 beads are right, with gold as the reviewer.

Run with `python -m tests.benchmarks.simulated_review [CORPUS …]`. Weights have not seen the kind of text they are tried
on. What counts as a decision: confirming a right row is one. Correcting a wrong one makes all gold beads right that
share a segment with it, and counts every row that is touched for that, or every bead that comes of it where these are
more. Taking over what is aligned otherwise after learning counts one. Right is a row that equals a gold bead, or a
segment that gold leaves alone too. The weights that are learnt once are kept in ~/.cache/workbench/simulated-review.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from tests.benchmarks.align import SHARED
from tests.benchmarks.scale import is_quick
from tests.benchmarks.simulated_documents import Reviewed, of_a_course, of_another_domain, of_another_novel
from tests.benchmarks.simulated_reviewer import GOAL, Point, Review, Settings, Strategy
from workbench.adaptation.aligner_update import updated_weights
from workbench.adaptation.decided_bitext import Decision
from workbench.evaluation.gold import GoldDocument, complete

CORPORA: dict[str, Callable[[], list[Reviewed]]] = {
    "medical": lambda: of_another_domain("paramed-dev"),
    "news": lambda: of_another_domain("news-dev"),
    "novels": of_another_novel,
    "novels, no novel seen": lambda: of_another_domain("mac-dev"),
    "software": of_a_course,
}

MILESTONES = (0.95, 0.98, GOAL)
POINTS = 40
"""Of a curve that is printed."""


def main() -> None:
    """Print everything."""
    if not SHARED.is_dir():
        print("The gold data is not beside this checkout: nothing is measured.")
        return
    names = sys.argv[1:] or list(CORPORA)[: 2 if is_quick() else None]
    corpora = {name: CORPORA[name]() for name in names}
    print(
        "Decisions until 95, 98, 99 % of the beads are right (share of the rows); at the end, what is right and claimed"
    )
    for name, documents in corpora.items():
        print(f"{name}: {len(documents)} documents", flush=True)
        review(name, documents)
    for name in names:
        if name.startswith("novels"):
            second_halves(name, corpora[name])


def review(corpus: str, documents: Sequence[Reviewed]) -> None:
    """Review a corpus with each strategy until the goal is reached, and print how it went."""
    for strategy in Strategy:
        one = Review(documents, Settings(strategy))
        # One run of learning has both its stops.
        whole = one.run(_is_right_and_claimed if strategy is Strategy.LEARNING else _is_right)
        curve = _until(whole, _is_right)
        report(strategy, one, curve)
        print(f"    curve {corpus} | {strategy} | {_thinned(curve, one.beads)}", flush=True)
        if strategy is Strategy.LEARNING:
            report("learning, until it claims", one, _until(whole, _is_claimed))
    erring = Review(documents, Settings(Strategy.LEARNING, mistakes=0.1))
    report("and 1 row in 10 wrong", erring, erring.run(_is_claimed))


def _is_right(point: Point) -> bool:
    return point.right >= GOAL


def _is_claimed(point: Point) -> bool:
    return point.claimed >= GOAL


def _is_right_and_claimed(point: Point) -> bool:
    return _is_right(point) and _is_claimed(point)


def _until(curve: Sequence[Point], reached: Callable[[Point], bool]) -> Sequence[Point]:
    """A curve up to where a condition holds; all of it where it never does."""
    return curve[: next((at for at, point in enumerate(curve) if reached(point)), len(curve)) + 1]


def report(title: str, one: Review, curve: Sequence[Point]) -> None:
    """Print when a share of the rows was right, and how things stood in the end."""
    at = [next((point.decisions for point in curve if point.right >= share), None) for share in MILESTONES]
    reached = "  ".join(f"{'–' if made is None else f'{made:,} ({made / one.beads:.1%})':>14}" for made in at)
    last = curve[-1]
    end = f"{last.decisions:>5,} of {one.beads:,}: right {last.right:.4f}, claimed {last.claimed:.4f}"
    print(f"  {title:<26}{reached}   {end}", flush=True)


def _thinned(curve: Sequence[Point], beads: int) -> str:
    """Some points of a curve: decisions as a share of the rows, and how many of them are right."""
    places = sorted({round(at) for at in np.linspace(0, len(curve) - 1, POINTS)})
    return " ".join(f"{curve[at].decisions / beads:.3f}:{curve[at].right:.4f}" for at in places)


def second_halves(name: str, documents: Sequence[Reviewed]) -> None:
    """How right the second half of each document is before and after the first half was reviewed."""
    wrong = [0, 0]
    rows = [0, 0]
    for one in documents:
        first, second = (replace(one, document=half) for half in _halves(one.document))
        first.bitext.decide(Decision(*key, right=True) for key in first.gold)
        shipped = one.model.weights.astype(np.float64)
        for number, weights in enumerate((shipped, updated_weights([first.bitext.example], shipped))):
            keys = [
                (bead.source or range(0), bead.target or range(0)) for bead in second.bitext.beads(weights, one.model)
            ]
            rows[number] += len(keys)
            wrong[number] += sum(key not in second.right for key in keys)
    before, after = (each / count for each, count in zip(wrong, rows, strict=True))
    print(
        f"Second half of {name} once the first was reviewed: wrong rows {before:.4f} ({wrong[0]} of {rows[0]}) to"
        f" {after:.4f} ({wrong[1]} of {rows[1]}), {after / before - 1:+.0%}"
    )


def _halves(document: GoldDocument) -> tuple[GoldDocument, GoldDocument]:
    """A document cut at a border of its gold beads in the middle."""
    parts = complete(document)
    part = parts[len(parts) // 2]
    zh, en = part.zh, part.en
    front = tuple(link for link in document.links if all(at < zh for at in link[0]) and all(at < en for at in link[1]))
    back = tuple(
        (tuple(at - zh for at in link[0]), tuple(at - en for at in link[1]))
        for link in document.links
        if link not in set(front)
    )
    return (
        GoldDocument(f"{document.name} 1", document.zh[:zh], document.en[:en], front),
        GoldDocument(f"{document.name} 2", document.zh[zh:], document.en[en:], back),
    )


if __name__ == "__main__":
    main()
