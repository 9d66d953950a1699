"""How often each rule is right: what the table of docs/rules.md is made of.

Run with `python -m tests.benchmarks.checks_precision`; it writes docs/precision.tsv, from which `make docs` makes the
table. Measured on the half of the documents on which nothing was tuned. A rule's precision is the mean over source
sentences of the share of its flagged translations that are bad, and its interval comes from resampling the sentences.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.benchmarks.checks import SHARED, clustered, fired, good_sets, half_of, judged_pairs
from workbench.checks.engine import check_pairs
from workbench.domain import Flag, Severity

TABLE = Path(__file__).resolve().parents[2] / "docs" / "precision.tsv"
_HEADER = "rule\tseverity\tsources\tprecision\tlow\thigh\tgood zh-en\tgood en-zh"
_HELD_OUT = 1


def rows() -> list[str]:
    """Return a line for each rule and severity that flagged a sure item or a good pair of the held-out half."""
    sure = [row for row in judged_pairs() if row.bad is not None and half_of(row.document) == _HELD_OUT]
    found = fired(zip(sure, check_pairs((row.zh, row.en) for row in sure), strict=True))
    good = {name: list(check_pairs(pairs))[_HELD_OUT::2] for name, pairs in good_sets().items()}
    from_zh, *from_en = good.values()
    both = [flags for part in from_en for flags in part]
    keys = set(found) | {(f.rule, str(f.severity)) for flags in (*from_zh, *both) for f in flags} | {("all", "error")}
    order = [str(severity) for severity in Severity]
    lines = []
    for rule, severity in sorted(keys, key=lambda key: (key[0] != "all", key[0], order.index(key[1]))):
        by_source = found.get((rule, severity), {})
        measured = "\t".join(f"{share:.2f}" for share in clustered(by_source)) if by_source else "\t\t"
        shares = "\t".join(f"{_share(flags, rule, severity):.4f}" for flags in (from_zh, both))
        lines.append(f"{rule}\t{severity}\t{len(by_source)}\t{measured}\t{shares}")
    return lines


def _share(results: Sequence[Iterable[Flag]], rule: str, severity: str) -> float:
    """The share of pairs that a rule flags with a severity."""
    hits = [any(rule in ("all", flag.rule) and flag.severity == severity for flag in flags) for flags in results]
    return sum(hits) / len(hits)


def main() -> None:
    """Write the table."""
    if not SHARED.is_dir():
        sys.stdout.write("checks_precision: the marked sets are not beside this checkout; nothing to measure.\n")
        return
    TABLE.write_text("\n".join([_HEADER, *rows()]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
