"""How well texts are read and cut: encodings distinguished, sentences found, wrapped lines mended, and how fast.

Run: python -m tests.benchmarks.text   (needs the gold data beside the checkout)
"""

from __future__ import annotations

import random
import textwrap
import time
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path

from opencc import OpenCC

from tests.benchmarks.scale import scaled
from tests.conftest import SHARED
from workbench.documents import chinese_sentences as chinese
from workbench.documents import english_sentences as english
from workbench.documents.cleaning import clean
from workbench.documents.encodings import decode
from workbench.documents.sentence_rules import sentence_ends
from workbench.documents.sentences import segment
from workbench.documents.sources import seed_documents
from workbench.domain import Document
from workbench.errors import InputError

CANNOT_BEGIN = "。，、；：！？”’」』）》】〉"
CANNOT_END = "“‘「（《"


def main() -> None:
    if not SHARED.is_dir():
        print("The gold data is not beside this checkout.")
        return
    rows = [line.split("\t") for line in _lines(SHARED / "checks-dev" / "human-news2019.zh-en.tsv")]
    _encodings([row[0] for row in rows])
    _boundaries()
    _wrapping([row[0].replace(" ", "") for row in rows], [row[1] for row in rows])
    _speed()


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def _encodings(texts: Sequence[str]) -> None:
    traditional = [OpenCC("s2t").convert(text) for text in texts]
    for characters in (10, 30, 100):
        for name, given, codec, expected in (
            ("Simplified, GB18030", texts, "gb18030", "gb18030"),
            ("Traditional, GB18030", traditional, "gb18030", "gb18030"),
            ("Traditional, Big5", traditional, "cp950", "big5"),
        ):
            samples = [text[:characters].encode(codec, "ignore") for text in given]
            right = sum(_told(sample) == expected for sample in samples)
            print(f"encoding of {characters:3} characters, {name:20}: {right / len(samples):.4f} told right")


def _told(data: bytes) -> str:
    try:
        return decode(data, "sample")[1]
    except InputError:
        return ""


def _boundaries() -> None:
    """Segments of aligned texts, joined and cut again: precision and recall of the cuts."""
    for corpus in ("mac-dev", "paramed-dev"):
        for language, between, rules in (("zh", "", chinese.RULES), ("en", " ", english.RULES)):
            right = found = wanted = 0
            for path in sorted((SHARED / corpus / language).iterdir()):
                gold, text = set(), ""
                for line in _lines(path):
                    gold.add(len(text))
                    text += line.strip() + between
                got = set(sentence_ends(text.rstrip(), rules))
                right, found, wanted = right + len(got & gold), found + len(got), wanted + len(gold - {0})
            print(f"sentence ends, {corpus}, {language}: precision {right / found:.3f} recall {right / wanted:.3f}")


def _wrapping(chinese_lines: Sequence[str], english_lines: Sequence[str]) -> None:
    """Paragraphs wrapped as print does, and mended: share of them that are on one line again."""
    chooser = random.Random(3)
    zh = [line for line in chinese_lines if len(line) > 60 and line[-1] in "。！？”"]
    en = [line for line in english_lines if len(line) > 150 and line[-1] in '.!?"']
    for width in (12, 17, 25, 40):
        _wrap(f"Chinese, {width} characters", chooser, zh, lambda text, width=width: _wrapped(text, width))  # type: ignore[misc]
    for width in (40, 72):
        _wrap(f"English, {width} letters", chooser, en, lambda text, width=width: textwrap.wrap(text, width))  # type: ignore[misc]


def _wrap(name: str, chooser: random.Random, texts: Sequence[str], wrap: Callable[[str], list[str]]) -> None:
    right = count = 0
    for _ in range(50):
        paragraphs = chooser.sample(texts, 6)
        raw = "\n\n".join("\n".join(wrap(paragraph)) for paragraph in paragraphs)
        lines = clean(Document("wrapped", raw, "utf-8", "")).text.split("\n")
        right += sum(" ".join(paragraph.split()) in lines for paragraph in paragraphs)
        count += len(paragraphs)
    print(f"wrapped paragraphs mended, {name}: {right / count:.3f}")


def _wrapped(text: str, width: int) -> list[str]:
    lines, line, cells = [], "", 0
    for character in text:
        size = 2 if unicodedata.east_asian_width(character) in "WFA" else 1
        if cells + size > 2 * width and character not in CANNOT_BEGIN:
            kept = line.rstrip(CANNOT_END)
            lines.append(kept)
            line = line[len(kept) :]
            cells = 2 * len(line)
        line += character
        cells += size
    return [*lines, line]


def _speed() -> None:
    for document in seed_documents():
        text = document.text * max(scaled(1_000_000, 10_000) // len(document.text), 1)
        big = Document(document.name, text, "utf-8", "")
        start = time.process_time()
        cleaned = clean(big)
        middle = time.process_time()
        segments = segment(cleaned)
        end = time.process_time()
        print(
            f"{document.name}, {len(text):,} characters: cleaning {middle - start:.2f} s, "
            f"segmenting {end - middle:.2f} s of processor time, {len(segments):,} segments"
        )


if __name__ == "__main__":
    main()
