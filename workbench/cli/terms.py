"""`workbench terms`: the term base, built-in and a person's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli import diagnostics, output
from workbench.cli.main import Options, use_one_thread
from workbench.cli.options import OUTPUT, output_format
from workbench.domain import Term, TermKind
from workbench.errors import InputError, WorkbenchError
from workbench.i18n import gettext, ngettext
from workbench.script import printable

if TYPE_CHECKING:
    from workbench.adaptation.harvest import Harvested


@click.group(
    "terms",
    help="""The term base the checks use: the built-in terms and your own, kept in the corpus (--db). Where you have
terms for a Chinese word, they replace the built-in ones.

Example: workbench terms add 对口合作 "paired cooperation" --kind required""",
)
def command() -> None:
    pass


@command.command(
    "list",
    help="""List terms: Chinese, English, kind, source, note, separated by tabs.

Example: workbench terms list 政协""",
)
@click.argument("text", required=False)
@click.option("--own", is_flag=True, help="Only your own.")
@click.pass_obj
def list_terms(options: Options, text: str | None, own: bool) -> None:
    for term in _known(options.db, own):
        if text is None or text.casefold() in term.zh.casefold() or text.casefold() in term.en.casefold():
            cells = (term.zh, term.en, term.kind, term.source, term.note)
            output.line("\t".join(printable(cell.replace("\t", " ").replace("\n", " ")) for cell in cells).rstrip("\t"))


@command.command(
    "add",
    help="""Add a term of your own; one that exists takes the new kind and note.

Example: workbench terms add 吉商 "Jilin merchants" --kind required""",
)
@click.argument("zh")
@click.argument("en")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in TermKind]),
    default=TermKind.PREFERRED.value,
    show_default=True,
    help="Whether the English must, should, or must not stand for the Chinese.",
)
@click.option("--note", default="", help="Shown with the flag.")
@click.pass_obj
def add(options: Options, zh: str, en: str, kind: str, note: str) -> None:
    from workbench.exchange.terms import checked_term
    from workbench.store.corpus import Corpus

    term = checked_term({"zh": zh, "en": en, "kind": kind, "note": note}, gettext("The term"))
    with Corpus.create(options.db) as corpus:
        new = corpus.add_terms([term])
    diagnostics.say(
        (
            gettext("Added: {zh} – {en} ({kind}).") if new else gettext("It is known already: {zh} – {en} ({kind}).")
        ).format(zh=term.zh, en=term.en, kind=term.kind)
    )


@command.command(
    "remove",
    help="""Remove a term of your own, or all your terms of a Chinese word.

Example: workbench terms remove 吉商""",
)
@click.argument("zh")
@click.argument("en", required=False)
@click.pass_obj
def remove(options: Options, zh: str, en: str | None) -> None:
    from workbench.store.corpus import Corpus

    with Corpus.open(options.db) as corpus:
        count = corpus.remove_term(zh, en)
    if not count:
        raise WorkbenchError(
            gettext("You have no term {term}.").format(term=f"{zh} – {en}" if en else zh),
            hint=gettext("See yours with: workbench terms list --own"),
        )
    diagnostics.say(ngettext("Removed {count} term.", "Removed {count} terms.", count).format(count=count))


@command.command(
    "import",
    help="""Read terms into the corpus from a table (TSV, CSV, XLSX) whose header names zh and en (and kind, note), or
from a TBX; "-" is stdin.

Example: workbench terms import glossary.tbx""",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.pass_obj
def import_terms(options: Options, file: Path) -> None:
    from workbench.store.corpus import Corpus

    terms = read_terms(file)
    with Corpus.create(options.db) as corpus:
        new = corpus.add_terms(terms)
    diagnostics.say(
        ngettext(
            "Read {count} term; new or changed: {new}.", "Read {count} terms; new or changed: {new}.", len(terms)
        ).format(count=len(terms), new=new)
    )


@command.command(
    "export",
    help="""Write your terms as TSV or TBX (from the name, unless --format says).

Example: workbench terms export -o glossary.tbx""",
)
@click.option("-o", "--output", "target", required=True, metavar="FILE", help="- is stdout.")
@click.option("--format", "form", type=click.Choice(["tsv", "tbx"]), help="Default: from FILE's name, else tsv.")
@click.option("--all", "everything", is_flag=True, help="The built-in terms too.")
@click.pass_obj
def export(options: Options, target: str, form: str | None, everything: bool) -> None:
    from workbench.exchange.tbx import write_tbx
    from workbench.exchange.terms import write_terms

    write = write_tbx if output_format(form, target, ("tsv", "tbx"), "tsv") == "tbx" else write_terms
    with output.opened(target) as stream:
        count = write(_known(options.db, not everything), stream, diagnostics.say)
    diagnostics.say(ngettext("Wrote {count} term.", "Wrote {count} terms.", count).format(count=count))


@command.command(
    "harvest",
    help="""List terms and names that the confirmed pairs of the corpus share and the term base lacks, surest first:
