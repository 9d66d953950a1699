"""`workbench completion`: what a shell needs to complete commands, options and names."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from workbench.cli import diagnostics, output
from workbench.errors import InputError
from workbench.i18n import N_
from workbench.i18n import gettext as _
from workbench.user_folders import user_folder

_PLACES = {
    "bash": ("XDG_DATA_HOME", ".local/share", "bash-completion/completions/workbench"),
    "zsh": ("XDG_DATA_HOME", ".local/share", "zsh/site-functions/_workbench"),
    "fish": ("XDG_CONFIG_HOME", ".config", "fish/completions/workbench.fish"),
}
"""By shell the folder of the user's own, as XDG and as a default has it, and the file in it."""

_NEXT = {
    "bash": N_(
        "Shells that start from now on use it, where bash-completion is installed; elsewhere add to ~/.bashrc: . {path}"
    ),
    "zsh": N_("Add to ~/.zshrc, before compinit: fpath=({folder} $fpath)"),
    "fish": N_("Shells that start from now on use it."),
}


@click.command(
    "completion",
    help="""Complete commands, options, and names of files and documents in a shell. The script is written to stdout;
with --install to where the shell looks for it.

\b
Example: workbench completion bash --install
         eval "$(workbench completion zsh)\"""",
)
@click.argument("shell", type=click.Choice(tuple(_PLACES)))
@click.option("--install", is_flag=True, help="Install it where the shell looks, and name any further step.")
def command(shell: str, install: bool) -> None:
    from click.shell_completion import get_completion_class

    from workbench.cli.main import cli

    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(cli, {}, "workbench", "_WORKBENCH_COMPLETE").source()
    if not install:
        output.write(script)
        return
    path = _place(shell)
    path.parent.mkdir(parents=True, exist_ok=True)
    with output.opened(str(path)) as stream:
        stream.write(script.encode())
    diagnostics.say(_("Wrote {path}.").format(path=path))
    diagnostics.say(_(_NEXT[shell]).format(path=shlex.quote(str(path)), folder=shlex.quote(str(path.parent))))


def _place(shell: str) -> Path:
    variable, default, name = _PLACES[shell]
    folder = user_folder(variable, default)
    if folder is None:
        raise InputError(
            _("There is no home folder to install into."),
            hint=_("Write it yourself: workbench completion {shell} > FILE.").format(shell=shell),
        )
    return folder / name
