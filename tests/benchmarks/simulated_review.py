"""How many decisions it takes until 99 of 100 beads are right, with gold as the reviewer.

Run with `python -m tests.benchmarks.simulated_review`. Weights have not seen the kind of text they are tried on. What
counts as a decision: confirming a right row is one. Correcting a wrong one makes all gold beads right that share a
segment with it, and counts every row that is touched for that, or every bead that comes of it where these are more.
Taking over what is aligned otherwise after learning counts one. Right is a row that equals a gold bead, or a segment
that gold leaves alone too. The weights that are learnt once are kept in ~/.cache/workbench/simulated-review.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.benchmarks.simulated_documents import of_another_domain, of_another_novel
from tests.benchmarks.simulated_reviewer import GOAL, Point, Review, Settings, Strategy

MILESTONES = (0.95, 0.98, GOAL)


def main() -> None:
    """Print everything."""
    corpora = {
        "novels, weights of other kinds": of_another_domain("mac-dev"),
        "novels, weights of other novels too": of_another_novel(),
        "medical, weights of other kinds": of_another_domain("paramed-dev"),
        "news, weights of other kinds": of_another_domain("news-dev"),
    }
    for name, documents in corpora.items():
        print(name, flush=True)
        for strategy in Strategy:
            review = Review(documents, Settings(strategy))
            print(_line(strategy, review, review.run(lambda point: point.right >= GOAL)), flush=True)
        review = Review(documents, Settings(Strategy.LEARNING))
        print(_line("until the app says so", review, review.run(lambda point: point.claimed >= GOAL)), flush=True)


def _line(name: str, review: Review, curve: Sequence[Point]) -> str:
    at = [next((point.decisions for point in curve if point.right >= share), None) for share in MILESTONES]
    reached = "  ".join(f"{'–' if made is None else f'{made:,} ({made / review.beads:.1%})':>14}" for made in at)
    last = curve[-1]
    end = f"{last.decisions:>5,} of {review.beads:,}: right {last.right:.4f}, said {last.claimed:.4f}"
    return f"  {name:<24}{reached}   {end}"


if __name__ == "__main__":
    main()
