"""Which rules a command runs: those it names, a person's own, and how severe the config file has them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.cli import diagnostics
from workbench.errors import InputError, UsageError
from workbench.i18n import gettext as _

if TYPE_CHECKING:
    from workbench.checks.own_rules import OwnRule
    from workbench.checks.rule_set import RuleSet
    from workbench.config import Settings


def rule_set(settings: Settings, names: Iterable[str] = (), own: Path | None = None) -> RuleSet:
    """The rules of these names, all without names, with those of a TOML file.

    Raises UsageError for a name that no rule has, InputError for a file or a severity that is not right.
    """
    from workbench.checks.rule_set import RuleSet

    for problem in settings.problems:
        diagnostics.say(_("Config file: {problem}").format(problem=problem))
    severities = settings.severities
    rules = RuleSet(frozenset(names), _own_rules(own) if own else (), severities)
    known = rules.known
    for name in rules.names - known:
        raise UsageError(
            _("There is no rule “{name}”.").format(name=name),
            hint=_("Choose from: {names}.").format(names=", ".join(sorted(known))),
        )
    for name in (name for name in severities if name not in known and not name.startswith("own-")):
        raise InputError(
            _("The config file sets the severity of “{name}”, but no rule has this name.").format(name=name),
            hint=_("docs/rules.md has their names."),
        )
    return rules


def _own_rules(path: Path) -> tuple[OwnRule, ...]:
    from workbench import files
    from workbench.checks.own_rules import read_rules

    try:
        return read_rules(files.read_text(path))
    except InputError as error:
        raise InputError(_("{path}: {message}").format(path=path, message=error.args[0]), hint=error.hint) from error
