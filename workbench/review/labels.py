"""Statuses, kinds and actions as words of the language in force: for what is shown, never for what is stored."""

from __future__ import annotations

from enum import StrEnum

from workbench.domain import Severity
from workbench.i18n import N_, gettext

SEVERITY_SIGNS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.INFO: "i"}

_LABELS = (
    N_("proposed"), N_("confirmed"), N_("needs-review"), N_("rejected"),
    N_("same"), N_("part"), N_("form"), N_("unrelated"),
    N_("source"), N_("target"),
    N_("translation"), N_("same-language"), N_("unaligned"), N_("article"), N_("coverage"),
    N_("error"), N_("warning"), N_("info"),
    N_("required"), N_("preferred"), N_("forbidden"),
    N_("confirm"), N_("reject"), N_("reopen"), N_("bookmark"), N_("note"), N_("edit"), N_("apply"), N_("replace"),
    N_("merge"), N_("split"), N_("move"), N_("link"), N_("unlink"), N_("realign"), N_("dismiss"), N_("restore"),
    N_("retire"), N_("rule"), N_("update"), N_("join"), N_("undo"), N_("redo"), N_("lost"),
)  # fmt: skip
"""Values of Status, MatchKind, Side, Relation, Role, Severity, TermKind and ActionKind."""


def label(value: StrEnum) -> str:
    """Return a value of an enumeration in the language in force."""
    return gettext(value.value)
