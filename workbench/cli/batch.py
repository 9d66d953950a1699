"""`workbench batch`: many document pairs."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli import diagnostics, output
from workbench.cli.align import FORMATS
from workbench.cli.main import Options, use_one_thread
from workbench.cli.options import ENCODING, LINES, SCHEDULER, SHARED, pair_format
from workbench.errors import UsageError
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.script import printable

if TYPE_CHECKING:
    from workbench.domain import Progress
    from workbench.pipeline.batch_jobs import Job, PairFolder
    from workbench.pipeline.batch_work import Result, Settings


@click.command(
    "batch",
    help="""Align many document pairs. A MANIFEST is a TSV whose header names at least source and target (paths
relative to the manifest), and where they are needed name (of the output), encoding, title, date and relation (parallel
or comparable); JSON lines with these fields do as well. A manifest names files of its own folder; others need --root.
The files of a FOLDER are paired by their names: zh/NAME and en/NAME, NAME.zh-CN.md and NAME.en.docx and the
like; what has no counterpart is reported, and the exit code is 1. --dry-run prints the plan, itself a manifest.
Files of pairs, as `workbench import` reads them, may stand for a manifest, in a folder, or in a line without a target:
their pairs are kept and written as they are.

With --comparable the documents of a FOLDER that belong together are found by what they say: likely translations are
aligned, less likely ones and documents on the same matter are mined for sentences that match; --dry-run shows which.

Documents, pairs and flags are kept in the corpus (--db); with -o, one file a pair is written into a folder instead,
with --store both. Started again, it resumes where it stopped: pairs that are done and whose files have not changed
are skipped. A pair that cannot be aligned is reported, the rest continue, and the exit code is 1. The order of the plan
is the order of the corpus, however many processes work. At the end come a table on stderr, of many pairs only those
that want a look, and a JSON summary of all on stdout: facing is the share of segments in pairs, doubtful names pairs
that are probably not translations of each other. --no-check leaves the checks to `workbench check`.

Example: workbench --db books.db batch pairs.tsv --jobs 4""",
)
@click.argument("paths", nargs=-1, required=True, metavar="MANIFEST|FOLDER...", type=click.Path(path_type=Path))
@click.option("-o", "--output", "out", type=click.Path(path_type=Path), help="Folder to write one file a pair into.")
@click.option("--store", "keep", is_flag=True, help="With -o: keep the pairs in the corpus as well.")
@LINES
@click.option("--format", "form", type=click.Choice(FORMATS), help="[default: jsonl]")
@click.option("--jobs", type=click.IntRange(1), help="Processes at once.  [default: one per core]")
@SCHEDULER
@SHARED
@click.option("--shard", metavar="N/COUNT", help="Do only the N-th of COUNT shares, as 3/16: one for each machine.")
@click.option("--comparable", is_flag=True, help="Find out which documents of a folder belong together.")
@click.option(
    "--root",
    "roots",
    multiple=True,
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Manifests may name files in this folder too.  [repeatable]",
)
@click.option("--dry-run", is_flag=True, help="Print the pairs as a manifest, and align nothing.")
@click.option("--no-check", "checks", is_flag=True, default=True, flag_value=False, help="Store the pairs unchecked.")
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
    scheduler: str | None,
    shared: bool,
    shard: str | None,
    comparable: bool,
    roots: tuple[Path, ...],
    dry_run: bool,
    checks: bool,
    encoding: str | None,
) -> None:
    use_one_thread()
    from workbench.cli.batch_output import as_json, as_table, capped, remarks
    from workbench.cli.rules import rule_set
    from workbench.pipeline.batch import run_batch
    from workbench.pipeline.batch_jobs import read_plan
    from workbench.pipeline.batch_work import Settings
    from workbench.pipeline.executors import here, in_processes

    options: Options = ctx.obj
    db = options.db if keep or out is None else None
    form = form or pair_format(None, "", FORMATS, "jsonl", options.settings)
    settings = Settings(out, db, form, lines, options.encoder, encoding, rule_set(options.settings), checks)
    with diagnostics.ProgressBar() as bar:
        plan = read_plan(paths, roots, _pair_folder(settings, bar) if comparable else None)
    if shard is not None:
        plan = plan.shard(*_share(shard))
    for reason in capped([f"{each}." for each in plan.unmatched]):
        diagnostics.error(reason)
    for remark in capped([f"{each}." for each in (*plan.repeated, *plan.alone)]):
        diagnostics.say(remark)
    if dry_run:
        output.write(_manifest(plan.jobs))
        ctx.exit(1 if plan.unmatched else 0)
    if scheduler:
        from workbench.pipeline.cluster import on_cluster

        executor = on_cluster(scheduler, diagnostics.say, send=not shared)
    else:
        workers = min(jobs or os.cpu_count() or 1, max(len(plan.jobs), 1))
        executor = here if workers == 1 else in_processes(workers)
    started = time.monotonic()
    with diagnostics.ProgressBar() as progress:
        summary = run_batch(plan.jobs, settings, executor, _Pace(progress, len(plan.jobs)))
    seconds = time.monotonic() - started
    for failure in capped([f"{one.name}: {one.error}" for one in summary.failed]):
        diagnostics.error(failure)
    for remark in capped(remarks(summary)):
        diagnostics.say(remark)
    diagnostics.say(as_table(summary, seconds))
    output.line(json.dumps(as_json(summary, settings, plan, seconds), ensure_ascii=False, indent=2))
    if summary.failed or plan.unmatched:
        ctx.exit(1)


def _share(text: str) -> tuple[int, int]:
    """The number and the count of N/COUNT. Raises UsageError for anything else."""
    number, _slash, count = text.partition("/")
    if not (number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count)):
        raise UsageError(_("“{text}” is not a share.").format(text=text), hint=_("Write it as 3/16: the third of 16."))
    return int(number), int(count)


def _pair_folder(settings: Settings, progress: Progress) -> PairFolder:
    """How the documents of a folder are paired by what they say."""
    from workbench.encoders.registry import load_encoder
    from workbench.pipeline.document_pairs import pair_documents

    encoder = load_encoder(settings.encoder)
    return partial(pair_documents, encoder=encoder, lines=settings.lines, encoding=settings.encoding, progress=progress)


def _manifest(jobs: Sequence[Job]) -> str:
    """The jobs as a manifest whose paths hold from the working folder; what no job has is left out."""
    said = {"title": [one.title for one in jobs], "date": [one.date for one in jobs]}
    if any(one.relation == "comparable" for one in jobs):
        said["relation"] = [one.relation.value for one in jobs]
    more = {name: values for name, values in said.items() if any(values)}
    rows = ["\t".join(("source", "target", "name", "encoding", *more))]
    for number, one in enumerate(jobs):
        values = (str(one.source), str(one.target or ""), one.name, one.encoding or "")
        rows.append("\t".join((*values, *(each[number] for each in more.values()))))
    return printable("\n".join(rows)) + "\n"


class _Pace:
    """Progress of a batch: pairs done, sentences a second and the time left."""

    def __init__(self, bar: diagnostics.ProgressBar, total: int) -> None:
        self._bar = bar
        self._total = total
        self._began = time.monotonic()
        self._done = self._skipped = self._segments = 0

    def __call__(self, result: Result, before: bool) -> None:
        self._done += 1
        if before:
            self._skipped += 1
        else:
            self._segments += result.segments
        own, left = self._done - self._skipped, self._total - self._done
        pace = diagnostics.pace(own, left, time.monotonic() - self._began, self._segments)
        self._bar.show(N_("aligning"), self._done, self._total, pace)
