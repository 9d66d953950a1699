"""What `workbench batch` takes for its pairs: folders, manifests, shares of them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Workbench
from workbench.pipeline.batch_jobs import read_plan
from workbench.store.corpus import Corpus

ZH, EN = (
    "会议在天津举行。\n双方签署了协议。\n",
    "The meeting was held in Tianjin.\nThe two sides signed an agreement.\n",
)


def _write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name}\n{ZH if 'zh' in name else EN}", encoding="utf-8")


def test_what_has_no_counterpart_is_reported_on_either_side(workbench: Workbench, tmp_path: Path) -> None:
    _write(tmp_path / "books", "zh/a.txt", "en/a.txt", "zh/lone.txt", "en/b.txt")
    result = workbench("batch", "books", "--jobs", 1)
    report = json.loads(result.stdout)
    assert result.code == 1
    assert (report["aligned"], report["failed"]) == (1, [])
    assert report["unmatched"] == [f"books/{name} has no counterpart" for name in ("en/b.txt", "zh/lone.txt")]
    assert "workbench: books/en/b.txt has no counterpart.\n" in result.stderr


def test_documents_of_one_name_are_told_apart_by_their_folder(workbench: Workbench, tmp_path: Path) -> None:
    _write(tmp_path, "zh/001.txt", "en/001.txt", "zh/last.txt", "en/final.txt")
    (tmp_path / "pairs.tsv").write_text(
        "source\ttarget\nzh/001.txt\ten/001.txt\nzh/last.txt\ten/final.txt\n", encoding="utf-8"
    )
    assert workbench("batch", "pairs.tsv", "--jobs", 1).code == 0
    rows = workbench("export", "-o", "-", "--format", "jsonl", "--status", "any").stdout.splitlines()
    names = {(row["source"]["document"], row["target"]["document"]) for row in map(json.loads, rows)}
    assert names == {("zh/001", "en/001"), ("last", "final")}


def test_a_plan_is_printed_as_a_manifest_and_nothing_is_done(workbench: Workbench, tmp_path: Path) -> None:
    _write(tmp_path, "x.zh-CN.md", "x.en.txt", "part/y_zh.txt", "part/y_en.txt")
    planned = workbench("batch", ".", "--dry-run")
    assert planned.code == 0
    assert planned.stdout.splitlines() == [
        "source\ttarget\tname\tencoding",
        "part/y_zh.txt\tpart/y_en.txt\ty_zh\t",
        "x.zh-CN.md\tx.en.txt\tx.zh-CN\t",
    ]
    assert not (tmp_path / "corpus.db").exists()
    (tmp_path / "plan.tsv").write_text(planned.stdout, encoding="utf-8")
    assert json.loads(workbench("batch", "plan.tsv", "--jobs", 1).stdout)["aligned"] == 2


def test_shares_make_the_whole(workbench: Workbench, tmp_path: Path) -> None:
    _write(tmp_path, *(f"{side}/{number}.txt" for side in ("zh", "en") for number in range(7)))
    shares = [workbench("batch", ".", "--dry-run", "--shard", f"{number}/3").stdout for number in (1, 2, 3)]
    lines = [line for share in shares for line in share.splitlines()[1:]]
    assert sorted(lines) == workbench("batch", ".", "--dry-run").stdout.splitlines()[1:]
    for wrong in ("0/3", "4/3", "x", "1/", "1.0/2"):
        refused = workbench("batch", ".", "--shard", wrong)
        assert refused.code == 2
        assert "is not a share" in refused.stderr


def test_a_manifest_of_json_lines_with_encodings(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "a.zh.txt").write_bytes(ZH.encode("gb18030"))
    (tmp_path / "a.en.txt").write_bytes(EN.encode())
    line = {"source": "a.zh.txt", "target": "a.en.txt", "name": "letter", "encoding": "gb18030"}
    (tmp_path / "pairs.jsonl").write_text(json.dumps(line) + "\n\n", encoding="utf-8")
    report = json.loads(workbench("batch", "pairs.jsonl", "-o", "out", "--jobs", 1).stdout)
    assert report["aligned"] == 1
    assert (tmp_path / "out" / "letter.jsonl").is_file()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "is not JSON"),
        ("[]", "is not an object of texts"),
        ('{"source": 1}', "is not an object of texts"),
        ("{}", "lacks"),
    ],
)
def test_a_line_that_names_nothing(workbench: Workbench, tmp_path: Path, line: str, said: str) -> None:
    _write(tmp_path, "a.zh.txt", "a.en.txt")
    first = json.dumps({"source": "a.zh.txt", "target": "a.en.txt"})
    (tmp_path / "pairs.jsonl").write_text(f"{first}\n{line}\n", encoding="utf-8")
    result = workbench("batch", "pairs.jsonl")
    assert result.code == 1
    assert f"pairs.jsonl, line 2 {said}" in result.stderr


def test_a_folder_that_cannot_be_read_is_not_taken_for_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(tmp_path, "zh/a.txt", "en/a.txt", "zh/part/b.txt")
    scan = os.scandir

    def refusing(path: str) -> Iterator[os.DirEntry[str]]:
        if Path(path).name == "part":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    with pytest.raises(PermissionError):
        read_plan([tmp_path])


def _manifest(path: Path, *rows: str) -> None:
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")


def test_title_date_and_relation_of_a_manifest(workbench: Workbench, tmp_path: Path) -> None:
    _write(tmp_path, "a.zh.txt", "a.en.txt", "b.zh.txt", "b.en.txt")
    _manifest(
        tmp_path / "pairs.tsv",
        "source\ttarget\ttitle\tdate\trelation",
        "a.zh.txt\ta.en.txt\tA Visit\t2026-11-21\t",
        "b.zh.txt\tb.en.txt\t\t2026\tcomparable",
    )
    planned = workbench("batch", "pairs.tsv", "--dry-run").stdout
    assert planned.splitlines() == [
        "source\ttarget\tname\tencoding\ttitle\tdate\trelation",
        "a.zh.txt\ta.en.txt\ta.zh\t\tA Visit\t2026-11-21\tparallel",
        "b.zh.txt\tb.en.txt\tb.zh\t\t\t2026\tcomparable",
    ]
    (tmp_path / "plan.tsv").write_text(planned, encoding="utf-8")
    report = json.loads(workbench("batch", "plan.tsv", "--jobs", 1).stdout)
    assert (report["aligned"], report["mined"]) == (2, ["b.zh"])
    assert [each["relation"] for each in report["document_list"]] == ["parallel", "comparable"]
    with Corpus.read(tmp_path / "corpus.db") as corpus:
        assert {each.name: (each.title, each.date) for each in corpus.documents()} == {
            "a.zh": ("A Visit", "2026-11-21"),
            "a.en": ("A Visit", "2026-11-21"),
            "b.zh": ("", "2026"),
            "b.en": ("", "2026"),
        }
        assert corpus.document("b.en").date == "2026"
    assert json.loads(workbench("batch", "plan.tsv", "--jobs", 1).stdout)["skipped"] == 2


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("date", "yesterday"),
        ("date", "2026-13-01"),
        ("date", "2026-02-30"),
        ("date", "21.11.2026"),
        ("relation", "similar"),
    ],
)
def test_a_date_or_relation_that_cannot_be_names_its_line(
    workbench: Workbench, tmp_path: Path, column: str, value: str
) -> None:
    _write(tmp_path, "a.zh.txt", "a.en.txt")
    _manifest(tmp_path / "pairs.tsv", f"source\ttarget\t{column}", f"a.zh.txt\ta.en.txt\t{value}")
    result = workbench("batch", "pairs.tsv")
    assert (result.code, result.stdout) == (1, "")
    assert f"pairs.tsv, line 2: “{value}” is not a" in result.stderr


def test_a_manifest_names_files_of_its_own_folder_unless_it_is_allowed(workbench: Workbench, tmp_path: Path) -> None:
    _write(tmp_path, "given/a.zh.txt", "given/a.en.txt", "else/b.zh.txt", "else/b.en.txt")
    (tmp_path / "given" / "link.txt").symlink_to(tmp_path / "else" / "b.zh.txt")
    _manifest(
        tmp_path / "given" / "pairs.tsv",
        "source\ttarget",
        "a.zh.txt\ta.en.txt",
        "../else/b.zh.txt\t../else/b.en.txt",
        f"{tmp_path}/else/b.zh.txt\ta.en.txt",
        "link.txt\ta.en.txt",
        "../given/a.zh.txt\t./a.en.txt",
    )
    refused = workbench("batch", "given/pairs.tsv", "--jobs", 1)
    report = json.loads(refused.stdout)
    assert (refused.code, report["documents"], report["aligned"]) == (1, 2, 2)
    assert [sentence.partition(":")[0] for sentence in report["unmatched"]] == [
        f"given/pairs.tsv, line {number}" for number in (3, 4, 5)
    ]
    assert "--root FOLDER" in refused.stderr
    allowed = workbench("batch", "given/pairs.tsv", "--jobs", 1, "--root", "else")
    assert (allowed.code, json.loads(allowed.stdout)["documents"]) == (0, 5)


def test_a_line_that_is_there_twice_is_done_once(workbench: Workbench, tmp_path: Path) -> None:
    _write(tmp_path, "a.zh.txt", "a.en.txt")
    line = "a.zh.txt\ta.en.txt"
    _manifest(tmp_path / "pairs.tsv", "source\ttarget", line, line)
    result = workbench("batch", "pairs.tsv", "--jobs", 1)
    report = json.loads(result.stdout)
    assert (result.code, report["documents"]) == (0, 1)
    assert report["repeated"] == ["pairs.tsv, line 3 names the pair of line 2 again"]


STORIES = {
    "bridge": (
        "县里拨款三十五万元修桥，工程历时八个月。\n李明是第一个走过新桥的人。\n村民在桥头卖茶叶和竹器。\n",
        "The county gave 350,000 yuan to repair the bridge, which took eight months.\n"
        "Li Ming was the first to walk across the new bridge.\nVillagers sell tea and bamboo ware at the bridge.\n",
    ),
    "vaccine": (
        "该疫苗对老年人有效。\n医生建议每年接种一次流感疫苗。\n临床试验有两千名患者参加。\n",
        "The vaccine is effective in older people.\nDoctors recommend a flu vaccination every year.\n"
        "Two thousand patients took part in the clinical trial.\n",
    ),
    "football": (
        "球队昨晚以三比一赢得比赛。\n教练称赞了年轻的门将。\n球迷在体育场外庆祝胜利。\n",
        "The team won the match three to one last night.\nThe coach praised the young goalkeeper.\n"
        "Fans celebrated the victory outside the stadium.\n",
    ),
}


def test_documents_that_belong_together_are_found_by_what_they_say(workbench: Workbench, tmp_path: Path) -> None:
    folder = tmp_path / "papers"
    folder.mkdir()
    for number, (chinese, english) in enumerate(STORIES.values()):
        (folder / f"{number}.txt").write_text(chinese, encoding="utf-8")
        (folder / f"{'abc'[-1 - number]}.txt").write_text(english, encoding="utf-8")
    (folder / "lone.txt").write_text("Interest rates rose again.\nThe bank expects inflation.\n", encoding="utf-8")
    (folder / "blank.txt").write_text(" \n", encoding="utf-8")
    planned = workbench("batch", "papers", "--comparable", "--dry-run")
    assert planned.code == 0, planned.stderr
    pairs = [line.split("\t")[:2] for line in planned.stdout.splitlines()[1:]]
    assert pairs == [[f"papers/{number}.txt", f"papers/{letter}.txt"] for number, letter in enumerate("cba")]
    assert "papers/lone.txt has no counterpart" in planned.stderr
    report = json.loads(workbench("batch", "papers", "--comparable", "--jobs", 1).stdout)
    assert (report["aligned"], report["failed"], report["unmatched"]) == (3, [], [])
    assert "papers/lone.txt has no counterpart" in report["without_counterpart"]


def test_a_folder_in_one_language_has_no_pairs(workbench: Workbench, tmp_path: Path) -> None:
    _write(tmp_path, "books/a.en.txt", "books/b.en.txt")
    result = workbench("batch", "books", "--comparable")
    assert result.code == 0
    assert json.loads(result.stdout)["without_counterpart"] == [
        "books/a.en.txt has no counterpart", "books/b.en.txt has no counterpart"
    ]  # fmt: skip
