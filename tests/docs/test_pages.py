"""What the pages tell a reader to type works, and prints what they show."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.generate.__main__ import DOCS
from tests.docs import session

_RUN = re.compile(r"^```(console|python\n>>>|\w+ review$)", re.MULTILINE)
ELSEWHERE = {"python.md"}
"""Pages that another test runs."""
PAGES = [
    path
    for path in sorted(DOCS.rglob("*.md"))
    if path.name not in ELSEWHERE and _RUN.search(path.read_text(encoding="utf-8"))
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(DOCS)))
def test_what_a_page_shows_is_what_happens(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert session.run(page, tmp_path) > 0


def test_a_difference_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "```text a.txt\n1\n2\n3\n```\n\n```console\n$ cat a.txt\n1\n…\n3\n$ sort -r \\\n  a.txt\n3\n…\n```\n"
    )
    assert session.run(page, tmp_path) == 2
    for wrong in ("$ cat a.txt\n2\n…\n", "$ cat a.txt\n1\n", "$ false\n", "$ echo 1\n"):
        page.write_text(f"```console\n{wrong}```\n")
        with pytest.raises(AssertionError, match=r"page\.md:1"):
            session.run(page, tmp_path)
