"""The page: whole, self-contained, in order for those who cannot see it, and deaf to what a text would like to be."""

from __future__ import annotations

import base64
import hashlib
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from tests.conftest import Workbench
from tests.reporting.conftest import CHINESE, ENGLISH, HOSTILE, Report, pair
from workbench.domain import ActionKind, Language, Pair, PairSide, Relation, Status
from workbench.reporting.elements import node
from workbench.review.estimate import start_sample
from workbench.review.operations import Stamp, judge
from workbench.script import is_chinese
from workbench.store.corpus import Corpus


def text_of(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def check_order(page: Any, language: str = "en") -> None:
    """What assistive technology goes by: language, one title, headings without leaps, ids, names, table headers."""
    assert page.get("lang") == language
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    levels = [int(heading.tag[1]) for heading in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    for name in ("main", "header"):
        assert len(page.xpath(f"//body//{name}")) == 1
    assert set(page.xpath("//@href")) <= {f"#{name}" for name in ids}
    referred = page.xpath("//@aria-labelledby | //@aria-describedby")
    assert set(referred) <= set(ids)
    for table in page.iter("table"):
        assert table.find("caption").text
        assert {head.get("scope") for head in table.iter("th")} <= {"col", "row"}
        assert all(row.find("th") is not None for row in table.iter("tr"))
    assert all(control.getparent().tag == "label" for control in page.iter("input", "select"))
    for plot in page.xpath("//*[local-name()='svg']"):
        assert plot.get("role") == "img"
        assert [text_of(each) != "" for each in plot[:2]] == [True, True]


def check_policy(page: Any) -> None:
    """Nothing is asked for, and the policy has the hash of exactly what the page brings."""
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none';")
    for tag in ("style", "script"):
        found = page.xpath(f"//{tag}")
        digests = [base64.b64encode(hashlib.sha256(each.text.encode()).digest()).decode() for each in found]
        assert len(digests) == 1
        assert f"{tag}-src 'sha256-{digests[0]}'" in policy
    assert page.xpath("//@src | //@style | //link | //iframe | //img | //object | //base | //form") == []
    assert [name for element in page.iter() for name in element.attrib if name.startswith("on")] == []


def test_a_corpus_is_one_page(report: Report, rich: Path) -> None:
    page = report("--db", rich, "report")
    check_order(page)
    check_policy(page)
    assert page.xpath("//h2/text()") == [
        "Pairs", "Alignment", "Probabilities", "Progress", "Flags by rule", "Side by side",
    ]  # fmt: skip
    assert len(page.xpath("//ol[@class='rows']/li")) == 30
    assert "Sentences without a counterpart: 1 of the source, 1 of the target." in text_of(page)
    (table,) = page.xpath("//table[caption[starts-with(., 'What each reviewer did')]]")
    assert [" ".join(map(text_of, row)) for row in table.iter("tr")][1:] == [
        "An Na 13 3 0 1 2026-11-20 2026-11-21", "李雷 6 2 0 0 2026-11-20 2026-11-21",
    ]  # fmt: skip


def test_text_stays_text(report: Report, rich: Path) -> None:
    page = report("--db", rich, "report")
    assert len(list(page.iter("script"))) == 1
    shown = "".join(page.itertext())
    assert "</script><script>alert(1)</script><img src=x onerror=alert(2)> & " in shown
    assert "<b>doc</b>" in shown
    assert not set(shown) & set("\x00\x1b\u202e\ufffe")


def test_flags_are_marked_numbered_and_exemplified(report: Report, rich: Path) -> None:
    page = report("--db", rich, "report")
    (row,) = page.xpath("//li[contains(@data-flags, 'places')]")
    (mark,) = row.iter("mark")
    assert (mark.text, mark.get("data-note"), mark.get("class")) == ("Kyrgyzstan", "1", "error")
    assert text_of(row.xpath(".//*[@class='notes']")[0]) == (
        "1. ✗ error places “Kyrgyzstan” → “Jilin”: 吉 stands for Jilin here."
    )
    assert [side.get("lang") for side in row.xpath(".//*[@class='sides']/p")] == ["en", "zh-Hans"]
    assert [text_of(side) for side in row.xpath(".//*[@class='sides']/p")] == [ENGLISH, CHINESE]
    (example,) = page.xpath("//section[@id='flags']//li")
    assert example.xpath(".//a/@href") == [f"#{row.get('id')}"]


def test_corrections_are_differences(report: Report, rich: Path) -> None:
    page = report("--db", rich, "report")
    (row,) = page.xpath("//li[contains(@data-flags, 'corrected')]")
    side = row.xpath(".//p[@lang='en']")[0]
    assert ([each.text for each in side.iter("del")], [each.text for each in side.iter("ins")]) == (["the"], ["their"])
    assert "Corrected by An Na (edit), last on 2026-11-21." in text_of(row)


def test_a_random_sample_is_reported_beside_the_decisions(report: Report, rich: Path) -> None:
    with Corpus.open(rich) as corpus:
        open_rows = [row.id or 0 for row in corpus.iter_pairs() if row.status is Status.PROPOSED]
        start_sample(corpus, open_rows)
        row = corpus.pair(open_rows[0])
        corpus.act(ActionKind.CONFIRM, judge(row, ActionKind.CONFIRM, Stamp("An Na", "")), "An Na")
    section = report("--db", rich, "report").xpath("//section[@id='probabilities']")[0]
    assert "1 of 7 rows drawn at random was read. Of these, 100 % were right as drawn" in text_of(section)


@pytest.mark.parametrize("limit", [0, 1, 5])
def test_the_rows_worth_reading_are_kept_and_the_others_counted(report: Report, rich: Path, limit: int) -> None:
    page = report("--db", rich, "report", "--limit", str(limit))
    rows = page.xpath("//li[@class='row']")
    assert len(rows) == limit
    assert f"{30 - limit} rows are left out" in text_of(page)
    assert [row for row in rows if "places" in row.get("data-flags")] == rows[-1:] or limit > 1
    check_order(page)


def test_an_empty_corpus_has_a_page(report: Report, tmp_path: Path) -> None:
    Corpus.create(tmp_path / "empty.db").close()
    page = report("--db", tmp_path / "empty.db", "report")
    check_order(page)
    check_policy(page)
    assert page.xpath("//h2/text()") == ["Pairs", "Flags by rule", "Side by side"]


def test_without_documents_and_decisions_there_is_nothing_to_plot(report: Report, tmp_path: Path) -> None:
    sides = PairSide("", Language.EN, (), "A text."), PairSide("", Language.ZH_HANS, (), "一段文字。")
    with Corpus.create(tmp_path / "plain.db") as corpus:
        corpus.add_pairs([Pair(*sides, Relation.TRANSLATION, probability=0.7)])
    page = report("--db", tmp_path / "plain.db", "report")
    check_order(page)
    assert page.xpath("//h2/text()") == ["Pairs", "Probabilities", "Flags by rule", "Side by side"]
    assert "calibration needs 10" in text_of(page)


def test_two_documents_have_a_report_of_their_own(report: Report, workbench: Workbench, rich: Path) -> None:
    page = report("--db", rich, "report", "--pair", "visit", "访问")
    check_order(page)
    assert page.xpath("//h1/text()") == ["visit ↔ 访问"]
    assert len(page.xpath("//li[@class='row']")) == 29
    done = workbench("--db", rich, "report", "--pair", "访问", "visit", "-o", "other.html")
    assert done.code == 1
    assert "No row of the corpus has “访问” as its source" in done.stderr


def test_a_file_is_checked(report: Report, tmp_path: Path) -> None:
    (tmp_path / "pairs.tsv").write_text(
        f"zh\ten\n增长8.7%\tIt grew by 7.8%.\n好\tGood.\n<i>坏</i>\t{HOSTILE[:60]}\n", encoding="utf-8"
    )
    page = report("report", "pairs.tsv")
    check_order(page)
    check_policy(page)
    assert page.xpath("//h1/text()") == ["pairs.tsv"]
    assert page.xpath("//li[@class='row']/@id") == ["row-1", "row-2", "row-3"]
    assert "7.8%" in [mark.text for mark in page.xpath("//li[@id='row-1']//mark")]


def test_an_export_brings_its_alignment_probabilities_and_decisions(
    report: Report, workbench: Workbench, rich: Path
) -> None:
    workbench("--db", rich, "export", "-o", "all.jsonl", "--status", "any")
    page = report("report", "all.jsonl")
    check_order(page)
    assert "Alignment" in page.xpath("//h2/text()")
    assert page.xpath("//*[@id='calibration-title']")
    assert page.xpath("//li[contains(@data-flags, 'corrected')]//ins/text()") == ["their"]


def test_many_documents_are_bounded(report: Report, tmp_path: Path) -> None:
    def renamed(number: int) -> Pair:
        made = pair(0, 0.9)
        return Pair(
            PairSide.whole(f"en-{number}", Language.EN, [0], f"Text {number}."),
            PairSide.whole(f"zh-{number}", Language.ZH_HANS, [0], f"第{number}个。"),
            made.relation,
            probability=0.9,
        )

    with Corpus.create(tmp_path / "many.db") as corpus:
        corpus.add_pairs(map(renamed, range(25)))
    page = report("--db", tmp_path / "many.db", "report")
    check_order(page)
    assert len(page.xpath("//div[@class='bitext']")) == 20
    assert "5 more document pairs are not plotted" in text_of(page)


def test_the_page_is_in_the_language_of_its_reader(report: Report, rich: Path) -> None:
    page = report("--lang", "zh", "--db", rich, "report")
    check_order(page, "zh-Hans")
    assert [is_chinese(heading) for heading in page.xpath("//h2/text()")] == [True] * 6
    assert page.xpath("//p[@lang='en']")


def test_without_a_corpus_nothing_is_written(workbench: Workbench, tmp_path: Path) -> None:
    done = workbench("--db", tmp_path / "none.db", "report", "-o", "page.html")
    assert done.code == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "page.html").exists()
    assert not (tmp_path / "none.db").exists()


def test_stdout_is_the_page(workbench: Workbench, rich: Path) -> None:
    done = workbench("--db", rich, "report", "-o", "-")
    assert done.stdout.startswith("<!DOCTYPE html>")
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--plot", "progress", "-o", "x.html"], "--plot is for a picture"),
        (["a.tsv", "--pair", "a", "b", "-o", "x.html"], "--pair is for a corpus"),
        (["-o", "x.html", "--format", "svg"], "x.html is named as html"),
    ],
)
def test_what_does_not_go_together_is_refused(workbench: Workbench, arguments: list[str], said: str) -> None:
    done = workbench("report", *arguments)
    assert done.code == 2
    assert said in done.stderr


