"""Which file systems a corpus is not safe on for more than one program at a time."""

from __future__ import annotations

import os
import re
import warnings
from functools import cache
from pathlib import Path

from workbench.i18n import gettext

MOUNTS = Path("/proc/mounts")

NETWORK = frozenset(
    {
        "9p",
        "afs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "glusterfs",
        "gpfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "smb2",
        "smb3",
    }
    | {"smbfs", "fuse.ceph", "fuse.gcsfuse", "fuse.glusterfs", "fuse.rclone", "fuse.s3fs", "fuse.sshfs"}
)
"""Kinds of file systems whose locks other computers may not see, as /proc/mounts names them."""


def warn_of_network(path: Path) -> None:
    """Warn, once for each folder, where a corpus lies on a network file system."""
    kind = network_kind(Path(os.path.realpath(path)).parent)
    if kind is not None:
        warnings.warn(
            gettext(
                "{path} is on a network file system ({kind}): let only one computer at a time open it, or copy it to "
                "a local disk."
            ).format(path=path, kind=kind),
            stacklevel=2,
        )


@cache
def network_kind(folder: Path) -> str | None:
    """Return the kind of network file system a folder is on; None for a local disk or where nothing tells."""
    try:
        lines = MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    kinds = {}
    for line in lines:
        _, place, kind, *_ = line.split(" ")
        # A space is written as \040, and so on.
        kinds[Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), place))] = kind
    kind = next((kinds[each] for each in (folder, *folder.parents) if each in kinds), "")
    return kind if kind in NETWORK else None
