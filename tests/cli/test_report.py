"""The report: whole, self-contained, and deaf to what the corpus text would like to be."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

from tests.conftest import Workbench
from workbench.domain import Flag, Language, Pair, PairSide, Relation, Severity, Side
from workbench.store.corpus import Corpus

HOSTILE = "<script>alert(1)</script> & \x1b[31m \ud800 \ufffe"


@pytest.fixture
def corpus_file(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.db"
    flag = Flag("places", Severity.ERROR, Side.SOURCE, 12, 22, "Kyrgyzstan", "Jilin", "吉 stands for Jilin here.")
    pair = Pair(
        PairSide("", Language.EN, (), "Tianjin and Kyrgyzstan agreed."),
        PairSide("", Language.ZH_HANS, (), "津吉达成一致。"),
        Relation.TRANSLATION,
        probability=0.9,
        flags=(flag,),
    )
    other = Pair(
        PairSide("", Language.EN, (), "<script>alert(1)</script> & more"),
        PairSide("", Language.ZH_HANS, (), "<b>文字</b>"),
        Relation.TRANSLATION,
        probability=0.4,
    )
    with Corpus.create(path) as corpus:
        corpus.add_pairs([pair, other])
    return path


def test_report_shows_pairs_and_marks_flags(workbench: Workbench, corpus_file: Path, tmp_path: Path) -> None:
    assert workbench("--db", corpus_file, "report", "-o", "page.html").code == 0
    page = html.fromstring((tmp_path / "page.html").read_text(encoding="utf-8"))
    assert [mark.text for mark in page.iter("mark")] == ["Kyrgyzstan"]
    assert not list(page.iter("script")), "corpus text became markup"
    assert not page.xpath("//@src | //@href"), "the page asks for something from outside"
    assert "<script>alert(1)</script> & more" in "".join(str(text) for text in page.itertext())


def test_report_without_a_corpus_says_so(workbench: Workbench, tmp_path: Path) -> None:
    done = workbench("--db", tmp_path / "none.db", "report", "-o", "page.html")
    assert done.code == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "page.html").exists()
    assert not (tmp_path / "none.db").exists()


def test_text_that_html_cannot_hold_becomes_symbols() -> None:
    from lxml import etree

    from workbench.cli.html import node

    shown = etree.tostring(node("p", HOSTILE, title=HOSTILE), method="html", encoding="unicode")
    assert "<script>" not in shown
    assert "\x1b" not in shown
