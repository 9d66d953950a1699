"""What `workbench batch` takes for its pairs: folders, manifests, shares of them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Workbench
from workbench.pipeline.batch_jobs import read_plan

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
