"""A checked file as a page, the score of a pair, and rows read beside others of their document."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from tests.conftest import Workbench
from workbench.cli.diagnostics import pace
from workbench.domain import Language, Pair, PairSide, Relation
from workbench.pipeline.pair_files import FileRow
from workbench.pipeline.passages import passages
from workbench.store.corpus import Corpus

VISIT = ("赴吉考察", "a visit to Kyrgyzstan")
NEIGHBOUR = ("吉林省代表团来访。", "A delegation of Jilin Province came.")
OTHER = ("会议在长春召开。", "The meeting was held in Changchun.")


def _table(path: Path, rows: Sequence[tuple[str, ...]], *columns: str) -> Path:
    lines = ["\t".join(("zh", "en", *columns)), *("\t".join(row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _flagged(workbench: Workbench, *arguments: str | Path) -> list[tuple[int, str, str]]:
    lines = workbench("check", *arguments, "--format", "jsonl", "--rule", "places").stdout.splitlines()
    return [(flag["row"], flag["found"], flag["suggestion"]) for flag in map(json.loads, lines)]


def test_rows_of_a_document_are_read_beside_one_another(workbench: Workbench, tmp_path: Path) -> None:
    rows = [(*NEIGHBOUR, "a"), (*VISIT, "a"), (*OTHER, "b"), (*VISIT, "b"), (*VISIT, "")]
    assert _flagged(workbench, _table(tmp_path / "x.tsv", rows, "document")) == [(2, "Kyrgyzstan", "Jilin")]
    assert _flagged(workbench, _table(tmp_path / "x.tsv", rows, "remark")) == []


def test_rows_are_read_beside_their_neighbours(workbench: Workbench, tmp_path: Path) -> None:
    path = _table(tmp_path / "x.tsv", [NEIGHBOUR, *[OTHER] * 4, VISIT, *[OTHER] * 9, VISIT])
    assert _flagged(workbench, path) == []
    assert _flagged(workbench, path, "--context", "5") == [(6, "Kyrgyzstan", "Jilin")]
    assert _flagged(workbench, path, "--context", "100") == [(6, "Kyrgyzstan", "Jilin"), (16, "Kyrgyzstan", "Jilin")]
    assert workbench("check", "--context", "3").code == 2


@pytest.mark.parametrize("neighbours", [1, 2, 3, 100])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 9, 10])
def test_passages_hold_every_row_once_beside_its_neighbours(count: int, neighbours: int) -> None:
    rows = [FileRow(f"第{number}行", f"row {number}", name) for name in "ab" for number in range(count)]
    made = list(passages(rows, neighbours))
    assert [pair for passage in made for pair in passage.pairs] == [(row.zh, row.en) for row in rows]
    around = [set(passage.around.split("\n")) for passage in made for _ in passage.pairs]
    for number in range(count):
        wanted = {f"row {near}" for near in range(max(0, number - neighbours), min(count, number + neighbours + 1))}
        assert wanted <= around[number]
        assert wanted <= around[count + number]


@pytest.mark.parametrize("neighbours", [0, 2])
def test_passages_keep_documents_apart(neighbours: int) -> None:
    rows = [FileRow("行", f"{name}{number}", name) for name in "aab" for number in range(3)]
    for passage in passages(rows, neighbours):
        assert len({text[0] for _, text in passage.pairs}) == 1
        assert {line[0] for line in passage.around.split("\n")} == {"行", passage.pairs[0][1][0]}


def test_a_book_of_rows_settles_nothing() -> None:
    rows = [FileRow("会" * 300, "x" * 300, "book")] * 1000 + [FileRow("好", "good", "next")]
    made = list(passages(rows))
    assert sum(len(passage.pairs) for passage in made) == 1001
    assert [bool(passage.around) for passage in made] == [False] * (len(made) - 1) + [True]


def test_a_page_is_whole_by_itself_and_text_stays_text(workbench: Workbench, tmp_path: Path) -> None:
    hostile = ("<script>alert(1)</script>增长8.7%", "<img src=x onerror=alert(1)> grew by 7.8% \x1b[31m")
    path = _table(tmp_path / "bad.tsv", [OTHER, hostile])
    assert workbench("check", path, "-o", tmp_path / "page.html").code == 0
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    page: Any = html.fromstring(text)
    assert text.startswith("<!DOCTYPE html>")
    assert "7.8%" in [mark.text for mark in page.iter("mark")]
    assert not [*page.iter("script"), *page.iter("img"), *page.iter("link")]
    assert page.xpath("//@src") == []
    assert page.xpath("//@href") == ["#figures"]
    assert "<img src=x onerror=alert(1)> grew by " in "".join(page.itertext())
    assert "\x1b" not in text
    assert page.xpath("//ol/li/@id") == ["row-2"], "rows without flags are only counted"
    assert "2 rows checked; 1 has flags" in text
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    digest = base64.b64encode(hashlib.sha256(page.find(".//style").text.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'sha256-{digest}';")


def test_the_score_of_a_pair_is_the_probability_the_corpus_has(workbench: Workbench, tmp_path: Path) -> None:
    sides = (PairSide("", Language.EN, (), "grew by 7.8%"), PairSide("", Language.ZH_HANS, (), "增长8.7%"))
    with Corpus.create(tmp_path / "c.db") as corpus:
        corpus.add_pairs([Pair(*sides, relation=Relation.TRANSLATION, probability=0.91234)])
    (line,) = workbench("--db", tmp_path / "c.db", "check", "--format", "jsonl").stdout.splitlines()
    assert json.loads(line)["score"] == 0.9123
    workbench("--db", tmp_path / "c.db", "check", "-o", tmp_path / "page.html")
    assert "probability 0.91" in (tmp_path / "page.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("done", "left", "seconds", "shown"),
    [
        (100, 900, 1.0, ""),
        (0, 900, 9.0, ""),
        (1000, 9000, 10.0, "  100/s  1:30 left"),
        (1000, 1_000_000, 2.0, "  500/s  33:20 left"),
        (10, 3000, 100.0, "  6/min  8:20:00 left"),
        (1000, -1000, 10.0, "  100/s"),
    ],
)
def test_rate_and_time_left(done: int, left: int, seconds: float, shown: str) -> None:
    assert pace(done, left, seconds) == shown
