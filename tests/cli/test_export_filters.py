"""What `workbench export` leaves out, changes and divides, and what it says of it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import DatasetCard

from tests.conftest import Workbench
from workbench.domain import (
    ActionKind,
    Change,
    Correction,
    Flag,
    Language,
    Pair,
    PairSide,
    Relation,
    Severity,
    Side,
    Status,
)
from workbench.store.corpus import Corpus

ZH, EN = Language.ZH_HANS, Language.EN


def _pair(zh: str, en: str, document: str = "", place: int = 0, **more: object) -> Pair:
    positions = (place,) if document else ()
    pair = Pair(
        PairSide.whole(document, ZH, positions, zh),
        PairSide.whole(document and f"{document}-en", EN, positions, en),
        Relation.TRANSLATION,
        Status.CONFIRMED,
        0.9,
    )
    return replace(pair, **more)  # type: ignore[arg-type]


def _flag(rule: str, severity: Severity) -> Flag:
    return Flag(rule, severity, Side.TARGET, 0, 3, "The", "A", "Not so.")


PAIRS = [
    _pair("天津代表团访问吉林。", "The delegation of Tianjin visited Jilin.", "visit", 0, probability=0.6),
    _pair("天津代表团访问吉林。", "The delegation of  Tianjin visited Jilin.", "visit", 1, probability=0.8),
    _pair("天津代表团访问吉林！", "The delegation of Tianjin visited Jilin!", "visit", 2, status=Status.PROPOSED),
    _pair("双方签署协议。", "The sides signed.", "forum", 0, flags=(_flag("places-reading", Severity.ERROR),)),
    _pair("里面有头发。", "The hair is in it.", "forum", 1, flags=(_flag("numbers", Severity.WARNING),)),
    _pair("无人读过。", "The unread.", "forum", 2, by_estimate=True),
]


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.db"
    with Corpus.create(path) as corpus:
        corpus.add_pairs(PAIRS)
        row = next(pair for pair in corpus.iter_pairs() if pair.target.text == "The hair is in it.")
        correction = Correction(Side.SOURCE, row.source.text, "里面有很多头发。", "edit", "an", "2026-11-21T00:00:00Z")
        edited = replace(
            row, source=replace(row.source, text="里面有很多头发。"), corrections=(correction,), flags=row.flags
        )
        corpus.act(ActionKind.EDIT, [Change(row, edited)], "an")
    return path


Row = dict[str, Any]
Exported = Callable[[str], list[Row]]


@pytest.fixture
def exported(workbench: Workbench, filled: Path) -> Exported:
    """The pairs that an export with these options writes."""

    def run(options: str) -> list[Row]:
        outcome = workbench("export", "-o", "-", "--format", "jsonl", *shlex.split(options))
        assert outcome.code == 0, outcome.stderr
        return [json.loads(line) for line in outcome.stdout.splitlines()]

    return run


def _targets(rows: list[Row]) -> list[str]:
    return [row["target"]["text"] for row in rows]


@pytest.mark.parametrize(
    ("options", "count", "left_out"),
    [
        ("", 5, "Left out 1 pair: status 1."),
        ("--status read", 4, "Left out 2 pairs: status 2."),
        ("--status by-estimate", 1, "Left out 5 pairs: status 5."),
        ("--status any --document forum", 3, "Left out 3 pairs: document 3."),
        ("--status any --document forum --document visit-en", 6, ""),
        ("--status any --without-flags error", 5, "Left out 1 pair: flags 1."),
        ("--status any --without-flags warning", 4, "Left out 2 pairs: flags 2."),
        ("--status any --without-flags numbers", 5, "Left out 1 pair: flags 1."),
        ("--status any --without-flags places --without-flags numbers", 4, "Left out 2 pairs: flags 2."),
        ("--status any --without-flags own-rule", 6, ""),
        ("--dedupe exact", 4, "Left out 2 pairs: status 1, duplicates 1."),
        ("--status any --dedupe exact", 5, "Left out 1 pair: duplicates 1."),
        ("--status any --dedupe near", 4, "Left out 2 pairs: duplicates 2."),
        ("--status any --min-probability 0.85 --without-flags info --dedupe near", 2, "probability 2, flags 2"),
    ],
)
def test_filters_compose_and_say_what_they_leave_out(
    workbench: Workbench, filled: Path, options: str, count: int, left_out: str
) -> None:
    outcome = workbench("export", "-o", "out.jsonl", *options.split())
    lines = (filled.parent / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == count
    assert outcome.stderr.endswith(f"Wrote {count} {'pair' if count == 1 else 'pairs'} to out.jsonl.\n")
    assert left_out in outcome.stderr
    assert ("Left out" in outcome.stderr) == bool(left_out)


def test_of_duplicates_the_confirmed_is_kept_then_the_more_probable(
    exported: Exported, workbench: Workbench, filled: Path
) -> None:
    first = "The delegation of  Tianjin visited Jilin."
    assert _targets(exported("--status any --dedupe near"))[0] == first
    assert exported("--status any --dedupe near") == exported("--status any --dedupe near")
    outcome = workbench("--verbose", "export", "-o", "o.tsv", "--status", "any", "--dedupe", "near")
    assert "Of duplicates the confirmed pair was kept, else the most probable, else the oldest." in outcome.stderr
    assert "Row 1 is left out for row 2.\nRow 3 is left out for row 2.\n" in outcome.stderr


def test_the_original_text_is_the_one_that_was_read(exported: Exported) -> None:
    (corrected,) = exported("--document forum --without-flags error --status read")
    (original,) = exported("--document forum --without-flags error --status read --text original")
    assert corrected["source"]["text"] == "里面有很多头发。"
    assert original["source"]["text"] == "里面有头发。"
    assert (original["flags"], original["corrections"]) == ([], [])


def test_a_side_that_a_person_wrote_has_no_original(workbench: Workbench, filled: Path) -> None:
    with Corpus.open(filled) as corpus:
        written = Correction(Side.TARGET, "", "Written.", "translation", "an", "2026-11-21T00:00:00Z")
        corpus.add_pairs([_pair("手写。", "Written.", corrections=(written,))])
    outcome = workbench("export", "-o", "o.tsv", "--text", "original")
    assert "no original text 1" in outcome.stderr
    assert "手写" not in (filled.parent / "o.tsv").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("script", "text", "tag"),
    [
        ("as-is", "里面有很多头发。", "zh-Hans"),
        ("simplified", "里面有很多头发。", "zh-Hans"),
        ("traditional-tw", "裡面有很多頭髮。", "zh-Hant"),
        ("traditional-hk", "裏面有很多頭髮。", "zh-Hant"),
    ],
)
def test_the_chinese_is_written_in_a_script_and_tagged_so(exported: Exported, script: str, text: str, tag: str) -> None:
    (row,) = exported(f"--document forum --without-flags error --status read --script {script}")
    assert (row["source"]["text"], row["source"]["lang"]) == (text, tag)
    assert row["corrections"][0]["after"] == text
    assert row["target"] == {"document": "forum-en", "lang": "en", "segments": [1], "text": "The hair is in it."}


def test_traditional_comes_back_as_simplified(workbench: Workbench, filled: Path, exported: Exported) -> None:
    before = exported("--status any")
    workbench("export", "-o", "tw.jsonl", "--status", "any", "--script", "traditional-tw")
    workbench("--db", "tw.db", "import", "tw.jsonl")
    outcome = workbench(
        "--db", "tw.db", "export", "-o", "-", "--format", "jsonl", "--status", "any", "--script", "simplified"
    )
    after = [json.loads(line) for line in outcome.stdout.splitlines()]
    assert [row["source"] for row in after] == [row["source"] for row in before]


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Forty documents of ten pairs, every document with one sentence that another has."""
    path = tmp_path / "corpus.db"
    with Corpus.create(path) as corpus:
        corpus.add_pairs(
            _pair(
                f"第{number * 7919 % 9973}号文件共{number * 31}页。",
                f"File {number * 7919} has {number * 31} pages.",
                f"d{number // 10}",
                number % 10,
            )
            if number % 10
            else _pair("谢谢大家。", f"Thank you all, {number // 20}.", f"d{number // 10}", 0)
            for number in range(400)
        )
    return path


