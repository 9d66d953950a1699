"""`workbench doctor`: is everything well: installation, encoder, corpus."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from workbench import resources
from workbench.cli import diagnostics, output
from workbench.cli.main import Options
from workbench.errors import WorkbenchError
from workbench.script import printable


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, and what is wrong with it; nothing where all is well."""

    what: str
    said: str
    """How it is, where it is well."""
    wrong: tuple[str, ...] = ()


@click.command(
    "doctor",
    help="""Look whether everything is well: the installation, the encoder, and every row of the corpus. Ends with code
1 where something is not. With --repair, what can still be read of a damaged corpus is saved into a new file.

Example: workbench --db visit.db doctor --repair saved.db""",
)
@click.option("--repair", "target", type=click.Path(path_type=Path), help="Save a damaged corpus into this new file.")
@click.pass_obj
def command(options: Options, target: Path | None) -> int:
    if target is not None:
        _repair(options.db, target)
        options = Options(target, options.encoder)
    well = True
    for what, look in _LOOKS:
        finding = _found(what, look, options)
        well = well and not finding.wrong
        output.line(printable(f"{'✗' if finding.wrong else '✓'} {finding.what}: {finding.said}"))
        for sentence in finding.wrong:
            output.line(printable(f"    {sentence}"))
    return 0 if well else 1


def _repair(path: Path, target: Path) -> None:
    from workbench.store.repair import repair

    saved = repair(path, target)
    counts = ", ".join(f"{count:,} {table}" for table, count in saved.rows.items() if count)
    diagnostics.say(f"Saved into {target}: {counts or 'nothing'}.")
    if saved.lost:
        diagnostics.say(f"{saved.lost:,} stretches or rows could not be read, are invalid or belong to nothing.")
        for sentence in saved.left_out:
            diagnostics.say(printable(f"    {sentence}"))


def _found(what: str, look: Callable[[Options], Finding], options: Options) -> Finding:
    try:
        return look(options)
    except WorkbenchError as error:
        return Finding(what, "not well", (str(error),))


def _installation(options: Options) -> Finding:
    from workbench.encoders.sentence_transformer import not_installed
    from workbench.store.connection import OLDEST_SQLITE, SQLITE

    folders = (resources.models(), resources.db() / "migrations", resources.seeds())
    wrong = [f"{folder} is missing: install the package again." for folder in folders if not folder.is_dir()]
    if SQLITE < OLDEST_SQLITE:
        wrong.append(f"SQLite is {_dotted(SQLITE)}; {_dotted(OLDEST_SQLITE)} or later is needed.")
    said = f"Python {_dotted(sys.version_info[:3])}, SQLite {_dotted(SQLITE)}"
    if lacking := not_installed():
        said += f", without {' and '.join(lacking)}, which only neural encoders need"
    return Finding("installation", said, tuple(wrong))


def _dotted(version: Sequence[int]) -> str:
    return ".".join(map(str, version))


def _encoder(options: Options) -> Finding:
    from workbench.encoders.registry import load_encoder

    encoder = load_encoder(options.encoder)
    text, translation, other = encoder.encode(["economic cooperation", "经济合作", "一杯茶"])
    tells = float(text @ translation) > float(text @ other)
    wrong = () if tells else ("It does not tell a translation from another sentence.",)
    return Finding("encoder", f"{options.encoder}, {encoder.dimension} dimensions", wrong)


def _corpus(options: Options) -> Finding:
    from workbench.pipeline.importing import interrupted_import
    from workbench.store.connection import is_writable
    from workbench.store.corpus import Corpus

    if not options.db.exists():
        return Finding("corpus", f"{options.db} is not there yet")
    opened = Corpus.open if is_writable(options.db) else Corpus.read
    with opened(options.db) as corpus:
        wrong = corpus.check()
        stats = corpus.stats()
        unfinished = [record for record in corpus.imports() if not record.is_finished]
    dismissed = sum(each.dismissed for each in stats.rules)
    flags = f", {dismissed:,} {'flag' if dismissed == 1 else 'flags'} dismissed" if dismissed else ""
    said = [
        f"{options.db}, {stats.pairs:,} rows, {stats.actions:,} actions{flags}.",
        *map(interrupted_import, unfinished),
    ]
    return Finding("corpus", " ".join(said), tuple(wrong))


_LOOKS: tuple[tuple[str, Callable[[Options], Finding]], ...] = (
    ("installation", _installation),
    ("encoder", _encoder),
    ("corpus", _corpus),
)
