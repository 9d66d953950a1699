"""docs/rules.md: every rule with its examples."""

from __future__ import annotations

from itertools import groupby

from workbench.checks.consistency import Consistency
from workbench.checks.engine import RULES, SEGMENT_RULES
from workbench.checks.rule import Example, Rule

_INTRO = """# Rules

What `workbench check` and the main job look for. Generated from the rules by `make docs`; every example is
a test. A rule's severity is the worst it gives: an error says that a reader of both languages would call this wrong;
what is less sure is a warning or info. The JSON `rule` is the name given here, and begins with its family.
`--rule FAMILY` or `--rule NAME` runs one alone. How often each is right is measured by
`python -m tests.benchmarks.checks`.
"""


def page() -> str:
    """Return the page."""
    alone = {rule.name for rule in SEGMENT_RULES}
    parts = [_INTRO]
    for family, rules in groupby(RULES, key=lambda rule: rule.family):
        parts.append(f"## {family}\n")
        parts += [_section(rule, rule.name in alone) for rule in rules]
        if family == Consistency.family:
            parts.append(f"### {Consistency.name}\n\n*{Consistency.severity}.* {Consistency.explanation}\n")
    return "\n".join(parts)


def _section(rule: Rule, alone: bool) -> str:
    where = " Also in one text alone." if alone else ""
    rows = "\n".join(_row(example) for example in rule.examples)
    return (
        f"### {rule.name}\n\n*{rule.severity}.* {rule.explanation}{where}\n\n"
        f"| Chinese | English | found | suggested |\n| --- | --- | --- | --- |\n{rows}\n"
    )


def _row(example: Example) -> str:
    found = "; ".join(example.finds) or "–"
    cells = (example.zh, example.en, found, example.suggestion or "")
    return f"| {' | '.join(cell.replace('|', chr(92) + '|').replace(chr(10), ' ') for cell in cells)} |"