def _written(folder: Path, name: str) -> list[Row]:
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


def test_a_split_keeps_documents_whole_and_repeats_nothing(workbench: Workbench, large: Path) -> None:
    outcome = workbench("export", "-o", "out.jsonl", "--split", "80/10/10", "--seed", "4", "--summary", "json")
    summary = json.loads(outcome.stdout)
    parts = {name: _written(large.parent, f"out.{name}.jsonl") for name in ("train", "dev", "test")}
    assert {each["part"]: each["pairs"] for each in summary["files"]} == {
        name: len(rows) for name, rows in parts.items()
    }
    assert summary["pairs"] + sum(summary["left_out"].values()) == 400
    assert summary["left_out"].keys() == {"near-duplicates in another part"}
    assert min(len(parts["dev"]), len(parts["test"])) >= 35
    for side in ("source", "target"):
        for key in ("document", "text"):
            seen = [{row[side][key] for row in rows} for rows in parts.values()]
            assert sum(map(len, seen)) == len(set.union(*seen)), (side, key)
    assert not (large.parent / "out.jsonl").exists()
    before = {name: (large.parent / f"out.{name}.jsonl").read_bytes() for name in parts}
    workbench("export", "-o", "out.jsonl", "--split", "80/10/10", "--seed", "4")
    assert before == {name: (large.parent / f"out.{name}.jsonl").read_bytes() for name in parts}
    workbench("export", "-o", "out.jsonl", "--split", "80/10/10", "--seed", "5")
    assert before["test"] != (large.parent / "out.test.jsonl").read_bytes()


