"""The site: every link and anchor of the pages leads somewhere, and no page makes a browser ask another server."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from docs.generate.__main__ import DOCS

_FETCHED = re.compile(
    r"""<(?:script|img|iframe|source|video|audio)\b[^>]*\bsrc=["']?(?:https?:)?//"""
    r"""|<link\b[^>]*\brel=["'](?:stylesheet|preload|preconnect|icon)["'][^>]*\bhref=["']?(?:https?:)?//"""
    r"""|@import\s+(?:url\()?["']?(?:https?:)?//|url\(["']?(?:https?:)?//"""
)


def test_the_site_is_built_without_a_warning_and_fetches_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", str(DOCS), str(tmp_path)]
    built = subprocess.run(command, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    pages = {path for suffix in ("html", "css", "svg") for path in tmp_path.rglob(f"*.{suffix}")}
    assert len(pages) > len(list(DOCS.glob("*.md")))
    asking = [path.name for path in pages if _FETCHED.search(path.read_text(encoding="utf-8"))]
    assert not asking


def test_what_is_fetched_is_found() -> None:
    for text in (
        '<script src="https://x.org/a.js">',
        '<link rel="stylesheet" href="//x.org/a.css">',
        'src: url("https://x.org/a.woff2")',
        "@import 'https://x.org/a.css'",
    ):
        assert _FETCHED.search(text), text
    assert not _FETCHED.search('<a href="https://x.org"><link rel="icon" href="a.svg"><img src="a.svg">')
