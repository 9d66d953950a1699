"""`workbench doctor`: is everything well: installation, settings, encoder, corpus."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import click

from workbench import resources
from workbench.cli import diagnostics, output
from workbench.cli.main import Options
from workbench.errors import WorkbenchError
from workbench.i18n import N_, language, ngettext
from workbench.i18n import gettext as _
from workbench.script import printable
from workbench.user_folders import config_file


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, and what is wrong with it; nothing where all is well."""

    what: str
    said: str
    """How it is, where it is well."""
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Setting:
    """One of the settings in force."""

    name: str
    value: str
    """Empty for none."""
    origin: str
    """Where the value is from: "--db", "$WORKBENCH_DB", the path of the config file, "default"."""


@click.command(
    "doctor",
    help="""Look whether everything is well: the installation, the settings and where each is from, the encoder, and
every row of the corpus. Ends with code 1 where something is not. With --repair, what can still be read of a damaged
corpus is saved into a new file.

Example: workbench --db visit.db doctor --repair saved.db""",
)
@click.option("--repair", "target", type=click.Path(path_type=Path), help="Save a damaged corpus into this new file.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def command(options: Options, target: Path | None, form: str) -> int:
    if target is not None:
        _repair(options.db, target)
        options = replace(options, db=target, origins={**options.origins, "db": "--repair"})
    settings = _settings_in_force(options)
    findings = []
    for what, look in _LOOKS:
        finding = _found(what, look, options)
        findings.append(finding)
        if form == "text":
            _show(finding, settings if look is _settings else ())
    well = not any(finding.wrong for finding in findings)
    if form == "json":
        record = {"well": well, "findings": list(map(asdict, findings)), "settings": list(map(asdict, settings))}
        output.line(json.dumps(record, ensure_ascii=False, indent=2))
    return 0 if well else 1


def _show(finding: Finding, settings: Sequence[Setting]) -> None:
    output.line(printable(f"{'✗' if finding.wrong else '✓'} {_(finding.what)}: {finding.said}"))
    for sentence in finding.wrong:
        output.line(printable(f"    {sentence}"))
    for each in settings:
        output.line(printable(f"    {each.name:<9} {each.value or '—':<24} {each.origin}"))


def _repair(path: Path, target: Path) -> None:
    from workbench.store.repair import repair

    saved = repair(path, target)
    counts = ", ".join(f"{count:,} {table}" for table, count in saved.rows.items() if count)
    diagnostics.say(_("Saved into {target}: {counts}.").format(target=target, counts=counts or _("nothing")))
    if saved.lost:
        diagnostics.say(
            _("{lost:,} ranges or rows were left out: unreadable, invalid or orphaned.").format(lost=saved.lost)
        )
        for sentence in saved.left_out:
            diagnostics.say(printable(f"    {sentence}"))


def _found(what: str, look: Callable[[Options], Finding], options: Options) -> Finding:
    try:
        return look(options)
    except WorkbenchError as error:
        return Finding(what, _("not well"), (str(error),))


def _installation(options: Options) -> Finding:
    from workbench.encoders.sentence_transformer import not_installed
    from workbench.store.connection import OLDEST_SQLITE, SQLITE

    folders = (resources.models(), resources.db() / "migrations", resources.seeds())
    wrong = [
        _("{folder} is missing: install the package again.").format(folder=folder)
        for folder in folders
        if not folder.is_dir()
    ]
    if SQLITE < OLDEST_SQLITE:
        wrong.append(
            _("SQLite is {version}; {oldest} or later is needed.").format(
                version=_dotted(SQLITE), oldest=_dotted(OLDEST_SQLITE)
            )
        )
    said = f"Python {_dotted(sys.version_info[:3])}, SQLite {_dotted(SQLITE)}"
    if lacking := not_installed():
        said += _(", without {libraries}, which only neural encoders need").format(libraries=_(" and ").join(lacking))
    return Finding(N_("installation"), said, tuple(wrong))


def _dotted(version: Sequence[int]) -> str:
    return ".".join(map(str, version))


def _settings(options: Options) -> Finding:
    path = config_file()
    said = _("no config file") if path is None else str(path)
    if path is not None and not path.exists():
        said = _("{path} (does not exist)").format(path=path)
    return Finding(N_("settings"), said, options.settings.problems)


def _settings_in_force(options: Options) -> list[Setting]:
    settings = options.settings
    texts = {
        "db": str(options.db),
        "encoder": options.encoder,
        "format": settings.format,
        "language": language(),
        "learn_every": str(settings.learn_every),
        "reviewer": settings.reviewer,
        "theme": settings.theme,
    }
    found = [Setting(name, value, options.origins[name]) for name, value in texts.items()]
    path = str(config_file())
    found += [Setting("key", f"{name} = {keys}", path) for name, keys in settings.keys.items()]
    found += [Setting("severity", f"{rule} = {each or 'off'}", path) for rule, each in settings.severities.items()]
    return found


def _encoder(options: Options) -> Finding:
    from workbench.encoders.registry import load_encoder

    encoder = load_encoder(options.encoder)
    text, translation, other = encoder.encode(["economic cooperation", "经济合作", "一杯茶"])
    tells = float(text @ translation) > float(text @ other)
    wrong = () if tells else (_("It does not tell a translation from another sentence."),)
    return Finding(
        N_("encoder"),
        _("{encoder}, {count} dimensions").format(encoder=options.encoder, count=encoder.dimension),
        wrong,
    )


def _models(options: Options) -> Finding:
    from workbench.encoders.adapted import folder_of, usable
    from workbench.encoders.registry import bundled

    found = usable(folder_of(options.db), bundled())
    names = ", ".join(model.name for model in found.models)
    return Finding(N_("adapted models"), names or _("none in use"), found.problems)


def _corpus(options: Options) -> Finding:
    from workbench.pipeline.importing import interrupted_import
    from workbench.store.connection import is_writable
    from workbench.store.corpus import Corpus

    if not options.db.exists():
        return Finding(N_("corpus"), _("{path} does not exist yet").format(path=options.db))
    opened = Corpus.open if is_writable(options.db) else Corpus.read
    with opened(options.db) as corpus:
        wrong = corpus.check()
        stats = corpus.stats()
        unfinished = [record for record in corpus.imports() if not record.is_finished]
    dismissed = sum(each.dismissed for each in stats.rules)
    counts = [
        ngettext("{count:,} row", "{count:,} rows", stats.pairs).format(count=stats.pairs),
        ngettext("{count:,} action", "{count:,} actions", stats.actions).format(count=stats.actions),
    ]
    if dismissed:
        counts.append(
            ngettext("{count:,} flag dismissed", "{count:,} flags dismissed", dismissed).format(count=dismissed)
        )
    said = [
        _("{db}, {counts}.").format(db=options.db, counts=_(", ").join(counts)),
        *map(interrupted_import, unfinished),
    ]
    return Finding(N_("corpus"), " ".join(said), tuple(wrong))


_LOOKS: tuple[tuple[str, Callable[[Options], Finding]], ...] = (
    (N_("installation"), _installation),
    (N_("settings"), _settings),
    (N_("encoder"), _encoder),
    (N_("adapted models"), _models),
    (N_("corpus"), _corpus),
)
