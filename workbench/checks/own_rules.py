"""Rules of a person's own: regular expressions in a TOML file, as docs/rules.md shows one.

A side's pattern has to be found in it; one whose key ends in "-lacks" must not be. Flagged is what the pattern finds in
the target, or where the target has none, in the source.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from workbench.checks.rule import Example, PairText, SegmentText, flag
from workbench.domain import Flag, Severity, Side
from workbench.errors import InputError
from workbench.i18n import gettext as _
from workbench.language.text_pattern import Match, TextPattern, filled, references

FAMILY = "own"

_LONGEST_FILE = 256 * 1024
_MOST_RULES = 500
_LONGEST = {"name": 60, "message": 500}
_LONGEST_PATTERN = 2_000
_MOST_FLAGS = 20
"""Of one rule in one pair."""

_SIDES = ("source", "target", "zh", "en")
_LACKS = "-lacks"
_PATTERNS = (*_SIDES, *(side + _LACKS for side in _SIDES))
_KEYS = ("name", *_PATTERNS, "message", "severity", "correction")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HEADER = re.compile(r"[ \t]*\[\[[ \t]*[\"']?rule[\"']?[ \t]*\]\]")


@dataclass(frozen=True)
class OwnRule:
    """A rule of a person's own: some patterns have to be found in a pair, others must not be."""

    name: str
    """Begins with "own-"."""
    patterns: tuple[tuple[str, str], ...]
    """Keys of the file, such as "source" and "target-lacks", with their regular expressions."""
    message: str
    severity: Severity
    correction: str | None

    @property
    def family(self) -> str:
        return FAMILY

    @property
    def explanation(self) -> str:
        return self.message

    @property
    def examples(self) -> tuple[Example, ...]:
        return ()

    @cached_property
    def _compiled(self) -> tuple[tuple[str, TextPattern], ...]:
        return tuple((key, TextPattern(pattern)) for key, pattern in self.patterns)

    def __getstate__(self) -> dict[str, object]:
        # Patterns are compiled again where they are needed: limits and tables do not travel between processes.
        return {key: value for key, value in vars(self).items() if key != "_compiled"}

    def check(self, pair: PairText) -> Iterator[Flag]:
        """Flag what a pattern finds. Raises InputError where one takes too long on a text."""
        try:
            yield from self._check(pair)
        except TimeoutError as error:
            raise InputError(
                _("A pattern of the rule “{name}” takes too long.").format(name=self.name),
                hint=_("Make it simpler: a repeat inside a repeat, as in (a+)+, is the usual cause."),
            ) from error

    def _check(self, pair: PairText) -> Iterator[Flag]:
        flagged: dict[Side, tuple[SegmentText, list[Match]]] = {}
        for key, pattern in self._compiled:
            segment = _segment(pair, key.removesuffix(_LACKS))
            if key.endswith(_LACKS):
                if pattern.found(segment.text):
                    return
                continue
            matches = list(pattern.matches(segment.text, _MOST_FLAGS))
            if not matches:
                return
            flagged[segment.side] = segment, matches
        segment, matches = flagged.get(Side.TARGET) or flagged[Side.SOURCE]
        for match in matches:
            yield flag(self, segment, match.span(), self.message, suggestion=self._corrected(segment.text, match))

    def _corrected(self, text: str, match: Match) -> str | None:
        return None if self.correction is None else filled(self.correction, text, match)


def _segment(pair: PairText, side: str) -> SegmentText:
    if side in ("zh", "en"):
        return pair.zh if side == "zh" else pair.en
    return pair.segment(Side(side))