Chinese, English, category (term, person, place, organisation), in how many pairs both are, how sure it is (0 to 1),
and the numbers of rows that have both. `terms import` reads the table, so what is left of it after your reading goes
into the term base; what you refuse in the review app is not listed again.

Example: workbench terms harvest -o harvested.tsv""",
)
@click.option("--min-score", type=click.FloatRange(0, 1), default=0.0, show_default=True, help="Only surer ones.")
@click.option("--format", "form", type=click.Choice(["tsv", "jsonl"]), help="[default: by FILE, or tsv]")
@OUTPUT
@click.pass_obj
def harvest(options: Options, min_score: float, form: str | None, out: str) -> None:
    use_one_thread()
    chosen = output_format(form, out, ("tsv", "jsonl"), "tsv")
    from workbench.adaptation.harvest import harvest_corpus
    from workbench.store.corpus import Corpus

    with Corpus.read(options.db) as corpus, diagnostics.ProgressBar() as progress:
        found = [each for each in harvest_corpus(corpus, progress=progress) if each.score >= min_score]
    with output.opened(out) as stream:
        if chosen == "tsv":
            stream.write(b"zh\ten\tcategory\tcount\tscore\texamples\n")
        for each in found:
            stream.write((_as_json(each) if chosen == "jsonl" else _as_row(each)).encode("utf-8", "replace"))
    diagnostics.say(
        ngettext("Harvested {count} term.", "Harvested {count} terms.", len(found)).format(count=len(found))
    )


@command.command(
    "rules",
    help="""List the corrections that recurred in the review app and were made rules of the corpus: the words, what
they become, what asks for it on the other side, the state, and how often its suggestion was applied and dismissed.
A rule is in force, was refused, or is retired: dismissed twice or more, and oftener than applied. With --remove the
rules for some words go, and may be offered again.

Example: workbench terms rules --remove Kyrgyzstan""",
)
@click.option("--remove", "words", metavar="WORDS", help="Drop the rules that replace these words.")
@click.pass_obj
def rules(options: Options, words: str | None) -> None:
    from workbench.store.corpus import Corpus

    if words is not None:
        with Corpus.open(options.db) as corpus:
            count = corpus.forget_rules(words)
        if not count:
            raise WorkbenchError(
                gettext("No rule replaces “{words}”.").format(words=words),
                hint=gettext("See them with: workbench terms rules"),
            )
        diagnostics.say(ngettext("Removed {count} rule.", "Removed {count} rules.", count).format(count=count))
        return
    with Corpus.read(options.db) as corpus:
        for each in corpus.offered_rules():
            made = each.correction
            state = "in force" if each.is_in_force else "retired" if each.kept else "refused"
            cells = (made.found, made.replacement, made.beside, state, str(each.accepted), str(each.dismissed))
            output.line("\t".join(map(printable, cells)))


def _as_row(each: Harvested) -> str:
    cells = (each.zh, each.en, each.kind, each.count, each.score, " ".join(map(str, each.examples)))
    return "\t".join(printable(str(cell)) for cell in cells) + "\n"


def _as_json(each: Harvested) -> str:
    record = {
        "zh": each.zh,
        "en": each.en,
        "category": each.kind,
        "count": each.count,
        "score": each.score,
        "examples": each.examples,
    }
    return json.dumps(record, ensure_ascii=False) + "\n"


def read_terms(path: Path) -> list[Term]:
    """The terms of a TBX, a TSV or another table; stdin for "-". Raises InputError where it cannot be read."""
    from workbench.exchange.formats import FORMATS
    from workbench.exchange.names import named_format
    from workbench.exchange.tbx import read_tbx
    from workbench.exchange.terms import read_terms, terms_of
    from workbench.pipeline.contents import content_of, decoded

    table = FORMATS[named_format(str(path)) or "tsv"]
    with content_of(str(path)) as content:
        try:
            is_xml = content.read(64).lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00").startswith(b"<")
            content.seek(0)
            if is_xml:
                return list(read_tbx(content))
            if not table.is_text and table.cells is not None:
                return list(terms_of(table.cells(content, ())))
            with decoded(content, str(path), None) as (text, _):
                text.seek(0)
                if table.name == "csv" and table.cells is not None:
                    return list(terms_of(table.cells(text, ())))
                return list(read_terms(text))
        except InputError as error:
            raise InputError(
                gettext("{path}: {message}").format(path=path, message=error.args[0]), hint=error.hint
            ) from error


def _known(path: Path, own: bool) -> list[Term]:
    from workbench.checks.termbase import built_in_terms
    from workbench.store.corpus import Corpus

    mine: list[Term] = []
    if path.exists():
        with Corpus.read(path) as corpus:
            mine = corpus.terms()
    return mine if own else [*mine, *built_in_terms()]
