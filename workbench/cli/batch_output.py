"""What `workbench batch` reports at its end: a table for people, JSON for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from workbench.cells import fit, width
from workbench.i18n import gettext as _
from workbench.i18n import ngettext
from workbench.pipeline.batch import BatchSummary
from workbench.pipeline.batch_jobs import Plan, Relatedness
from workbench.pipeline.batch_work import Result, Settings

MOST_MESSAGES = 20
"""Messages of one kind that are shown."""

_MOST_LINES = 30
"""Pairs of a table that shows all of them."""
_SLOWEST = 5
"""Pairs that a table of some shows for the time they took."""
_NAME = 28
"""Cells of a name."""
_COLUMN = 9


def capped(messages: Sequence[str]) -> Iterator[str]:
    """The first messages, and how many more there are."""
    yield from messages[:MOST_MESSAGES]
    if len(messages) > MOST_MESSAGES:
        more = len(messages) - MOST_MESSAGES
        yield _("… and {count:,} more, which the summary lists.").format(count=more)


def remarks(summary: BatchSummary) -> list[str]:
    """What a person should know of pairs that were done, a sentence each."""
    found = []
    for one in summary.results:
        if one.remark:
            found.append(_("{name}: {remark}").format(name=one.name, remark=one.remark))
        if one.is_doubtful:
            found.append(
                _(
                    "{name}: probably not translations of each other ({share:.0%} of the segments face something, "
                    "mean probability {probability:.0%})."
                ).format(name=one.name, share=one.facing / one.segments, probability=one.probability)
            )
    return found


def as_json(summary: BatchSummary, settings: Settings, plan: Plan, seconds: float) -> dict[str, Any]:
    """The whole report."""
    done = [one for one in summary.results if not one.error]
    return {
        "documents": len(summary.results),
        "aligned": len(done) - summary.skipped,
        "skipped": summary.skipped,
        "failed": [
            {"name": one.name, "source": one.source, "target": one.target, "error": one.error} for one in summary.failed
        ],
        "unmatched": list(plan.unmatched),
        "without_counterpart": list(plan.alone),
        "repeated": list(plan.repeated),
        "mined": [one.name for one in done if one.relation == Relatedness.COMPARABLE],
        "beads": sum(one.beads for one in done),
        "pairs": sum(one.pairs for one in done),
        "probable_pairs": sum(one.sure for one in done),
        "facing": _ratio(sum(one.facing for one in done), sum(one.segments for one in done)),
        "mean_probability": _mean_probability(done),
        "doubtful": [one.name for one in done if one.is_doubtful],
        "segments": sum(one.segments for one in done),
        "beads_by_type": _added(one.shapes for one in done),
        "flags": _added(one.flags for one in done),
        "seconds": round(seconds, 2),
        "corpus": str(settings.db) if settings.db else None,
        "output": str(settings.out) if settings.out else None,
        "document_list": [_as_json(one) for one in done],
    }


def _as_json(one: Result) -> dict[str, Any]:
    return {
        "name": one.name,
        "source": one.source,
        "target": one.target,
        "relation": one.relation,
        "source_segments": one.source_segments,
        "target_segments": one.target_segments,
        "beads": one.beads,
        "beads_by_type": dict(one.shapes),
        "pairs": one.pairs,
        "mean_probability": round(one.probability, 4),
        "unaligned": round(one.unaligned, 4),
        "flags": dict(one.flags),
        "seconds": one.seconds,
        "doubtful": one.is_doubtful,
    }


def as_table(summary: BatchSummary, seconds: float) -> str:
    """The pairs that were done, of many only those that want a look, and all of them together."""
    done = [one for one in summary.results if not one.error]
    shown = done if len(done) <= _MOST_LINES else _conspicuous(done)
    heads = _("source"), _("target"), _("beads"), "1-1", _("alone"), _("probable"), _("flags"), _("seconds")
    lines = [fit(_("document"), _NAME) + "".join(map(_right, heads))]
    lines += [_line(one) for one in shown]
    if left_out := len(done) - len(shown):
        lines.append(
            ngettext(
                "… and {count:,} more document pair, which the JSON lists.",
                "… and {count:,} more document pairs, which the JSON lists.",
                left_out,
            ).format(count=left_out)
        )
    lines.append(_line(_together(done, seconds)))
    return "\n".join(lines)


def _conspicuous(done: Sequence[Result]) -> list[Result]:
    """Those that are doubtful and those that took longest, in the order of the plan."""
    doubtful = [one.name for one in done if one.is_doubtful][: _MOST_LINES - _SLOWEST]
    slowest = sorted(done, key=lambda one: -one.seconds)[:_SLOWEST]
    names = {*doubtful, *(one.name for one in slowest)}
    return [one for one in done if one.name in names]


def _line(one: Result) -> str:
    values = (
        f"{one.source_segments:,}",
        f"{one.target_segments:,}",
        f"{one.beads:,}",
        f"{one.shapes.get('1-1', 0):,}",
        f"{one.unaligned:.0%}",
        f"{one.probability:.0%}",
        f"{sum(one.flags.values()):,}",
        f"{one.seconds:,.1f}",
    )
    doubt = "  " + _("doubtful") if one.is_doubtful else ""
    return fit(one.name, _NAME) + "".join(map(_right, values)) + doubt


def _together(done: Sequence[Result], seconds: float) -> Result:
    return Result(
        _("together"),
        "",
        "",
        "",
        beads=sum(one.beads for one in done),
        segments=sum(one.segments for one in done),
        facing=sum(one.facing for one in done),
        probability=_mean_probability(done),
        source_segments=sum(one.source_segments for one in done),
        target_segments=sum(one.target_segments for one in done),
        shapes=_added(one.shapes for one in done),
        flags=_added(one.flags for one in done),
        seconds=seconds,
    )


def _added(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for each in counts:
        total.update(each)
    return dict(sorted(total.items()))


def _mean_probability(done: Sequence[Result]) -> float:
    return _ratio(sum(one.probability * one.pairs for one in done), sum(one.pairs for one in done if one.segments))


def _right(text: str) -> str:
    return " " * max(_COLUMN - width(text), 1) + text


def _ratio(part: float, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
