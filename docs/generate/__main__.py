"""Generate the pages of docs/ that follow from the code, in English, and the catalogues of messages.

`python -m docs.generate` writes them; with `--check` it only compares.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from docs.generate import (
    aligner,
    architecture,
    commands,
    figures,
    formats,
    layers,
    learning,
    messages,
    python,
    review,
    rules,
    settings,
)
from docs.generate.svg import alike
from workbench.i18n import use_language

DOCS = Path(__file__).resolve().parent.parent
PAGES: dict[str, Callable[[], str]] = {
    "aligner.md": aligner.page,
    "api.md": python.page,
    "architecture.md": architecture.page,
    "commands.md": commands.page,
    "formats.md": formats.page,
    "learning.md": learning.page,
    "review.md": review.page,
    "rules.md": rules.page,
    "settings.md": settings.page,
}
PICTURES: dict[str, Callable[[], str]] = {
    "aligner.svg": aligner.figure,
    "architecture.svg": layers.figure,
    "learning.svg": learning.figure,
}


def main() -> int:
    """Write or compare the files; the number of files that were out of date, where they are only compared."""
    use_language("en")
    files = {DOCS / name: page().encode() for name, page in PAGES.items()} | figures.files() | messages.files()
    stale = [path for path, content in files.items() if not path.is_file() or path.read_bytes() != content]
    for name, picture in PICTURES.items():
        path, drawn = DOCS / name, picture()
        if not path.is_file() or not alike(path.read_text(encoding="utf-8"), drawn):
            files[path] = drawn.encode()
            stale.append(path)
    if "--check" in sys.argv[1:]:
        for path in stale:
            sys.stderr.write(f"{path.relative_to(DOCS.parent)} is out of date; run `make docs`.\n")
        return len(stale)
    for path in stale:
        path.write_bytes(files[path])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
