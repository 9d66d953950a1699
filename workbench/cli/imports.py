"""`workbench import`: pairs from other tools into the corpus."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from workbench.cli import diagnostics, output
from workbench.cli.main import Options
from workbench.cli.options import COLUMNS, ENCODING, SUMMARY, SWAP, FileFormat, completed_file, reading_of
from workbench.domain import Status
from workbench.errors import CorpusError, UsageError
from workbench.i18n import NN_, ngettext
from workbench.i18n import gettext as _

if TYPE_CHECKING:
    from workbench.pipeline.importing import Imported, ImportSettings
    from workbench.pipeline.updating import Compared


@click.command(
    "import",
    help="""Read pairs from a TMX, XLIFF, TSV, CSV, JSON Lines, XLSX or Parquet file into the corpus. Pairs it has
already stay as they are, unless --update takes what was changed in them elsewhere. A table names at least the columns
of its texts: zh and en, source and target, en-US and zh-CN, English and Chinese; where it names none, --columns does.
The whole file is checked before anything is stored; an import that was interrupted resumes when the same file is
imported again. Files may be compressed (.gz, .zst); "-" is stdin. Two files are a text a line in English and Chinese,
as Moses has them; three are the links that an aligner found (beads, a ladder of hunalign, XCES) and the two texts that
it aligned.

With --update the texts, states and notes of rows that the corpus knows become those of the file, all in one action
that `u` undoes. Rows are recognised by their ids in a file that this corpus exported, else by documents and segments,
else by texts. A row that was changed here as well since the export is in conflict and stays, unless --theirs is given.