def test_the_parts_of_a_split_are_written_all_or_none(workbench: Workbench, large: Path) -> None:
    (large.parent / "out.test.tsv").mkdir()
    outcome = workbench("export", "-o", "out.tsv", "--split", "80/10/10", "--card")
    assert outcome.code == 1
    assert "out.test.tsv is a folder" in outcome.stderr
    assert sorted(path.name for path in large.parent.iterdir() if path.name.startswith("out")) == ["out.test.tsv"]


def test_a_split_of_nothing_says_so_in_every_part(workbench: Workbench, filled: Path) -> None:
    outcome = workbench("export", "-o", "o.tsv", "--status", "rejected", "--split", "90/10")
    assert "No pair matches" in outcome.stderr
    sizes = {path.name: path.read_text(encoding="utf-8").count("\n") for path in filled.parent.glob("o.*")}
    assert sizes == {"o.train.tsv": 1, "o.test.tsv": 1}


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("-o o.tsv --split 90", "does not divide"),
        ("-o o.tsv --split 90/5/5", "cannot be divided into 3 parts"),
        ("-o o.tsv --seed 1", "--seed is for --split"),
        ("-o o.tsv --license mit", "--license is for --card and --attribution"),
        ("-o o.moses --attribution", "no place for --attribution"),
        ("-o - --format tsv --split 90/5/5", "--split needs a file"),
        ("-o - --format tsv --card", "--card needs a file"),
        ("-o - --format tsv --summary json", "--summary json needs a file"),
        ("-o o.tsv --without-flags nonsense", "There is no rule “nonsense”"),
        ("-o o.tsv --document nowhere", "no pair of a document “nowhere”"),
    ],
)
def test_options_that_mean_nothing_together_are_refused(
    workbench: Workbench, filled: Path, options: str, message: str
) -> None:
    outcome = workbench("export", *options.split())
    assert outcome.code == 2
    assert message in outcome.stderr
    assert outcome.stdout == ""
    assert not (filled.parent / "o.tsv").exists()


def _fields(card: DatasetCard) -> Row:
    return dict(card.data.to_dict())  # type: ignore[no-untyped-call]


