"""Options that several commands share, each defined once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import click

from workbench.domain import MatchKind, Status
from workbench.errors import InputError, UsageError, WorkbenchError
from workbench.exchange.names import SUFFIXES, is_dialect, named_format, suffix_of
from workbench.i18n import gettext as _
from workbench.script import printable

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from workbench.config import Settings
    from workbench.pipeline.pair_files import Reading


def completed_file(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Have the shell complete the name of a file."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def completed_document(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Have the shell complete the name of a document of the corpus."""
    from click.shell_completion import CompletionItem

    from workbench.config import load
    from workbench.store.corpus import Corpus

    try:
        with Corpus.read(ctx.find_root().params.get("db") or load().db) as corpus:
            names = [document.name for document in corpus.documents()]
    except WorkbenchError:
        # What is wrong with the corpus is said when the command is run.
        return []
    return [CompletionItem(name) for name in names if name.startswith(incomplete) and name == printable(name)]


OUTPUT = click.option(
    "-o",
    "--output",
    "out",
    default="-",
    metavar="FILE",
    shell_complete=completed_file,
    help="Write to FILE instead of stdout.",
)
OUTPUT_UNLESS_STORED = click.option(
    "-o",
    "--output",
    "out",
    metavar="FILE",
    shell_complete=completed_file,
    help="Write to FILE; without it to stdout, or nowhere with --store.",
)
SUMMARY = click.option(
    "--summary",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What was done: in words on stderr, or as JSON on stdout.",
)
LINES = click.option("--lines", is_flag=True, help="One segment a line, taken as is.")
STORE = click.option("--store", "keep", is_flag=True, help="Keep documents and pairs in the corpus (--db).")
ENCODING = click.option(
    "--encoding", help="The encoding of the files, where it is not recognised (utf-8, gb18030, big5, utf-16)."
)
SCHEDULER = click.option(
    "--scheduler", metavar="ADDRESS", help="Work on the Dask cluster of this scheduler (extra `cluster`)."
)
SHARED = click.option("--shared", is_flag=True, help="With --scheduler: workers find the files under the same paths.")
COLUMNS = click.option(
    "--columns",
    metavar="NAMES",
    help="The names of a table's columns in their order, where its first line is a pair: --columns zh,en.",
)
SWAP = click.option("--swap", is_flag=True, help="Take the Chinese side for English, and the English for Chinese.")
PAIR_FORMATS = tuple(SUFFIXES)
"""What pairs are written as, by the name --format takes."""


class FileFormat(click.Choice[str]):
    """The format of a file of pairs, for commands whose summary may be JSON."""

    def __init__(self) -> None:
        super().__init__(PAIR_FORMATS)

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value == "json":
            self.fail(_("Files of pairs have no format “json”; for counts as JSON: --summary json."), param, ctx)
        return super().convert(value, param, ctx)


KINDS = [*(each.value for each in MatchKind), "any"]
STATUSES = [*(each.value for each in Status), "any"]


def output_format(form: str | None, out: str, formats: Collection[str], otherwise: str) -> str:
    """The format named by --format or by the suffix of the output file; `otherwise` where neither is said.

    Raises UsageError where they disagree, or the suffix is of a format that the command does not write.
    """
    suffix = suffix_of(out)
    named = suffix[1:] if suffix[1:] in formats else None if suffix == ".txt" else named_format(out)
    if form == "moses" and named != form and out != "-":
        raise UsageError(_("Moses is a pair of files."), hint=_("Name them with -o NAME.moses: NAME.en and NAME.zh."))
    if form and named and not is_dialect(form, named):
        raise UsageError(
            _("{out} is named as {named}, but the format is {form}.").format(out=out, named=named, form=form),
            hint=_("Leave --format out."),
        )
    if not form and named and named not in formats:
        raise UsageError(
            _("{out} is named as {named}, which this command does not write.").format(out=out, named=named),
            hint=_choice(formats),
        )
    return form or named or otherwise


def pair_format(form: str | None, out: str, formats: Collection[str], otherwise: str, settings: Settings) -> str:
    """As `output_format`, for what writes pairs: the settings go before `otherwise`.

    Raises InputError for a setting that is not a format of the command.
    """
    found = output_format(form, out, formats, settings.format)
    if found and found not in formats:
        raise InputError(
            _("The setting “format” ({origin}) is “{value}”, which this command does not write.").format(
                origin=settings.origins["format"], value=found
            ),
            hint=_choice(formats),
        )
    return found or otherwise


def _choice(formats: Collection[str]) -> str:
    return _("Choose one of: {names}.").format(names=", ".join(formats))


def reading_of(encoding: str | None, columns: str | None, swap: bool) -> Reading:
    """What --encoding, --columns and --swap say of a file of pairs."""
    from workbench.pipeline.pair_files import Reading

    return Reading(encoding, tuple(name.strip() for name in columns.split(",")) if columns else (), swap)


def chosen_kinds(names: Sequence[str]) -> frozenset[MatchKind] | None:
    """Return the kinds that a repeated option names; None for any."""
    return None if "any" in names or not names else frozenset(map(MatchKind, names))
