"""`workbench batch`: many document pairs."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import click

from workbench.cli import diagnostics, output
from workbench.cli.align import FORMATS
from workbench.cli.main import Options
from workbench.cli.options import ENCODING, LINES


@click.command(
    "batch",
    help="""Align many document pairs. A MANIFEST is a TSV whose header names at least source and target (paths
relative to the manifest; a column name, where there is one, names the output); a FOLDER holds zh/NAME and en/NAME.
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
@click.option("--format", "form", type=click.Choice(FORMATS), default="jsonl", show_default=True)
@click.option("--jobs", type=click.IntRange(1), help="Processes at once.  [default: one per core]")
@ENCODING
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    out: Path | None,
    keep: bool,
    lines: bool,
    form: str,
    jobs: int | None,
    encoding: str | None,
) -> None:
    from workbench.cli.rules import rule_set
    from workbench.pipeline.batch import Settings, run_batch
    from workbench.pipeline.batch_jobs import read_jobs

    options: Options = ctx.obj
    db = options.db if keep or out is None else None
    settings = Settings(out, db, form, lines, options.encoder, encoding, rule_set())
    work = read_jobs(paths)
    started = time.monotonic()
    with diagnostics.ProgressBar() as progress:
        summary = run_batch(work, settings, jobs or os.cpu_count() or 1, progress)
    for failed in summary.failed:
        diagnostics.error(f"{failed.name}: {failed.error}")
    done = [one for one in summary.results if not one.error]
    for one in done:
        if one.remark:
            diagnostics.say(f"{one.name}: {one.remark}")
        if one.is_doubtful:
            share = f"{one.facing / one.segments:.0%} of the segments face something, mean probability"
            diagnostics.say(f"{one.name}: probably not translations of each other ({share} {one.probability:.0%}).")
    pairs = sum(one.pairs for one in done)
    report = {
        "documents": len(summary.results),
        "aligned": len(done) - summary.skipped,
        "skipped": summary.skipped,
        "failed": [
            {"name": one.name, "source": one.source, "target": one.target, "error": one.error} for one in summary.failed
        ],
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
    if summary.failed:
        ctx.exit(1)


def _ratio(part: float, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
