"""`workbench export` and `workbench import`, as people and scripts call them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Workbench
from workbench.domain import Language, Pair, PairSide, Relation, Status
from workbench.store.corpus import Corpus


def _pair(number: int, status: Status = Status.PROPOSED, probability: float = 0.9) -> Pair:
    return Pair(
        PairSide("", Language.EN, (), f"Sentence {number}."),
        PairSide("", Language.ZH_HANS, (), f"第{number}句。"),
        Relation.TRANSLATION,
        status,
        probability,
    )


SAME = replace(_pair(9), source=PairSide("", Language.ZH_HANT, (), "第九句。"), relation=Relation.SAME_LANGUAGE)
ALONE = replace(_pair(8), target=PairSide("", Language.ZH_HANS, (), ""), relation=Relation.UNALIGNED)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.db"
    with Corpus.create(path) as corpus:
        corpus.add_pairs([_pair(1), _pair(2, Status.CONFIRMED, 0.5), _pair(3, Status.REJECTED), SAME, ALONE])
    return path


def _exported(workbench: Workbench, *options: str) -> list[str]:
    outcome = workbench("export", "-o", "-", "--format", "jsonl", *options)
    assert outcome.code == 0
    return [json.loads(line)["target"]["text"] for line in outcome.stdout.splitlines()]


def test_by_default_confirmed_translations_are_exported(workbench: Workbench, filled: Path) -> None:
    assert _exported(workbench) == ["第2句。"]


def test_options_choose_what_is_exported(workbench: Workbench, filled: Path) -> None:
    assert _exported(workbench, "--status", "any") == ["第1句。", "第2句。", "第3句。"]
    assert _exported(workbench, "--status", "rejected") == ["第3句。"]
    assert _exported(workbench, "--status", "any", "--min-probability", "0.9") == ["第1句。", "第3句。"]
    assert _exported(workbench, "--status", "any", "--relation", "same-language") == ["第9句。"]
    assert len(_exported(workbench, "--status", "any", "--relation", "any")) == 4, "unaligned rows stay at home"


@pytest.mark.parametrize("name", ["out.tmx", "out.tsv", "out.jsonl", "out.xliff", "out.csv"])
def test_every_format_goes_out_and_comes_back(workbench: Workbench, filled: Path, tmp_path: Path, name: str) -> None:
    assert (
        workbench("export", "-o", name, "--status", "any", "--relation", "any").stderr == f"Wrote 4 pairs to {name}.\n"
    )
    outcome = workbench("--db", "other.db", "import", name)
    assert (outcome.code, outcome.stdout) == (0, "")
    assert outcome.stderr == "Added 4 of 4 pairs to other.db.\n"
    with Corpus.create(tmp_path / "other.db") as corpus:
        pairs = {pair.target.text: pair for pair in corpus.iter_pairs()}
    assert [pair.status for pair in map(pairs.__getitem__, ["第1句。", "第2句。", "第3句。"])] == [
        Status.PROPOSED,
        Status.CONFIRMED,
        Status.REJECTED,
    ]
    assert pairs["第9句。"].relation is Relation.SAME_LANGUAGE
    assert pairs["第2句。"].probability == 0.5
    again = workbench("--db", "other.db", "import", name)
    assert "Added 0 of 4 pairs" in again.stderr


def test_an_export_of_nothing_says_so_and_what_would_help(workbench: Workbench, tmp_path: Path) -> None:
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        corpus.add_pairs([_pair(1)])
    outcome = workbench("export", "-o", "out.tmx")
    assert outcome.code == 0
    assert "No pair matches" in outcome.stderr
    assert "With --status any there would be 1." in outcome.stderr
    assert b"<body>" in (tmp_path / "out.tmx").read_bytes()
    assert "--relation any" in workbench("export", "-o", "-", "--format", "tsv", "--relation", "same-language").stderr
    assert (
        "--min-probability"
        in workbench("export", "-o", "o.tsv", "--status", "proposed", "--min-probability", "1").stderr
    )
    with Corpus.create(tmp_path / "empty.db"):
        pass
    assert "workbench stats" in workbench("--db", "empty.db", "export", "-o", "o.tsv").stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("export",), 2, "'-o'"),
        (("export", "-o", "out.docx"), 2, "format is not clear from the name"),
        (("export", "-o", "-"), 2, "--format"),
        (("export", "-o", "out.tmx", "--status", "good"), 2, "'good'"),
        (("export", "-o", "out.tmx", "--min-probability", "2"), 2, "2"),
        (("export", "-o", "nowhere/out.tmx"), 1, "nowhere/out.tmx cannot be written"),
        (("--db", "none.db", "export", "-o", "out.tmx"), 1, "none.db"),
    ],
)
def test_wrong_exports_are_refused(
    workbench: Workbench, filled: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    outcome = workbench(*arguments)
    assert outcome.code == code
    assert message in outcome.stderr
    assert outcome.stdout == ""


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("none.tsv", None, "There is no file none.tsv"),
        ("a.tsv", b"", "a.tsv: The file is empty"),
        ("a.tsv", b"zh\ten\n" + b"\xe4\xb8\x80\tb\n" * 9000 + b"a\tb\tc\n", "a.tsv: Line 9002 has 3 cells"),
        ("a.tsv", b"zh\ten\n\tb\n", "holds no pairs"),
        ("a.tmx", b"<tmx><body>", "a.tmx: This is not a well-formed TMX"),
        ("a.tmx", b"\x00\x01", "not a well-formed TMX"),
        ("a.jsonl", b"{\n", "a.jsonl: Line 1: This is not JSON"),
        ("a.xlf", b"<a/>", "its root is <a>"),
        ("a.csv", b"a,b\n", "does not name the columns zh and en"),
    ],
)
def test_a_wrong_file_leaves_no_corpus_behind(
    workbench: Workbench, tmp_path: Path, name: str, data: bytes | None, message: str
) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    outcome = workbench("import", name)
    assert outcome.code == 1
    assert message in outcome.stderr
    assert outcome.stderr.count("\n") == 1
    assert not (tmp_path / "corpus.db").exists()


def test_a_folder_is_refused(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "folder.tsv").mkdir()
    assert "is a folder" in workbench("import", "folder.tsv").stderr


def test_what_is_left_out_is_reported(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("zh\ten\n一\tone\n\ttwo\n三\t\n", encoding="utf-8")
    outcome = workbench("import", "a.tsv", "--status", "confirmed")
    assert outcome.stderr == "Added 1 of 1 pair to corpus.db.\nLeft out 2: Line 3 has an empty side.\n"
    assert (
        workbench("export", "-o", "-", "--format", "tsv").stdout.splitlines()[1].startswith("一\tone\t1\ttranslation")
    )


@pytest.mark.parametrize(("codec", "said"), [("gb18030", "gb18030"), ("big5", "big5")])
def test_other_encodings_are_read_and_said(workbench: Workbench, tmp_path: Path, codec: str, said: str) -> None:
    (tmp_path / "a.tsv").write_bytes("zh\ten\n會議要求，要加強合作，共同發展。\tCooperate.\n".encode(codec))
    outcome = workbench("import", "a.tsv")
    assert f"Read a.tsv as {said}." in outcome.stderr
    assert _exported(workbench, "--status", "any") == ["Cooperate."]
    outcome = workbench("--db", "b.db", "import", "a.tsv", "--encoding", "utf-8")
    assert outcome.code == 1
    assert "is not text in utf-8" in outcome.stderr


def test_characters_that_a_format_cannot_hold_are_counted(workbench: Workbench, tmp_path: Path) -> None:
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        pair = _pair(1, Status.CONFIRMED)
        corpus.add_pairs([replace(pair, source=replace(pair.source, text="a\x00b\x1bc"))])
    outcome = workbench("export", "-o", "out.tmx")
    assert "2 control characters that XML cannot hold were replaced by “\ufffd”.\nWrote 1 pair" in outcome.stderr
    assert workbench("export", "-o", "out.tsv").stderr == "Wrote 1 pair to out.tsv.\n"