\b
Example: workbench import translated.xlf --update --dry-run
         workbench import news.en news.zh
         workbench import news.beads news.en news.zh""",
)
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, shell_complete=completed_file)
@click.option("--format", "name", type=FileFormat(), help="[default: by FILE, or by what it holds]")
@click.option(
    "--status",
    type=click.Choice([status.value for status in Status]),
    help="The status of all pairs; without it what the file says of each, else proposed.",
)
@ENCODING
@COLUMNS
@SWAP
@click.option("--atomic", is_flag=True, help="All pairs or none: in one step, in which nobody else can write.")
@click.option(
    "--update", is_flag=True, help="Take changed texts, states and notes of rows the corpus knows; all or none."
)
@click.option("--theirs", is_flag=True, help="With --update: what the file says also counts for rows in conflict.")
@click.option("--dry-run", is_flag=True, help="Only show what would be done, and which rows differ.")
@click.option(
    "--report",
    type=click.Choice(["table", "jsonl"]),
    default="table",
    show_default=True,
    help="How a dry run shows the rows that differ, on stdout.",
)
@SUMMARY
@click.option("--reviewer", metavar="NAME", help="Under which name an update is kept; the login name otherwise.")
@click.pass_obj
def command(
    options: Options,
    paths: tuple[str, ...],
    name: str | None,
    status: str | None,
    encoding: str | None,
    columns: str | None,
    swap: bool,
    atomic: bool,
    update: bool,
    theirs: bool,
    dry_run: bool,
    report: str,
    summary: str,
    reviewer: str | None,
) -> None:
    from workbench.pipeline.importing import ImportSettings, import_file

    if theirs and not update:
        raise UsageError(_("--theirs is about rows that --update finds in conflict."), hint=_("Add --update."))
    path = " and ".join(paths)
    settings = ImportSettings(
        name,
        Status(status) if status else None,
        reading_of(encoding, columns, swap),
        atomic,
        update=update,
        theirs=theirs,
        dry_run=dry_run,
        reviewer=reviewer or options.settings.reviewer,
        encoder=options.encoder,
    )
    conflicts = _Conflicts()
    show = (_show_as_json if report == "jsonl" else _show) if dry_run and summary == "text" else conflicts
    try:
        with diagnostics.ProgressBar() as progress:
            done = import_file(options.db, paths, settings, progress, show)
    except KeyboardInterrupt as stopped:
        diagnostics.say(" ".join(_notes(stopped)) or _("Nothing of {source} was kept.").format(source=path))
        raise
    except CorpusError as error:
        for note in _notes(error):
            diagnostics.say(note)
        raise
    diagnostics.read_as(path, done.encoding)
    if done.sides.remark:
        diagnostics.say(done.sides.remark)
    if summary == "json":
        output.line(json.dumps(_record(options, paths, settings, done), ensure_ascii=False))
    else:
        diagnostics.say(_summary(options, settings.update, dry_run, done))
        conflicts.say()
    if done.left_out.count:
        first, *others = done.left_out.sentences
        diagnostics.say(_("Left out {count:,}: {first}").format(count=done.left_out.count, first=first))
        for sentence in others:
            diagnostics.detail(sentence)


def _notes(error: BaseException) -> list[str]:
    return getattr(error, "__notes__", [])


def _record(options: Options, paths: tuple[str, ...], settings: ImportSettings, done: Imported) -> dict[str, object]:
    """What became of the pairs of a file; rows by outcome are those the corpus knew."""
    from workbench.pipeline.updating import Outcome

    return {
        "corpus": str(options.db),
        "files": list(paths),
        "encoding": done.encoding,
        "pairs": done.total,
        "added": done.added,
        "known": {outcome: done.rows[outcome] for outcome in Outcome},
        "left_out": done.left_out.count,
        "resumed_at": done.resumed_at,
        "update": settings.update,
        "dry_run": settings.dry_run,
    }


def _summary(options: Options, update: bool, dry_run: bool, done: Imported) -> str:
    """What became of the pairs of a file, by kind."""
    from workbench.pipeline.updating import Outcome

    sentences = []
    if done.resumed_at:
        sentences.append(_("Resumed after pair {number:,}.").format(number=done.resumed_at))
    added = (
        NN_("Would add {added:,} of {count:,} pair to {db}.", "Would add {added:,} of {count:,} pairs to {db}.")
        if dry_run
        else NN_("Added {added:,} of {count:,} pair to {db}.", "Added {added:,} of {count:,} pairs to {db}.")
    )
    sentences.append(ngettext(*added, done.total).format(added=done.added, count=done.total, db=options.db))
    changed, conflicts = done.rows[Outcome.CHANGED], done.rows[Outcome.CONFLICT]
    known = done.total - done.added
    if update:
        same = done.rows[Outcome.SAME]
        gone = known - changed - conflicts - same
        sentences.append((_("Would change {rows}.") if dry_run else _("Changed {rows}.")).format(rows=_rows(changed)))
        if same:
            sentences.append(_("Nothing new about {rows}.").format(rows=_rows(same)))
        if conflicts:
            sentences.append(
                _("In conflict with changes made here meanwhile: {rows}; --theirs takes them.").format(
                    rows=_rows(conflicts)
                )
            )
        if gone:
            sentences.append(_("Not in the corpus any more, or repeated in the file: {rows}.").format(rows=_rows(gone)))
        return " ".join(sentences)
    if known:
        sentences.append(_("The corpus knew {count:,} already, or the file repeats them.").format(count=known))
    if changed + conflicts:
        sentences.append(
            _(
                "Different from the corpus: {rows}; --update takes the changes, and with --dry-run shows them first."
            ).format(rows=_rows(changed + conflicts))
        )
    return " ".join(sentences)


def _rows(count: int) -> str:
    return ngettext("{count:,} row", "{count:,} rows", count).format(count=count)


def _show(compared: Compared) -> None:
    """Print a row that differs, both versions of every field."""
    from workbench.cli.layout import block
    from workbench.script import printable

    output.line(_("row {number}  {outcome}").format(number=compared.row.id, outcome=_(compared.outcome.value)))
    for each in compared.differences:
        output.line(f"  {each.field}")
        output.line(printable(block(_("here: {text}").format(text=each.here), "    ")))
        output.line(printable(block(_("file: {text}").format(text=each.file), "    ")))


def _show_as_json(compared: Compared) -> None:
    """Print a row that differs as a line of JSON."""
    differences = [{"field": each.field, "here": each.here, "file": each.file} for each in compared.differences]
    record = {"row": compared.row.id, "outcome": compared.outcome.value, "differences": differences}
    output.line(json.dumps(record, ensure_ascii=False))


class _Conflicts:
    """The first rows in conflict, to be listed at the end."""

    _MOST = 20

    def __init__(self) -> None:
        self._found: list[Compared] = []
        self._more = 0

    def __call__(self, compared: Compared) -> None:
        """Take note of a row that differs."""
        if compared.outcome.value != "conflict":
            return
        if len(self._found) < self._MOST:
            self._found.append(compared)
        else:
            self._more += 1

    def say(self) -> None:
        """List them on stderr."""
        for compared in self._found:
            for each in compared.differences:
                diagnostics.say(
                    _("Row {id}, {field}: here “{here}”, in the file “{file}”.").format(
                        id=compared.row.id, field=each.field, here=each.here, file=each.file
                    )
                )
        if self._more:
            diagnostics.say(
                ngettext(
                    "{count:,} more row is in conflict: --dry-run lists it.",
                    "{count:,} more rows are in conflict: --dry-run lists them all.",
                    self._more,
                ).format(count=self._more)
            )
