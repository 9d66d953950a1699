"""The sections of the page before its rows: figures, alignment, probabilities, progress, flags."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from lxml import etree

from workbench.domain import OPEN, ActionKind, Relation, Status
from workbench.i18n import gettext as _
from workbench.i18n import ngettext
from workbench.reporting.alignment_plot import alignment_plot, description
from workbench.reporting.elements import node
from workbench.reporting.probability_plots import calibration_plot, histogram
from workbench.reporting.progress_plot import decisions, progress_plot
from workbench.reporting.texts import Content, excerpt
from workbench.reporting.values import FlaggedRow, PlottedBitext, Report, RuleSummary
from workbench.reporting.wording import (
    RELATION,
    STATUS,
    number,
    pairs,
    percent,
    side_documents,
)
from workbench.review import labels
from workbench.review.estimate import SampleResult, wilson

FEWEST_DECIDED = 10
"""Decisions from which on calibration is worth a look."""

_MOST_SHAPES = 8
_MOST_EXAMPLES = 3


def sections(report: Report) -> Iterator[tuple[str, str, etree._Element]]:
    """Return id, title and content of each section that the report has something for."""
    yield _section("pairs-by-status", _("Pairs"), _status_table(report))
    if report.bitexts:
        yield _section("alignment", _("Alignment"), *_alignment(report))
    if sum(report.probabilities):
        yield _section("probabilities", _("Probabilities"), *_probabilities(report))
    if report.activity:
        yield _section("progress", _("Progress"), *_progress(report))
    yield _section("flags", _("Flags by rule"), *_flags(report))


def _section(name: str, title: str, *content: etree._Element) -> tuple[str, str, etree._Element]:
    heading = node("h2", title, id=f"{name}-heading")
    return name, title, node("section", heading, *content, id=name, aria_labelledby=f"{name}-heading")


def key_figures(report: Report) -> etree._Element:
    """Return the figures at the top of the page."""
    decided = report.with_status(Status.CONFIRMED, Status.REJECTED)
    figures: list[tuple[str, int, str]] = [(_("pairs"), report.pairs, "")]
    if report.is_corpus or decided:
        figures += [
            (_("confirmed"), report.with_status(Status.CONFIRMED), ""),
            (_("rejected"), report.with_status(Status.REJECTED), ""),
            (_("still open"), report.with_status(*OPEN), percent(1 - decided / report.pairs) if report.pairs else ""),
        ]
    figures.append((_("rows with an error or a warning"), report.flagged, ""))
    if report.is_corpus or report.corrections:
        in_rows = ngettext("in {count} row", "in {count} rows", report.corrected).format(count=number(report.corrected))
        figures.append((_("corrections"), report.corrections, in_rows if report.corrections else ""))
    items = [
        node("div", node("dt", name), node("dd", number(count), " ", node("small", more)))
        for name, count, more in figures
    ]
    return node("dl", *items, class_="figures")


def table(caption: str, titles: Sequence[str], lines: Iterable[Sequence[str | int]]) -> etree._Element:
    """Return a table whose first column names its rows; numbers are set right."""
    body = []
    for first, *others in lines:
        cells = [node("td", number(cell), class_="n") if isinstance(cell, int) else node("td", cell) for cell in others]
        body.append(node("tr", node("th", str(first), scope="row"), *cells))
    numeric = [len(body) > 0 and all(row[place].get("class") == "n" for row in body) for place in range(len(titles))]
    heads = [
        node("th", title, scope="col", class_="n") if right else node("th", title, scope="col")
        for title, right in zip(titles, numeric, strict=True)
    ]
    inner = node("table", node("caption", caption), node("thead", node("tr", *heads)), node("tbody", *body))
    return node("div", inner, class_="scroll", tabindex="0", role="region", aria_label=caption)


def _status_table(report: Report) -> etree._Element:
    def line(relation: Relation) -> list[str | int]:
        counts = [report.counts.get((relation, status), 0) for status in STATUS]
        return [_(RELATION[relation]), *counts, sum(counts)]

    titles = [_("relation"), *map(_, STATUS.values()), _("together")]
    lines = [line(relation) for relation in Relation if any(key[0] is relation for key in report.counts)]
    if not lines:
        return node("p", _("There are no rows yet."))
    return table(_("Rows by relation and status"), titles, lines)


# Alignment


def _alignment(report: Report) -> Iterator[etree._Element]:
    yield node(
        "p",
        _(
            "Each sign is a row, at the sentences that it joins. A translation in order is a diagonal; a sign far from"
            " it is worth a look. Rows of several sentences are outlined; short lines at the margins are sentences that"
            " nothing faces."
        ),
    )
    several = len(report.bitexts) > 1
    if several:
        options = [
            node("option", side_documents(each.source, each.target), value=f"bitext-{place}")
            for place, each in enumerate(report.bitexts, 1)
        ]
        chooser = node("label", _("Documents"), node("select", *options, id="bitext"), class_="wide")
        yield node("div", chooser, class_="filters", id="bitexts", hidden="hidden")
    for place, each in enumerate(report.bitexts, 1):
        yield _bitext(each, f"bitext-{place}")
    if report.bitexts_left_out:
        yield node(
            "p",
            ngettext(
                "One more document pair is not plotted; `--pair SOURCE TARGET` makes a report of it.",
                "{count} more document pairs are not plotted; `--pair SOURCE TARGET` makes a report of one.",
                report.bitexts_left_out,
            ).format(count=number(report.bitexts_left_out)),
        )


def _bitext(bitext: PlottedBitext, name: str) -> etree._Element:
    caption = description(bitext)
    if bitext.left_out:
        caption += " " + ngettext(
            "{count} row further on is not plotted.", "{count} rows further on are not plotted.", bitext.left_out
        ).format(count=number(bitext.left_out))
    shapes = sorted(bitext.shapes.items(), key=lambda item: (-item[1], item[0]))
    lines: list[list[str | int]] = [[f"{down} – {across}", count] for (down, across), count in shapes[:_MOST_SHAPES]]
    if len(shapes) > _MOST_SHAPES:
        lines.append([_("others"), sum(count for _shape, count in shapes[_MOST_SHAPES:])])
    gaps = [(f"1 – 0 ({bitext.source})", len(bitext.gaps[0])), (f"0 – 1 ({bitext.target})", len(bitext.gaps[1]))]
    lines += [list(gap) for gap in gaps if gap[1]]
    return node(
        "div",
        node("h3", side_documents(bitext.source, bitext.target)),
        node(
            "div",
            node("figure", alignment_plot(bitext, f"{name}-plot"), node("figcaption", caption)),
            table(_("Rows by the number of source and target sentences"), [_("sentences"), _("rows")], lines),
            class_="figure-and-table",
        ),
        class_="bitext",
        id=name,
    )


# Probabilities


def _probabilities(report: Report) -> Iterator[etree._Element]:
    figures = [
        node(
            "figure",
            histogram(report.probabilities, "histogram"),
            node("figcaption", _("How many pairs have which probability, in steps of .05.")),
        )
    ]
    calibration = report.calibration
    decided = calibration.reliability.beads
    if decided >= FEWEST_DECIDED:
        caption = _(
            "Of {decided} pairs that reviewers read and decided, {right} were confirmed. Points on the line: of pairs"
            " with .9, nine in ten are confirmed. Expected calibration error: {error}. Reviewers read what is doubtful"
            " first, so these pairs are not a sample of all."
        ).format(decided=number(decided), right=number(calibration.right), error=f"{calibration.reliability.error:.3f}")
        figures.append(node("figure", calibration_plot(calibration, "calibration"), node("figcaption", caption)))
    yield node("div", *figures, class_="pair-of-figures")
    if decided >= FEWEST_DECIDED:
        yield _calibration_table(report)
    else:
        yield node(
            "p",
            ngettext(
                "{count} pair with a probability was read and decided; calibration needs {fewest}.",
                "{count} pairs with a probability were read and decided; calibration needs {fewest}.",
                decided,
            ).format(count=number(decided), fewest=FEWEST_DECIDED),
        )
    if report.sample:
        yield _sample(report.sample)


def _sample(sample: SampleResult) -> etree._Element:
    """Return what the random sample says of the rows that nobody has read."""
    said = [
        ngettext(
            "{read} of {drawn} rows drawn at random was read.", "{read} of {drawn} rows drawn at random were read.",
            sample.read,
        ).format(drawn=number(sample.drawn), read=number(sample.read))
    ]  # fmt: skip
    if sample.read:
        shares = [percent(share) for share in (sample.right.value, sample.right.low, sample.right.high)]
        right = _("Of these, {share} were right as drawn (95 % interval: {low} to {high}).")
        said += [" ", right.format(share=shares[0], low=shares[1], high=shares[2])]
    return node("p", *said)


def _calibration_table(report: Report) -> etree._Element:
    lines: list[list[str | int]] = []
    for each in report.calibration.bins:
        share = wilson(each.right, each.beads)
        interval = f"{share.low:.2f}–{share.high:.2f}"
        name = f"{each.low:.1f}–{each.low + 0.1:.1f}"
        lines.append([name, f"{each.mean:.2f}", each.beads, each.right, f"{share.value:.2f}", interval])
    titles = [
        _("probability"), _("mean"), _("decided"), _("confirmed"), _("share"), _("95 % interval"),
    ]  # fmt: skip
    return table(_("Decided pairs by probability; intervals after Wilson (1927)"), titles, lines)


# Progress


def _progress(report: Report) -> Iterator[etree._Element]:
    decided = decisions(report.activity)
    if decided:
        caption = _(
            "Rows that were confirmed or rejected, by the time of the last decision about each; decisions that were"
            " taken back do not count."
        )
        yield node("figure", progress_plot(report.activity, "progress-plot"), node("figcaption", caption))
    work: dict[str, Counter[ActionKind]] = defaultdict(Counter)
    days: dict[str, list[str]] = defaultdict(list)
    for each in report.activity:
        work[each.reviewer][each.kind] += each.rows
        days[each.reviewer].append(f"{each.at:%Y-%m-%d}")
    kinds = (ActionKind.CONFIRM, ActionKind.REJECT, ActionKind.NEEDS_REVIEW, ActionKind.EDIT)
    lines: list[list[str | int]] = [
        [reviewer or _("nobody named"), *(counts[kind] for kind in kinds), min(days[reviewer]), max(days[reviewer])]
        for reviewer, counts in sorted(work.items(), key=lambda item: (-item[1].total(), item[0]))
    ]
    titles = [
        _("reviewer"), _("confirmed"), _("rejected"), _("needs review"), _("corrections"), _("first day"),
        _("last day"),
    ]  # fmt: skip
    yield table(_("What each reviewer did, of what still holds"), titles, lines)


# Flags


def _flags(report: Report) -> Iterator[etree._Element]:
    if not report.rules:
        yield node("p", _("No rule found anything."))
        return
    yield rules_table(report.rules)
    explanations = _explanations()
    shown = {row.number for row in report.rows}
    rules: dict[str, list[RuleSummary]] = defaultdict(list)
    for each in report.rules:
        rules[each.rule].append(each)
    for name, found in rules.items():
        if any(each.examples for each in found):
            yield _rule(name, found, explanations.get(name, ""), shown)


def rules_table(rules: Iterable[RuleSummary]) -> etree._Element:
    """Return how many flags of each rule and severity there are, in the order of `rules`."""
    lines: list[list[str | int]] = [
        [each.rule, f"{labels.SEVERITY_SIGNS[each.severity]} {labels.label(each.severity)}", each.count, each.dismissed]
        for each in rules
    ]
    titles = [_("rule"), _("severity"), _("flags"), _("dismissed")]
    return table(_("Flags by rule"), titles, lines)


def _rule(name: str, found: Sequence[RuleSummary], explanation: str, shown: set[int]) -> etree._Element:
    """Return a rule with its explanation and some of what it found; `found` has the worst first."""
    counts = _(", ").join(f"{labels.label(each.severity)} {number(each.count)}" for each in found)
    heading = node("h3", name, " ", node("span", counts, class_="count"))
    content = [heading, node("p", explanation, class_="why")] if explanation else [heading]
    examples = islice((example for each in found for example in each.examples), _MOST_EXAMPLES)
    items = [_example(each, linked=each.number in shown) for each in examples]
    return node("div", *content, node("ul", *items, class_="examples"), class_="rule")


def _example(each: FlaggedRow, *, linked: bool) -> etree._Element:
    flag = each.flag
    name = _("Row {number}").format(number=number(each.number))
    said = f"→ “{flag.suggestion}” · {flag.message}" if flag.suggestion else flag.message
    where: Content = [
        node("span", labels.SEVERITY_SIGNS[flag.severity], class_="sign", aria_hidden="true"),
        f" {labels.label(flag.severity)} · ",
        node("a", name, href=f"#row-{each.number}") if linked else name,
        f" · {said}",
    ]
    return node(
        "li",
        node("p", *excerpt(each.pair, flag), lang=each.pair.side(flag.side).lang),
        node("p", *where, class_="where"),
        class_=f"example {flag.severity}",
    )


def _explanations() -> dict[str, str]:
    from workbench.checks.consistency import Consistency
    from workbench.checks.rule_set import RULES, SEGMENT_RULES

    return {rule.name: _(rule.explanation) for rule in (*RULES, *SEGMENT_RULES, Consistency())}


def reading_order(report: Report) -> str:
    """Return which rows the page shows, in words."""
    if not report.rows_left_out:
        return _("All pairs, and rows with one side in which something was found.")
    return ngettext(
        "{shown} of {total}, in order: open rows before decided ones, flagged ones and the least probable first."
        " {left} row is left out; --limit shows more.",
        "{shown} of {total}, in order: open rows before decided ones, flagged ones and the least probable first."
        " {left} rows are left out; --limit shows more.",
        report.rows_left_out,
    ).format(
        shown=number(len(report.rows)),
        total=pairs(len(report.rows) + report.rows_left_out),
        left=number(report.rows_left_out),
    )