def read_rules(text: str) -> tuple[OwnRule, ...]:
    """The rules of a file. Raises InputError, in one sentence naming the line and the rule, for what is not one."""
    if len(text) > _LONGEST_FILE:
        problem = _("this file has more than {count} characters.").format(count=f"{_LONGEST_FILE:,}")
        raise InputError(problem, hint=_("Is it the right file?"))
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # A TOMLDecodeError names the line; also a number with more digits than Python takes.
        problem = _("this is not TOML: {error}.").format(error=error)
        raise InputError(problem, hint=_("A pattern is best put in 'single quotes'.")) from error
    rules = values.pop("rule", [])
    if values or not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        problem = _("this holds something that is not a rule.")
        raise InputError(problem, hint=_("Each rule begins with the line [[rule]]."))
    if not 0 < len(rules) <= _MOST_RULES:
        problem = _("this file has {count} rules.").format(count=f"{len(rules):,}")
        raise InputError(problem, hint=_("A file has 1 to {most} of them.").format(most=_MOST_RULES))
    found: list[OwnRule] = []
    for number, rule in enumerate(rules):
        try:
            found.append(_rule(rule, {each.name for each in found}))
        except _Invalid as error:
            name = rule.get("name")
            called = f"“{name[: _LONGEST['name']]}”" if isinstance(name, str) else str(number + 1)
            line = _line(text, number, error.key)
            problem = _("line {line}, rule {rule}: {problem}") if line else _("rule {rule}: {problem}")
            raise InputError(problem.format(line=line, rule=called, problem=error)) from error
    return tuple(found)


class _Invalid(Exception):
    """What is wrong with a rule, in words."""

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


def _rule(values: Mapping[str, object], taken: set[str]) -> OwnRule:
    texts: dict[str, str] = {}
    for key, value in values.items():
        if key not in _KEYS:
            raise _Invalid(_not_one_of(key, _KEYS), key)
        longest = _LONGEST.get(key, _LONGEST_PATTERN)
        if not isinstance(value, str) or not (value or key == "correction") or len(value) > longest:
            problem = _("“{key}” is not a text of 1 to {longest} characters.")
            raise _Invalid(problem.format(key=key, longest=f"{longest:,}"), key)
        texts[key] = value
    for key in ("name", "message"):
        if key not in texts:
            raise _Invalid(_("it has no {key}.").format(key=key))
    name = f"{FAMILY}-{texts['name']}"
    if not _NAME.fullmatch(texts["name"]):
        raise _Invalid(_("its name is not small letters, digits and hyphens."), "name")
    if name in taken:
        raise _Invalid(_("another rule has the same name."), "name")
    severity = texts.get("severity", Severity.WARNING.value)
    if severity not in list(Severity):
        raise _Invalid(_not_one_of(severity, list(Severity)), "severity")
    patterns = tuple((key, texts[key]) for key in _PATTERNS if key in texts)
    _require_valid(dict(patterns), texts.get("correction"))
    return OwnRule(name, patterns, texts["message"], Severity(severity), texts.get("correction"))


def _require_valid(patterns: Mapping[str, str], correction: str | None) -> None:
    compiled = {}
    for key, pattern in patterns.items():
        try:
            compiled[key] = TextPattern(pattern)
        except ValueError as error:
            problem = _("“{key}” is not a regular expression: {error}.").format(key=key, error=error)
            raise _Invalid(problem, key) from error
    positive = [key for key in compiled if not key.endswith(_LACKS)]
    if not positive:
        problem = _("it has no pattern to be found: one of {choices}.").format(choices=", ".join(_SIDES))
        raise _Invalid(problem)
    for group in references(correction or ""):
        if not all(compiled[key].has_group(group) for key in positive):
            problem = _("its correction names a group {group} that a pattern lacks.").format(group=group)
            raise _Invalid(problem, "correction")


def _not_one_of(value: str, choices: Sequence[str]) -> str:
    return _("“{value}” is not one of {choices}.").format(value=value[:60], choices=", ".join(choices))


def _line(text: str, number: int, key: str) -> int:
    """In which line a rule, or a key of it, stands; 0 where rules are written otherwise than usual."""
    lines = text.splitlines()
    headers = [at for at, line in enumerate(lines) if _HEADER.match(line) and _is_complete(lines[:at])]
    if number >= len(headers):
        return 0
    begin, end = headers[number], headers[number + 1] if number + 1 < len(headers) else len(lines)
    named = re.compile(rf"[ \t]*[\"']?{re.escape(key)}[\"']?[ \t]*=") if key else None
    at = next((at for at in range(begin, end) if named and named.match(lines[at])), begin)
    return at + 1


def _is_complete(lines: list[str]) -> bool:
    """Whether lines are TOML by themselves, so that the next one is not inside a text of several lines."""
    try:
        tomllib.loads("\n".join(lines))
    except (ValueError, RecursionError):
        return False
    return True
