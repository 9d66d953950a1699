"""align, evaluate and batch as scripts see them: data on stdout, talk on stderr, exit codes, resuming."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.batches import folder_of_pairs, records, until
from tests.conftest import Workbench
from workbench.domain import Relation
from workbench.evaluation.scoring import read_links
from workbench.store.corpus import Corpus
from workbench.store.queries import PairQuery

ZH = ["天津市代表团7日访问吉林。", "双方举行了座谈会。", "他说，两地合作前景广阔，要深化务实合作。"]
EN = [
    "A delegation from Tianjin visited Jilin on the 7th.",
    "The two sides held a symposium.",
    "He said that prospects for cooperation are broad.",
    "Practical cooperation should be deepened, he said.",
]

ZH_MORE = [
    "吉林省省长参加了会议。",
    "双方签署了五项协议。",
    "代表团还参观了汽车工厂。",
    "天津港去年吞吐量增长百分之六。",
    "两地将互派年轻干部学习。",
    "冰雪旅游是合作的重点之一。",
    "粮食加工企业将在港区建设仓库。",
    "会后，客人乘火车返回天津。",
]
EN_MORE = [
    "Jilin's governor attended the meeting.",
    "The two sides signed five agreements.",
    "The delegation also visited a car factory.",
    "The Port of Tianjin handled six percent more cargo last year.",
    "Young officials will be sent to the other place to learn.",
    "Ice and snow tourism is one focus of the cooperation.",
    "Grain processing companies will build warehouses in the port area.",
    "After the meeting the guests returned to Tianjin by train.",
]
OTHER = [
    "The cat slept all afternoon on the warm roof.",
    "Add two eggs and beat the mixture well.",
    "My grandmother's violin was made of maple.",
    "Rain fell on the empty beach for hours.",
    "He lost the third set after a long break.",
    "Her thesis is about medieval coins.",
    "Nobody knew where the old lighthouse key was.",
    "Bees sleep in flowers when the evening turns cold.",
    "The pianist broke two strings during the encore.",
    "Wash the spinach and squeeze out the water.",
    "A comet was visible for three nights.",
    "She painted the kitchen door green again.",
]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    zh, en = tmp_path / "a.zh", tmp_path / "a.en"
    zh.write_text("\n".join(ZH) + "\n", encoding="utf-8")
    en.write_text("\n".join(EN) + "\n", encoding="utf-8")
    return zh, en


def test_beads_on_stdout_and_talk_on_stderr(workbench: Workbench, files: tuple[Path, Path]) -> None:
    result = workbench("align", *files, "--lines")
    assert result.code == 0
    assert result.stdout == "[0]:[0]\n[1]:[1]\n[2]:[2, 3]\n"
    assert "is Chinese (Simplified), 3 segments" in result.stderr
    assert "is English, 4 segments" in result.stderr


def test_source_stays_first_whatever_its_language(workbench: Workbench, files: tuple[Path, Path]) -> None:
    result = workbench("align", files[1], files[0], "--lines")
    assert result.stdout == "[0]:[0]\n[1]:[1]\n[2, 3]:[2]\n"


def test_files_mixed_up_by_name_are_noticed(workbench: Workbench, files: tuple[Path, Path], tmp_path: Path) -> None:
    wrong = tmp_path / "b.en"
    wrong.write_text("\n".join(ZH), encoding="utf-8")
    assert "mixed up" in workbench("align", wrong, files[1], "--lines").stderr


def test_one_language_on_both_sides_is_said(workbench: Workbench, files: tuple[Path, Path]) -> None:
    result = workbench("align", files[0], files[0], "--lines")
    assert result.stdout == "[0]:[0]\n[1]:[1]\n[2]:[2]\n"
    assert "one language" in result.stderr


def test_jsonl(workbench: Workbench, files: tuple[Path, Path]) -> None:
    rows = [json.loads(line) for line in workbench("align", *files, "--lines", "--format", "jsonl").stdout.splitlines()]
    assert [list(row) for row in rows] == [["source", "target", "source_text", "target_text", "probability"]] * 3
    assert rows[2]["target_text"] == " ".join(EN[2:])
    assert all(0 <= row["probability"] <= 1 for row in rows)


@pytest.mark.parametrize("form", ["tsv", "tmx"])
def test_other_formats_to_a_file(workbench: Workbench, files: tuple[Path, Path], tmp_path: Path, form: str) -> None:
    out = tmp_path / f"out.{form}"
    result = workbench("align", *files, "--lines", "--format", form, "-o", out)
    assert result.code == 0
    assert result.stdout == ""
    assert EN[0] in out.read_text(encoding="utf-8")


def test_documents_are_cleaned_cut_and_stored(workbench: Workbench, files: tuple[Path, Path], tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.db"
    for fresh in (True, False):
        result = workbench("--db", corpus, "align", *files, "--store")
        assert result.code == 0
        assert ("0 rows are new" in result.stderr) is not fresh
    with Corpus.create(corpus) as opened:
        pairs = opened.pairs(opened.pair_ids(PairQuery()))
    assert len(pairs) == 3
    assert all(pair.relation is Relation.TRANSLATION for pair in pairs)


@pytest.mark.parametrize("content", ["", "\n\n\n", " \n"])
def test_an_empty_side_is_no_error_with_lines(
    workbench: Workbench, files: tuple[Path, Path], tmp_path: Path, content: str
) -> None:
    empty = tmp_path / "empty.en"
    empty.write_text(content, encoding="utf-8")
    result = workbench("align", files[0], empty, "--lines")
    assert result.code == 0
    assert "holds no text" in result.stderr
    beads = tmp_path / "beads"
    beads.write_text(result.stdout, encoding="utf-8")
    links = read_links(beads)
    assert [position for source, _ in links for position in source] == [0, 1, 2]
    assert [position for _, target in links for position in target] == list(range(content.count("\n")))


def test_blank_lines_keep_their_numbers(workbench: Workbench, files: tuple[Path, Path], tmp_path: Path) -> None:
    zh = tmp_path / "gaps.zh"
    zh.write_text("\n" + "\n\n".join(ZH) + "\n", encoding="utf-8")
    corpus = tmp_path / "corpus.db"
    result = workbench("--db", corpus, "align", zh, files[1], "--lines", "--store", "--format", "beads")
    assert result.code == 0
    beads = tmp_path / "beads"
    beads.write_text(result.stdout, encoding="utf-8")
    assert [position for source, _ in read_links(beads) for position in source] == list(range(6))


@pytest.mark.parametrize("arguments", [("missing", "missing"), (".", ".")])
def test_what_cannot_be_read_is_said(workbench: Workbench, arguments: Sequence[str]) -> None:
    result = workbench("align", *arguments)
    assert result.code == 1
    assert result.stdout == ""


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    folder = tmp_path / "gold-folder"
    for part, text in (("zh", "\n".join(ZH)), ("en", "\n".join(EN)), ("gold", "[0]:[0]\n[1]:[1]\n[2]:[2, 3]")):
        (folder / part).mkdir(parents=True)
        for name in ("one", "two"):
            (folder / part / name).write_text(text + "\n", encoding="utf-8")
    return folder


def test_evaluate(workbench: Workbench, gold: Path) -> None:
    figures = json.loads(workbench("evaluate", gold, "--format", "json").stdout)
    assert figures["total"]["strict"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert [document["name"] for document in figures["documents"]] == ["one", "two"]
    assert figures["calibration"]["acceptable_at_99"] == figures["calibration"]["beads"] == 6
    table = workbench("evaluate", gold).stdout
    assert "total" in table
    assert "6 of 6 beads" in table


def test_evaluate_retrieval(workbench: Workbench, tmp_path: Path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text("zh\ten\n" + "\n".join(f"{zh}\t{en}" for zh, en in zip(ZH, EN, strict=False)), encoding="utf-8")
    figures = json.loads(workbench("evaluate", path, "--format", "json").stdout)
    assert figures["pairs"] == 3
    assert figures["margin_zh_en"] == 1.0


def test_batch_of_a_folder_resumes(workbench: Workbench, gold: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = json.loads(workbench("batch", gold, "--lines", "--jobs", "1", "--format", "beads", "-o", out).stdout)
    assert (first["aligned"], first["skipped"], first["failed"]) == (2, 0, [])
    assert (out / "one.beads").read_text(encoding="utf-8") == "[0]:[0]\n[1]:[1]\n[2]:[2, 3]\n"
    (out / "one.beads").write_text("kept", encoding="utf-8")
    (out / "two.beads").unlink()
    (out / ".two.beads.partial").write_text("[0]", encoding="utf-8")
    again = json.loads(workbench("batch", gold, "--lines", "--jobs", "1", "--format", "beads", "-o", out).stdout)
    assert (again["aligned"], again["skipped"], again["pairs"]) == (1, 1, first["pairs"])
    assert (out / "one.beads").read_text(encoding="utf-8") == "kept"
    assert (out / "two.beads").read_text(encoding="utf-8").count("\n") == 3
    (gold / "zh" / "one").write_text("\n".join(ZH[:2]), encoding="utf-8")
    changed = json.loads(workbench("batch", gold, "--lines", "--jobs", "1", "--format", "beads", "-o", out).stdout)
    assert (changed["aligned"], changed["skipped"]) == (1, 1)


def test_batch_keeps_its_pairs_in_the_corpus(workbench: Workbench, gold: Path, tmp_path: Path) -> None:
    (gold / "en" / "two").write_text("\n".join(EN[:3]), encoding="utf-8")
    corpus = tmp_path / "books.db"
    first = json.loads(workbench("--db", corpus, "batch", gold, "--lines", "--jobs", "1").stdout)
    assert (first["aligned"], first["failed"], first["corpus"], first["output"]) == (2, [], str(corpus), None)
    held = json.loads(workbench("--db", corpus, "stats", "--format", "json").stdout)
    assert held["by_relation"]["translation"]["proposed"] == first["pairs"]
    again = json.loads(workbench("--db", corpus, "batch", gold, "--lines", "--jobs", "1").stdout)
    assert (again["aligned"], again["skipped"], again["pairs"]) == (0, 2, first["pairs"])
    assert json.loads(workbench("--db", corpus, "stats", "--format", "json").stdout) == held


def test_a_killed_batch_goes_on(workbench: Workbench, tmp_path: Path) -> None:
    folder, corpus = folder_of_pairs(tmp_path / "many", 12, repeats=20), tmp_path / "many.db"
    command = [sys.executable, "-m", "workbench", "--db", str(corpus), "batch", str(folder), "--lines", "--jobs", "1"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        until(lambda: process.poll() is not None or records(corpus) >= 2)
        process.kill()
    done = records(corpus)
    summary = json.loads(workbench("--db", corpus, "batch", folder, "--lines", "--jobs", "1").stdout)
    assert done >= 2
    assert (summary["documents"], summary["skipped"], summary["failed"]) == (12, done, [])
    stats = json.loads(workbench("--db", corpus, "stats", "--format", "json").stdout)
    assert stats["documents"] == 24
    assert stats["by_relation"]["translation"]["proposed"] == summary["pairs"]
    assert workbench("--db", corpus, "doctor").code == 0


def test_batch_of_a_manifest_goes_on_after_a_bad_pair(
    workbench: Workbench, files: tuple[Path, Path], tmp_path: Path
) -> None:
    manifest = tmp_path / "manifest.tsv"
    rows = ["id\tsource\ttarget", "1\ta.zh\ta.en", "2\ta.zh\tmissing.en", "3\ta.en\ta.zh"]
    manifest.write_text("\n".join(rows) + "\n", encoding="utf-8")
    out = tmp_path / "out"
    result = workbench("batch", manifest, "--lines", "--jobs", "2", "-o", out)
    assert result.code == 1
    summary = json.loads(result.stdout)
    assert (summary["documents"], summary["aligned"]) == (3, 2)
    assert [failed["name"] for failed in summary["failed"]] == ["a-2"]
    assert "missing.en" in summary["failed"][0]["error"]
    assert sorted(path.name for path in out.iterdir() if path.is_file()) == ["a-3.jsonl", "a.jsonl"]


def test_batch_reports_a_path_that_cannot_be_and_goes_on(
    workbench: Workbench, files: tuple[Path, Path], tmp_path: Path
) -> None:
    manifest = tmp_path / "manifest.tsv"
    rows = ["source\ttarget", "a\0.zh\ta.en", "/dev/zero\ta.en", "a.zh\ta.en"]
    manifest.write_text("\n".join(rows) + "\n", encoding="utf-8")
    result = workbench("batch", manifest, "--lines", "--jobs", "1", "-o", tmp_path / "out")
    summary = json.loads(result.stdout)
    assert (result.code, summary["documents"], summary["aligned"]) == (1, 2, 1)
    assert "/dev/zero lies outside the folder of the manifest" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("text", ["a\tb\n1\t2\n", "source\ttarget\n\tx\n", ""])
def test_a_manifest_that_is_none(workbench: Workbench, tmp_path: Path, text: str) -> None:
    manifest = tmp_path / "manifest.tsv"
    manifest.write_text(text, encoding="utf-8")
    assert workbench("batch", manifest, "-o", tmp_path / "out").code == 1


def test_the_name_of_the_output_decides_the_format(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One ship.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("一艘船。\n", encoding="utf-8")
    assert workbench("align", "a.txt", "b.txt", "-o", "x.tmx").code == 0
    assert (tmp_path / "x.tmx").read_bytes().startswith(b"<?xml")
    assert workbench("align", "a.txt", "b.txt", "-o", "x.beads").code == 0
    assert (tmp_path / "x.beads").read_text(encoding="utf-8") == "[0]:[0]\n"
    refused = workbench("align", "a.txt", "b.txt", "--format", "tsv", "-o", "y.tmx")
    assert refused.code == 2
    assert "y.tmx is named as tmx, but the format is tsv" in refused.stderr
    assert not (tmp_path / "y.tmx").exists()


def test_a_pair_that_is_no_translation_is_said_in_one_line(workbench: Workbench, tmp_path: Path) -> None:
    zh, en, other = [*ZH, *ZH_MORE], [*EN, *EN_MORE], OTHER
    (tmp_path / "zh").mkdir()
    (tmp_path / "en").mkdir()
    for name, texts in (("right", en), ("wrong", other)):
        (tmp_path / "zh" / f"{name}.txt").write_text("\n".join(zh), encoding="utf-8")
        (tmp_path / "en" / f"{name}.txt").write_text("\n".join(texts), encoding="utf-8")
    right, wrong = (
        workbench("align", tmp_path / "zh" / f"{name}.txt", tmp_path / "en" / f"{name}.txt", "--lines")
        for name in ("right", "wrong")
    )
    assert (right.code, wrong.code) == (0, 0)
    assert "100% of the segments face something" in right.stderr
    assert "probably not translations" not in right.stderr
    assert "probably not translations of each other" in wrong.stderr
    batch = workbench("batch", tmp_path, "--lines", "--jobs", 1, "-o", tmp_path / "out")
    report = json.loads(batch.stdout)
    assert report["doubtful"] == ["wrong"]
    assert 0 < report["facing"] <= 1
    assert "wrong: probably not translations of each other" in batch.stderr


def test_batch_says_which_characters_a_format_could_not_hold(workbench: Workbench, tmp_path: Path) -> None:
    for side, text in {"zh": "会议\ufffe举行了。\n" * 40, "en": "The meeting was held.\n" * 40}.items():
        (tmp_path / "pairs" / side).mkdir(parents=True)
        (tmp_path / "pairs" / side / "one").write_text(text, encoding="utf-8")
    command = ("batch", tmp_path / "pairs", "--lines", "--jobs", "1", "--format", "tmx", "-o", tmp_path / "out")
    for _ in ("done", "done before"):
        assert "one: 40 control characters that XML cannot hold were replaced" in workbench(*command).stderr
