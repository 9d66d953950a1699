"""`workbench serve`: the review app in a browser, through textual-serve."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import click

from workbench.cli import diagnostics
from workbench.cli.main import Options
from workbench.errors import UsageError

if TYPE_CHECKING:
    from textual_serve.server import Server

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Hosts that only this machine reaches."""

SHORTEST_TOKEN = 12
"""Characters: what is shorter can be guessed."""


@click.command("serve", short_help="Serve the review app to a browser.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen; another one wants a --token.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--token", envvar="WORKBENCH_TOKEN", help="Whoever opens the page has to know it: …/?token=TOKEN.")
@click.pass_obj
def command(options: Options, host: str, port: int, token: str | None) -> None:
    """Serve the review app to a browser, for this machine alone.

    Anybody who reaches the page can change the corpus: another --host is taken only with a --token, which travels
    unencrypted unless a proxy with TLS stands before it.

    Example: workbench --db corpus.db serve --port 8000
    """
    if host not in LOOPBACK and not token:
        raise UsageError(f"On {host} others reach the page.", hint="Give a --token that only they know.")
    if token is not None and len(token) < SHORTEST_TOKEN:
        raise UsageError(f"The token is shorter than {SHORTEST_TOKEN} characters.", hint="Make it longer.")
    server = make_server(options, host, port, token)
    query = f"/?token={token}" if token else "/"
    diagnostics.say(f"http://{host}:{port}{query}   ctrl+c ends it")
    server.serve()


def make_server(options: Options, host: str, port: int, token: str | None) -> Server:
    """The server with its guard, not yet serving."""
    from workbench.tui.serving import GuardedServer

    app = [sys.executable, "-m", "workbench", "--db", str(options.db), "--encoder", options.encoder, "review"]
    return GuardedServer(shlex.join(app), host, port, token, local=host in LOOPBACK)
