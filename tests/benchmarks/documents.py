"""How fast files of 300 pages are read and segmented, and in how much memory; each in a process of its own.

Run: python -m tests.benchmarks.documents
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import docx

from tests.benchmarks.scale import scaled
from tests.formats.packages import epub, saved
from tests.formats.pdfs import HEIGHT, Text, pdf, wrapped
from workbench.documents.prepare import read_prepared
from workbench.documents.sources import seed_documents
from workbench.domain import Role

PAGES = scaled(300, 3)
PAGE = 1_400
"""Characters on a page of a book."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for suffix, made in MAKERS.items():
            path = Path(folder) / f"book.{suffix}"
            path.write_bytes(made())
            subprocess.run([sys.executable, "-m", "tests.benchmarks.documents", str(path)], check=True)


def measure(path: Path) -> None:
    start = time.perf_counter()
    prepared = read_prepared(path, Role.ARTICLE)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{PAGES} pages of {path.suffix[1:]:5} {path.stat().st_size / 2**20:5.1f} MB, "
        f"{len(prepared.document.text):,} characters, {len(prepared.segments):,} segments: "
        f"{seconds:.1f} s, {memory:.0f} MB of memory"
    )


def _paragraphs() -> list[list[str]]:
    """The paragraphs of each page: lines of the seed articles in an order of their own."""
    lines = [line.strip() for document in seed_documents() for line in document.text.split("\n") if len(line) > 60]
    chance = random.Random(19)
    pages = []
    for _ in range(PAGES):
        page: list[str] = []
        while sum(map(len, page)) < PAGE:
            line = chance.choice(lines)
            page.append(line[chance.randrange(20) : PAGE - sum(map(len, page))])
        pages.append(page)
    return pages


def _pdf() -> bytes:
    pages = []
    for number, page in enumerate(_paragraphs(), 1):
        texts = [Text(50, HEIGHT - 30, "A book of two provinces", 8), Text(295, 25, str(number), 8)]
        lines = [
            (20.0 if place == 0 else 0.0, line)
            for paragraph in page
            for place, line in enumerate(wrapped(paragraph, 480, indent=20))
        ]
        texts += [Text(50 + inset, HEIGHT - 90 - 14 * place, line) for place, (inset, line) in enumerate(lines)]
        pages.append(texts)
    return pdf(pages)


def _epub() -> bytes:
    pages = _paragraphs()
    chapters = {
        f"c{start}.xhtml": f"<h1>Chapter {start}</h1>"
        + "".join(f"<p>{_escaped(text)}</p>" for page in pages[start : start + 10] for text in page)
        for start in range(0, PAGES, 10)
    }
    return epub(chapters)


def _html() -> bytes:
    body = "".join(f"<p>{_escaped(text)}</p>" for page in _paragraphs() for text in page)
    return f"<!doctype html><html><body><article><h1>A book</h1>{body}</article></body></html>".encode()


def _docx() -> bytes:
    document = docx.Document()
    for page in _paragraphs():
        document.add_heading("A page", 1)
        for text in page:
            document.add_paragraph(text)
    return saved(document)


def _srt() -> bytes:
    texts = [text for page in _paragraphs() for text in page]
    return "\n".join(
        f"{number}\n00:{number // 60 % 60:02}:{number % 60:02},000 --> 00:00:00,000\n{text}\n"
        for number, text in enumerate(texts)
    ).encode()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


MAKERS: dict[str, Callable[[], bytes]] = {"pdf": _pdf, "epub": _epub, "html": _html, "docx": _docx, "srt": _srt}

if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(Path(sys.argv[1]))
    else:
        main()
