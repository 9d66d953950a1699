"""Generate the pages of docs/ that follow from the code: `python -m docs.generate` (`--check` only compares)."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from docs.generate import architecture, commands, formats, review, rules

DOCS = Path(__file__).resolve().parent.parent
PAGES: dict[str, Callable[[], str]] = {
    "architecture.md": architecture.page,
    "commands.md": commands.page,
    "formats.md": formats.page,
    "review.md": review.page,
    "rules.md": rules.page,
}


def main() -> int:
    """Write or compare the pages; the number of pages that were out of date, where they are only compared."""
    stale = [name for name, page in PAGES.items() if not _is_current(DOCS / name, page())]
    if "--check" in sys.argv[1:]:
        for name in stale:
            sys.stderr.write(f"docs/{name} is out of date; run `make docs`.\n")
        return len(stale)
    for name in stale:
        (DOCS / name).write_text(PAGES[name](), encoding="utf-8")
    return 0


def _is_current(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    raise SystemExit(main())
