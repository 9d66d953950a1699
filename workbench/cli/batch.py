"""`workbench batch`: many document pairs."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli import diagnostics, output
from workbench.cli.align import FORMATS
from workbench.cli.main import Options, use_one_thread
from workbench.cli.options import ENCODING, LINES, pair_format
from workbench.errors import UsageError
from workbench.i18n import gettext as _
from workbench.script import printable

if TYPE_CHECKING:
    from workbench.pipeline.batch_jobs import Job

MOST_UNMATCHED = 20
"""Files without a counterpart that are reported one by one."""


@click.command(
    "batch",
    help="""Align many document pairs. A MANIFEST is a TSV whose header names at least source and target (paths
relative to the manifest), and where they are needed name (of the output) and encoding; JSON lines with these fields do
as well. The files of a FOLDER are paired by their names: zh/NAME and en/NAME, NAME.zh-CN.md and NAME.en.docx and the
like; what has no counterpart is reported, and the exit code is 1. --dry-run prints the plan, itself a manifest.
Files of pairs, as `workbench import` reads them, may stand for a manifest, in a folder, or in a line without a target:
their pairs are kept and written as they are.

Documents, pairs and flags are kept in the corpus (--db); with -o, one file a pair is written into a folder instead,
with --store both. Started again, it goes on where it stopped: pairs that are done and whose files have not changed
are skipped. A pair that cannot be aligned is reported, the others go on, and the exit code is 1. A JSON summary
comes at the end: facing is the share of segments in pairs, doubtful names pairs that are probably not translations of
each other.

Example: workbench --db books.db batch pairs.tsv --jobs 4""",
)
@click.argument("paths", nargs=-1, required=True, metavar="MANIFEST|FOLDER...", type=click.Path(path_type=Path))
@click.option("-o", "--output", "out", type=click.Path(path_type=Path), help="Folder to write one file a pair into.")
@click.option("--store", "keep", is_flag=True, help="With -o: keep the pairs in the corpus as well.")
@LINES
@click.option("--format", "form", type=click.Choice(FORMATS), help="[default: jsonl]")
@click.option("--jobs", type=click.IntRange(1), help="Processes at once.  [default: one per core]")
@click.option("--shard", metavar="N/COUNT", help="Do only the N-th of COUNT shares, as 3/16: one for each machine.")
@click.option("--dry-run", is_flag=True, help="Print the pairs as a manifest, and align nothing.")
@ENCODING
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    out: Path | None,
    keep: bool,
    lines: bool,
    form: str | None,
    jobs: int | None,
    shard: str | None,
    dry_run: bool,
    encoding: str | None,
) -> None:
    use_one_thread()
    from workbench.cli.rules import rule_set
    from workbench.pipeline.batch import Settings, run_batch
    from workbench.pipeline.batch_jobs import read_plan

    options: Options = ctx.obj
    db = options.db if keep or out is None else None
    form = form or pair_format(None, "", FORMATS, "jsonl", options.settings)
    settings = Settings(out, db, form, lines, options.encoder, encoding, rule_set(options.settings))
    plan = read_plan(paths)
    if shard is not None:
        plan = plan.shard(*_share(shard))
    _report_unmatched(plan.unmatched)
    if dry_run:
        output.write(_manifest(plan.jobs))
        ctx.exit(1 if plan.unmatched else 0)
    started = time.monotonic()
    with diagnostics.ProgressBar() as progress:
        summary = run_batch(plan.jobs, settings, jobs or os.cpu_count() or 1, progress)
    for failed in summary.failed:
        diagnostics.error(f"{failed.name}: {failed.error}")
    done = [one for one in summary.results if not one.error]
    for one in done:
        if one.remark:
            diagnostics.say(_("{name}: {remark}").format(name=one.name, remark=one.remark))
        if one.is_doubtful:
            diagnostics.say(
                _(
                    "{name}: probably not translations of each other ({share:.0%} of the segments face something, "
                    "mean probability {probability:.0%})."
                ).format(name=one.name, share=one.facing / one.segments, probability=one.probability)
            )
    pairs = sum(one.pairs for one in done)
    report = {
        "documents": len(summary.results),
        "aligned": len(done) - summary.skipped,
        "skipped": summary.skipped,
        "failed": [
            {"name": one.name, "source": one.source, "target": one.target, "error": one.error} for one in summary.failed
        ],
        "unmatched": list(plan.unmatched),
        "beads": sum(one.beads for one in done),
        "pairs": pairs,
        "probable_pairs": sum(one.sure for one in done),
        "facing": _ratio(sum(one.facing for one in done), sum(one.segments for one in done)),
        "mean_probability": _ratio(
            sum(one.probability * one.pairs for one in done), sum(one.pairs for one in done if one.segments)
        ),
        "doubtful": [one.name for one in done if one.is_doubtful],
        "seconds": round(time.monotonic() - started, 2),
        "corpus": str(db) if db else None,
        "output": str(out) if out else None,
    }
    output.line(json.dumps(report, ensure_ascii=False, indent=2))
    if summary.failed or plan.unmatched:
        ctx.exit(1)


def _share(text: str) -> tuple[int, int]:
    """The number and the count of N/COUNT. Raises UsageError for anything else."""
    number, _slash, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise UsageError(_("“{text}” is not a share.").format(text=text), hint=_("Write it as 3/16: the third of 16."))
    return int(number), int(count)


def _report_unmatched(unmatched: Sequence[str]) -> None:
    for reason in unmatched[:MOST_UNMATCHED]:
        diagnostics.error(reason + ".")
    if len(unmatched) > MOST_UNMATCHED:
        more = len(unmatched) - MOST_UNMATCHED
        diagnostics.error(_("… and {count:,} more, which the summary lists.").format(count=more))


def _manifest(jobs: Sequence[Job]) -> str:
    """The jobs as a manifest whose paths hold from the working folder."""
    rows = ["source\ttarget\tname\tencoding"]
    rows += [f"{one.source}\t{one.target or ''}\t{one.name}\t{one.encoding or ''}" for one in jobs]
    return printable("\n".join(rows)) + "\n"


def _ratio(part: float, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