def test_a_card_says_what_is_in_the_files_and_how_they_were_made(workbench: Workbench, large: Path) -> None:
    options = [
        "--split",
        "80/10/10",
        "--dedupe",
        "near",
        "--without-flags",
        "error",
        "--card",
        "--license",
        "cc-by-4.0",
    ]
    outcome = workbench("export", "-o", "News 2026.tsv", *options)
    assert "The data card is News 2026.card.md." in outcome.stderr
    path = large.parent / "News 2026.card.md"
    card = DatasetCard.load(path)
    assert _fields(card) == {
        "language": ["en", "zh"],
        "license": "cc-by-4.0",
        "task_categories": ["translation"],
        "size_categories": ["n<1K"],
        "pretty_name": "News 2026",
        "configs": [
            {
                "config_name": "default",
                "data_files": [
                    {"split": "train", "path": "News 2026.train.tsv"},
                    {"split": "validation", "path": "News 2026.dev.tsv"},
                    {"split": "test", "path": "News 2026.test.tsv"},
                ],
            }
        ],
    }
    rows = sum(
        (large.parent / f"News 2026.{part}.tsv").read_text(encoding="utf-8").count("\n") - 1
        for part in ("train", "dev", "test")
    )
    assert f"\n{rows} pairs of en and zh-Hans.\n" in card.text
    assert f"| none | {rows} |" in card.text
    assert "| d7 |" in card.text
    assert (
        "- options \\-\\-without\\-flags error \\-\\-dedupe near \\-\\-split 80/10/10 \\-\\-license cc\\-by\\-4.0"
        in card.text
    )
    assert "License: cc\\-by\\-4.0." in card.text


def test_compressed_parts_and_pairs_of_files_are_named_for_their_parts(workbench: Workbench, large: Path) -> None:
    workbench("export", "-o", "out.tsv.gz", "--split", "80/20", "--card")
    workbench("export", "-o", "lines.moses", "--split", "80/20")
    names = {path.name for path in large.parent.iterdir()} - {"corpus.db"}
    lines = {f"lines.{part}.{side}" for part in ("train", "test") for side in ("en", "zh")}
    assert names == {"out.train.tsv.gz", "out.test.tsv.gz", "out.card.md"} | lines
    card = (large.parent / "out.card.md").read_text(encoding="utf-8")
    assert 'path: "out.train.tsv.gz"' in card


@pytest.mark.parametrize("form", ["tsv", "csv", "jsonl", "tmx", "xliff", "xliff-2"])
def test_attribution_names_the_documents_and_the_license_of_each_pair(
    workbench: Workbench, filled: Path, form: str
) -> None:
    options = ["--format", form, "--document", "forum", "--status", "read", "--without-flags", "error"]
    plain = workbench("export", "-o", "-", *options).stdout
    attributed = workbench("export", "-o", "-", *options, "--attribution", "--license", "cc0-1.0").stdout
    assert "forum; forum-en. cc0-1.0" in attributed
    assert "cc0-1.0" not in plain


def test_names_in_a_card_are_never_markup(workbench: Workbench, tmp_path: Path) -> None:
    name = "a|b\n# <script>[x](y)"
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        corpus.add_pairs([_pair("一。", "One.", name)])
    workbench("export", "-o", 'odd ": name.tsv', "--card")
    text = (tmp_path / 'odd ": name.card.md').read_text(encoding="utf-8")
    assert "| a\\|b \\# \\<script\\>\\[x\\]\\(y\\) |" in text
    assert _fields(DatasetCard(text))["pretty_name"] == 'odd ": name'
    assert "license" not in text.split("---")[1]
    assert "License: not stated." in text


def test_from_python_the_filters_are_the_same(filled: Path) -> None:
    import workbench

    with workbench.open_corpus(filled) as corpus:
        out = filled.parent / "out.jsonl"
        assert corpus.export(out, dedupe="near", without_flags="error", documents=["visit", "forum"]) == 3
        assert corpus.export(out, script="traditional-hk", text="original", status="confirmed") == 5
        assert "裏面有頭髮。" in out.read_text(encoding="utf-8")
