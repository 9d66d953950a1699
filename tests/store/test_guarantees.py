"""Every promise of docs/store.md names a test that is there."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
PAGE = FOLDER.parents[1] / "docs" / "store.md"


def test_every_test_the_page_names_is_there() -> None:
    file = ""
    named = re.findall(r"`(test_\w+\.py|…)::(test_\w+)`", PAGE.read_text(encoding="utf-8"))
    assert len(named) > 15
    for where, test in named:
        file = file if where == "…" else where
        assert f"def {test}(" in (FOLDER / file).read_text(encoding="utf-8"), f"{file}::{test}"
