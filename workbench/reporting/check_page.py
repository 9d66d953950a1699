"""The page that `workbench check` writes: rows as they come, so that no number of them is held in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from workbench.domain import Pair, Severity
from workbench.i18n import gettext as _
from workbench.i18n import ngettext
from workbench.reporting.elements import node
from workbench.reporting.page import opened_page
from workbench.reporting.rows import row_element
from workbench.reporting.sections import rules_table
from workbench.reporting.values import ReportRow, RuleSummary
from workbench.reporting.wording import number, rows


class CheckPage:
    """A page under construction."""

    def __init__(self, page: Any) -> None:  # noqa: ANN401 - lxml has no public type for it
        self._page = page
        self._rows = self._shown = 0
        self._rules: Counter[tuple[str, Severity]] = Counter()
        self._dismissed: Counter[tuple[str, Severity]] = Counter()

    @classmethod
    @contextmanager
    def opened(cls, stream: BinaryIO, name: str) -> Iterator[CheckPage]:
        """Begin a page called `name`; its figures are written at the end."""
        with opened_page(name, stream) as page:
            kicker = node("p", "Alignment Workbench · " + _("What the checks found"), class_="kicker")
            figures = node("p", node("a", _("Figures"), href="#figures"))
            page.write(node("header", kicker, node("h1", name), figures, class_="title"))
            with page.element("main"):
                found = cls(page)
                with page.element("section", attrib={"aria-labelledby": "rows-heading"}):
                    page.write(node("h2", _("Rows"), id="rows-heading"))
                    with page.element("ol", attrib={"class": "rows"}):
                        yield found
                page.write(found._figures())

    def add(self, pair: Pair, row: int) -> None:
        """Write a row by its number; one in which nothing was found is only counted."""
        self._rows += 1
        self._rules.update((flag.rule, flag.severity) for flag in pair.flags)
        self._dismissed.update((flag.rule, flag.severity) for flag in pair.dismissed)
        if pair.flags or pair.dismissed:
            self._shown += 1
            self._page.write(row_element(ReportRow(row, pair)))

    def _figures(self) -> Any:  # noqa: ANN401 - an element of lxml, for its own page
        said = ngettext(
            "{rows} checked; {count} has flags and is shown.", "{rows} checked; {count} have flags and are shown.",
            self._shown,
        ).format(rows=rows(self._rows), count=number(self._shown))  # fmt: skip
        found = [
            RuleSummary(rule, severity, self._rules[rule, severity], self._dismissed[rule, severity], ())
            for rule, severity in {**self._rules, **self._dismissed}
        ]
        content = [rules_table(sorted(found, key=lambda each: -each.count))] if found else []
        heading = node("h2", _("Figures"), id="figures-heading")
        return node("section", heading, node("p", said), *content, id="figures", aria_labelledby="figures-heading")