def test_text_that_html_cannot_hold_becomes_symbols() -> None:
    shown = etree.tostring(node("p", HOSTILE + "\ud800", title=HOSTILE), method="html", encoding="unicode")
    assert "<script>" not in shown
    assert "\x1b" not in shown


def test_the_same_corpus_makes_the_same_page(workbench: Workbench, rich: Path) -> None:
    assert workbench("--db", rich, "report", "-o", "-") == workbench("--db", rich, "report", "-o", "-")


def test_rows_of_a_table_that_is_not_ours_may_say_anything(report: Report, tmp_path: Path) -> None:
    (tmp_path / "draft.tsv").write_text("zh\ten\tstatus\tprobability\n好\tGood.\tdraft\thigh\n", encoding="utf-8")
    assert len(report("report", "draft.tsv").xpath("//li[@class='row']")) == 1


def test_a_row_that_a_file_flags_is_checked_anew(report: Report, tmp_path: Path) -> None:
    line = {"source": {"lang": "en", "text": "It grew by 7.8%."}, "target": {"lang": "zh", "text": "增长8.7%"}}
    (tmp_path / "x.jsonl").write_text(json.dumps(line) + "\n", encoding="utf-8")
    (mark, *_others) = report("report", "x.jsonl").xpath("//p[@lang='en']/mark")
    assert mark.text == "7.8%"
