"""The report as one page: whole by itself, under a policy that lets it load nothing and run only its own script."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

from lxml import etree

from workbench.domain import Severity, Status
from workbench.i18n import gettext as _
from workbench.i18n import language
from workbench.reporting.elements import node
from workbench.reporting.rows import row_element
from workbench.reporting.sections import key_figures, reading_order, sections
from workbench.reporting.texts import Content
from workbench.reporting.values import Report
from workbench.reporting.wording import STATUS
from workbench.resources import package_text

_TAGS = {"en": "en", "zh": "zh-Hans"}
"""Language tags of pages, by the code of the language of messages."""


def write_page(report: Report, stream: BinaryIO) -> None:
    """Write the page, row by row."""
    script = package_text("reporting/report.js")
    with opened_page(report.title, stream, script) as page:
        parts = list(sections(report))
        page.write(node("a", _("To the rows"), href="#rows", class_="skip"))
        contents = [(name, title) for name, title, _element in parts] + [("rows", _("Side by side"))]
        page.write(_header(report, contents))
        with page.element("main", attrib={"id": "main"}):
            for _name, _title, element in parts:
                page.write(element)
            with page.element("section", attrib={"id": "rows", "aria-labelledby": "rows-heading"}):
                page.write(node("h2", _("Side by side"), id="rows-heading"))
                _write_rows(report, page)
        page.write(_footer())
        page.write(node("script", script))


@contextmanager
def opened_page(title: str, stream: BinaryIO, script: str = "") -> Iterator[Any]:
    """Begin a page, whose body is written into what is yielded, an element at a time; it may run only `script`."""
    with etree.htmlfile(stream, encoding="utf-8") as page:
        page.write_doctype("<!DOCTYPE html>")
        with page.element("html", attrib={"lang": _TAGS[language()]}):
            page.write(_head(title, script))
            with page.element("body"), page.element("div", attrib={"class": "page"}):
                yield page


def _head(title: str, script: str) -> etree._Element:
    style = package_text("reporting/plot.css") + package_text("reporting/report.css")
    runs = f" script-src 'sha256-{_digest(script)}';" if script else ""
    policy = f"default-src 'none'; style-src 'sha256-{_digest(style)}';{runs} base-uri 'none'; form-action 'none'"
    return node(
        "head",
        node("meta", charset="utf-8"),
        node("meta", content=policy, **{"http-equiv": "Content-Security-Policy"}),
        node("meta", name="viewport", content="width=device-width, initial-scale=1"),
        node("meta", name="color-scheme", content="light dark"),
        node("meta", name="referrer", content="no-referrer"),
        node("title", f"{title} · Alignment Workbench"),
        node("style", style),
    )


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _header(report: Report, contents: list[tuple[str, str]]) -> etree._Element:
    kind = _("Report on a corpus") if report.is_corpus else _("Report on a file of pairs")
    links = [node("li", node("a", title, href=f"#{name}")) for name, title in contents]
    return node(
        "header",
        node("p", f"Alignment Workbench · {kind}", class_="kicker"),
        node("h1", report.title),
        key_figures(report),
        node("nav", node("ul", *links), class_="contents", aria_label=_("Contents")),
        class_="title",
    )


def _write_rows(report: Report, page: Any) -> None:  # noqa: ANN401 - lxml has no public type for it
    page.write(node("p", reading_order(report)))
    if not report.rows:
        return
    page.write(_filters(report))
    keys: Content = [node("kbd", "/"), " ", _("search"), " · ", node("kbd", "j"), " ", node("kbd", "k"), " "]
    page.write(node("p", *keys, _("next and previous row"), class_="hint", id="keys", hidden="hidden"))
    counted = _("{shown} of {total} rows match.")
    page.write(node("p", class_="count-line", id="count", role="status", aria_live="polite", data_counted=counted))
    with page.element("ol", attrib={"class": "rows", "role": "list", "aria-labelledby": "rows-heading"}):
        for row in report.rows:
            page.write(row_element(row))


def _filters(report: Report) -> etree._Element:
    """Search and choices; they are of no use without the script, which shows them."""
    search = node("input", type="search", id="search", autocomplete="off")
    statuses = [node("option", _(STATUS[status]), value=status) for status in STATUS if _has(report, status)]
    rules = sorted({flag.rule for row in report.rows for flag in row.pair.flags})
    some = [node("option", _("any error or warning"), value="some")] if any(
        flag.severity is not Severity.INFO for row in report.rows for flag in row.pair.flags
    ) else []  # fmt: skip
    corrected = [node("option", _("corrected"), value="corrected")] if report.corrections else []
    flags = [*some, *corrected, *(node("option", rule, value=rule) for rule in rules)]
    return node(
        "div",
        node("label", _("Search both texts"), search, class_="wide"),
        *([node("label", _("Status"), _select("status", statuses))] if len(statuses) > 1 else []),
        *([node("label", _("Flags and corrections"), _select("flags", flags))] if flags else []),
        node("button", _("Show all"), type="button", id="all"),
        class_="filters",
        id="filters",
        role="search",
        aria_label=_("Filter the rows"),
        hidden="hidden",
    )


def _select(name: str, options: list[etree._Element]) -> etree._Element:
    return node("select", node("option", _("all"), value=""), *options, name=name)


def _has(report: Report, status: Status) -> bool:
    return any(row.pair.status is status for row in report.rows)


def _footer() -> etree._Element:
    said = _(
        "Made by Alignment Workbench. The page is whole by itself: it loads nothing, and sends nothing. How each figure"
        " is computed is in docs/report.md."
    )
    return node("footer", node("p", said), class_="end")
