"""Settings a person keeps: defaults, then the config file, then the environment; flags come last, from the caller.

The file is $WORKBENCH_CONFIG, else workbench/config.toml under $XDG_CONFIG_HOME (~/.config):

    reviewer = "An Na"
    theme = "light"                # dark, light, plain (without colours), or any theme of Textual
    db = "~/texts/corpus.db"       # the corpus, where --db does not name one
    encoder = "LaBSE"              # as --encoder takes it
    format = "tmx"                 # what pairs are written as, where neither --format nor the file's name says so
    language = "zh"                # of messages: en or zh; otherwise that of the locale
    learn_every = 20               # decisions after which the review app scores open rows again; 0 for never

    [keys]
    "row.confirm" = "c,f2"         # names as `workbench review`'s help lists them

    [severity]
    terms = "info"                 # error, warning, info or off, by rule or family of rules
"""

from __future__ import annotations

import difflib
import getpass
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workbench import files, i18n, user_folders
from workbench.domain import Severity
from workbench.errors import InputError
from workbench.i18n import N_
from workbench.i18n import gettext as _

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Hosts that only this machine reaches."""

TOKEN = "WORKBENCH_TOKEN"
"""Environment variable: what visitors of `workbench serve` have to know."""

REVIEWER = "WORKBENCH_REVIEWER"
"""Environment variable: the name stored with decisions."""

VISITORS = "WORKBENCH_VISITORS"
"""Environment variable: set for an app that serves visitors; the only folder whose files they may name, or nothing."""


VARIABLES = {
    "db": "WORKBENCH_DB",
    "encoder": "WORKBENCH_ENCODER",
    "format": "WORKBENCH_FORMAT",
    "language": i18n.LANGUAGE,
    "learn_every": "WORKBENCH_LEARN_EVERY",
    "reviewer": REVIEWER,
    "theme": "WORKBENCH_THEME",
}
"""Every setting with a single value, and the environment variable that goes before the file."""

DEFAULTS = {"db": "corpus.db", "encoder": "zh-en-static", "learn_every": "10", "theme": "dark"}
"""Of the others: each command's own format, the locale's language, the login name."""

_LEAST_OFTEN = 1_000

_NAMES = (*VARIABLES, "keys", "severity")
"""What the file may hold."""

_KINDS = {each: each for each in (N_("setting"), N_("command"), N_("key"), N_("rule"), N_("theme"))}
"""What a name that nothing has may have been meant for."""

_SEVERITIES: dict[str, Severity | None] = {**{str(each): each for each in Severity}, "off": None}


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set once and for all."""

    reviewer: str
    """Name under which decisions are stored; the login name where none is given."""
    theme: str = "dark"
    db: Path = Path("corpus.db")
    encoder: str = "zh-en-static"
    format: str = ""
    """The name of the format that pairs are written as; empty for each command's own."""
    language: str = ""
    """Of messages; that of the locale where it is empty."""
    learn_every: int = 10
    """Decisions after which the review app scores the open rows again; 0 for never."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Command id to comma-separated keys."""
    severities: Mapping[str, Severity | None] = field(default_factory=dict)
    """By rule or family of rules; None for one that does not run."""
    problems: tuple[str, ...] = ()
    """A sentence for each setting of the file that does not exist."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """By setting where its value is from: "$WORKBENCH_DB", the path of the file, "default"."""


def load(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings from file and environment.

    Raises InputError where the file is not TOML or a value is of the wrong kind.
    """
    path = user_folders.config_file(environ)
    values = _read(path) if path else {}
    keys, severities = values.get("keys", {}), values.get("severity", {})
    texts = {name: values.get(name, "") for name in VARIABLES}
    if type(texts["learn_every"]) is int:
        texts["learn_every"] = str(texts["learn_every"])
    if not isinstance(keys, dict) or not all(isinstance(v, str) for v in (*keys.values(), *texts.values())):
        raise InputError(
            _("{path}: {settings} and every key under [keys] must be strings.").format(
                path=path, settings=", ".join(name for name in VARIABLES if name != "learn_every")
            )
        )
    if texts["language"] not in ("", *i18n.LANGUAGES):
        raise InputError(
            _("{path}: language must be one of {languages}.").format(path=path, languages=", ".join(i18n.LANGUAGES))
        )
    if not isinstance(severities, dict) or not all(
        isinstance(each, str) and each in _SEVERITIES for each in severities.values()
    ):
        raise InputError(
            _("{path}: every severity under [severity] must be one of {names}.").format(
                path=path, names=", ".join(_SEVERITIES)
            )
        )
    chosen, origins = _chosen({name: str(value) for name, value in texts.items()}, str(path), environ)
    return Settings(
        reviewer=chosen["reviewer"] or _login(),
        theme=chosen["theme"],
        db=user_folders.expanded(chosen["db"]),
        encoder=chosen["encoder"],
        format=chosen["format"],
        language=chosen["language"],
        learn_every=_count(chosen["learn_every"], origins["learn_every"]),
        keys={str(name): str(value) for name, value in keys.items()},
        severities={str(name): _SEVERITIES[value] for name, value in severities.items()},
        problems=tuple(unknown("setting", name, _NAMES) for name in values if name not in _NAMES),
        origins=origins,
    )


def _count(value: str, origin: str) -> int:
    if not value.isdecimal() or len(value) > 9 or int(value) > _LEAST_OFTEN:
        raise InputError(
            _("{origin}: learn_every must be a whole number from 0 to {most:,}.").format(
                origin=origin, most=_LEAST_OFTEN
            )
        )
    return int(value)


def _chosen(texts: Mapping[str, str], path: str, environ: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return every text in force, empty where there is no default, and where it is from."""
    chosen, origins = {}, {}
    for name, variable in VARIABLES.items():
        if value := environ.get(variable):
            origin = f"${variable}"
        elif value := texts[name]:
            origin = path
        else:
            value, origin = DEFAULTS.get(name, ""), "default"
        chosen[name], origins[name] = value, origin
    return chosen, origins


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """Return a sentence on a name that nothing of a kind has, with the nearest one that something has."""
    near = difflib.get_close_matches(name, list(known), 1)
    if not near:
        return _("There is no {kind} “{name}”.").format(kind=_(_KINDS[kind]), name=name)
    return _("There is no {kind} “{name}”; did you mean “{near}”?").format(
        kind=_(_KINDS[kind]), name=name, near=near[0]
    )


def named_file(name: str, environ: Mapping[str, str] = os.environ) -> Path:
    """Return the file a person at the app means; visitors of `workbench serve` reach those of one folder, or none.

    Raises InputError for a file they may not name.
    """
    folder = environ.get(VISITORS)
    if folder is None:
        return user_folders.expanded(name.strip())
    if not folder:
        raise InputError(
            _("Files of this machine are out of reach from a browser."), hint=_("Start workbench serve with --folder.")
        )
    plain = name.strip()
    if plain.startswith(".") or re.search(r"[/\\:\x00]", plain):
        raise InputError(
            _("Files are in {folder} here.").format(folder=folder), hint=_("Give a name without a folder.")
        )
    return Path(folder) / plain


def _read(path: Path) -> Mapping[str, object]:
    if not os.path.lexists(path):
        return {}
    try:
        return tomllib.loads(files.read_text(path))
    except (ValueError, RecursionError) as error:
        # A TOMLDecodeError, a number with more digits than Python takes, or thousands of brackets.
        raise InputError(
            _("{path} is not a config file: {error}.").format(path=path, error=error),
            hint=_("It is TOML; see the README."),
        ) from error


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        # A user id without an entry, as in a container.
        return "reviewer"
