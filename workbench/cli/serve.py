"""`workbench serve`: the review app in a browser, through textual-serve."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench import files
from workbench.cli import diagnostics
from workbench.cli.main import Options
from workbench.config import LOOPBACK, TOKEN
from workbench.errors import InputError, UsageError
from workbench.i18n import gettext as _

if TYPE_CHECKING:
    from workbench.tui.serving import GuardedServer

SHORTEST_TOKEN = 12
"""Characters: what is shorter can be guessed."""


@click.command("serve", short_help="Serve the review app to a browser.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; another one needs a token.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option(
    "--token-file",
    type=click.Path(path_type=Path),
    help=f"A file with the token visitors must know: …/?token=TOKEN. Also ${TOKEN}.",
)
@click.option("--token", hidden=True)
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    help="The only folder whose files visitors can import, align and open; without it they reach none.",
)
@click.pass_obj
def command(
    options: Options, host: str, port: int, token_file: Path | None, token: str | None, folder: Path | None
) -> None:
    """Serve the review app to a browser, for this machine alone.

    Anybody who reaches the page can change the corpus: another --host needs a token, which travels unencrypted unless
    a proxy with TLS is in front of it. Visitors reach no files of this machine but those in --folder.

    Example: workbench --db corpus.db serve --port 8000
    """
    if token is not None:
        _hide(token)
    token = _token(token_file) if token_file else token or os.environ.get(TOKEN) or None
    if host not in LOOPBACK and not token:
        raise UsageError(
            _("On {host} others reach the page.").format(host=host),
            hint=_("Set a token that only they know: --token-file or ${token}.").format(token=TOKEN),
        )
    if token is not None and len(token) < SHORTEST_TOKEN:
        raise UsageError(
            _("The token is shorter than {count} characters.").format(count=SHORTEST_TOKEN),
            hint=_("Make it longer."),
        )
    if folder is not None and not folder.is_dir():
        raise InputError(
            _("There is no folder {folder}.").format(folder=folder), hint=_("Make it, or name another with --folder.")
        )
    from workbench.store.corpus import Corpus

    Corpus.read(options.db).close()  # A missing corpus is reported here, once, not to each visitor.
    server = make_server(options, host, port, token, folder)
    name = f"[{host}]" if ":" in host else host
    diagnostics.say(
        _("{address}   ctrl+c ends it").format(address=f"http://{name}:{port}/{f'?token={token}' if token else ''}")
    )
    server.serve()


def _hide(token: str) -> None:
    """Start this program again without a token on its command line, which anybody on this machine can read."""
    words = [word for word in sys.orig_argv if word not in ("--token", token, f"--token={token}")]
    if words != sys.orig_argv:
        os.execve(sys.executable, [sys.executable, *words[1:]], os.environ | {TOKEN: token})


def _token(path: Path) -> str:
    return files.read(path, 4096).decode("utf-8", "replace").strip()


def make_server(options: Options, host: str, port: int, token: str | None, folder: Path | None = None) -> GuardedServer:
    """The server with its guard, not yet serving."""
    from workbench.tui.serving import GuardedServer

    # -P: no Python from the current folder, which may be a stranger's.
    command = (sys.executable, "-P", "-m", "workbench", "--db", str(options.db), "--encoder", options.encoder, "review")
    local = host in LOOPBACK
    return GuardedServer(command, host, port, token, local=local, folder=folder, report=diagnostics.error)
