"""docs/rules.md: every rule with its examples."""

from __future__ import annotations

import csv
from itertools import groupby
from pathlib import Path

from workbench.checks.consistency import Consistency
from workbench.checks.engine import RULES, SEGMENT_RULES
from workbench.checks.rule import Example, Rule

_INTRO = """# Rules

What `workbench check` and the main job look for. Generated from the rules by `make docs`; every example is
a test. A rule's severity is the worst it gives: an error says that a reader of both languages would call this wrong;
what is less sure is a warning or info. The JSON `rule` is the name given here, and begins with its family.
`--rule FAMILY` or `--rule NAME` runs one alone.

## How often each is right

Measured by `python -m tests.benchmarks.checks_precision` on documents that nothing was tuned on: translations of
Chinese news that raters marked, where a flag is right in a sure error (a Major mark of accuracy by two raters or more)
and wrong in a translation without any mark, and good human translations in both directions, where nearly every error
is one too many. A source sentence counts once, however many systems translated it; in brackets the 95 % interval over
sentences. Two in three of the marked translations have a sure error, so that a rule without any merit would be right
in about .6. Less than five sentences show nothing.
"""

_PRECISION = Path(__file__).resolve().parent.parent / "precision.tsv"
_LEAST_SOURCES = 5


OWN_EXAMPLE = r"""
[[rule]]
name = "gross-product"                  # reported as own-gross-product
source = '国内生产总值'                  # found in the source …
target-lacks = '\bGDP\b|gross domestic'  # … but not in the target
message = "GDP is missing."
severity = "error"                      # error, warning (the default) or info

[[rule]]
name = "month-first"
en = '\b(\d{1,2})(?:st|nd|rd|th)? (March|May)\b'
message = "Our style has the month first."
correction = '\2 \1'                    # \1 is what the first group found
""".lstrip()
"""A file of rules; a test runs it."""

_OWN = f"""## own

Rules of your own, for `workbench check --rules my.toml`:

```toml
{OWN_EXAMPLE}```

A rule has a name, a message, and at least one pattern that has to be found: `source`, `target`, `zh` or `en` (the
Chinese of a TSV is its source). `source-lacks`, `target-lacks`, `zh-lacks` and `en-lacks` must not be found. Flagged is
what the pattern finds in the target; where the target has none, in the source. A `correction` is suggested for it.
Patterns are those of Python's module `regex`; one in Simplified characters finds Traditional ones; put them in
'single quotes'. One that takes too long on a text stops the check and is named.

## Severity

The config file sets how severe rules count in `check` and in the review app, by name or family; `off` leaves one out:

    [severity]
    terms = "info"
    numbers-date = "error"
    script = "off"
"""


def page() -> str:
    """Return the page."""
    alone = {rule.name for rule in SEGMENT_RULES}
    parts = [_INTRO, _measured()]
    for family, rules in groupby(RULES, key=lambda rule: rule.family):
        parts.append(f"## {family}\n")
        parts += [_section(rule, rule.name in alone) for rule in rules]
        if family == Consistency.family:
            parts.append(f"### {Consistency.name}\n\n*{Consistency.severity}.* {Consistency.explanation}\n")
    return "\n".join([*parts, _OWN])


def _measured() -> str:
    """The table of what was measured."""
    lines = [
        "| rule | severity | sentences | right in | good pairs, Chinese originals | good pairs, English originals |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    with _PRECISION.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            enough = int(row["sources"]) >= _LEAST_SOURCES
            right = f"{row['precision']} ({row['low']} to {row['high']})" if enough else "–"
            shares = " | ".join(f"{float(row[column]):.1%}" for column in ("good zh-en", "good en-zh"))
            lines.append(f"| {row['rule']} | {row['severity']} | {row['sources']} | {right} | {shares} |")
    return "\n".join(lines) + "\n"


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
