"""`workbench check` and `workbench terms`: rows, formats, codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Workbench
from workbench.domain import Language, Pair, PairSide, Relation

_ROWS = (
    "id\tzh\tnote\ten\n"
    "a\t津吉合作\t\tcooperation between Tianjin and Kyrgyzstan\n"
    "b\t会议在长春召开。\t\tThe meeting was held in Changchun.\n"
    "\n"
    "c\t增长8.7%\t\tgrew by 7.8%\n"
    "d\t她说\n"
)


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.tsv"
    path.write_text(_ROWS, encoding="utf-8")
    return path


def _flags(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_jsonl_is_the_contract(workbench: Workbench, pairs: Path) -> None:
    outcome = workbench("check", pairs, "--format", "jsonl")
    assert outcome.code == 0
    flags = _flags(outcome.stdout)
    place = next(flag for flag in flags if flag["rule"] == "places")
    assert list(place) == ["row", "rule", "severity", "side", "start", "end", "found", "suggestion", "message"]
    assert (place["row"], place["severity"], place["side"], place["found"]) == (1, "error", "en", "Kyrgyzstan")
    assert (place["start"], place["end"], place["suggestion"]) == (32, 42, "Jilin")
    assert [flag["row"] for flag in flags if flag["rule"] == "numbers"] == [3]
    assert [flag["row"] for flag in flags if flag["rule"] == "coverage-empty"] == [4]
    assert not [flag for flag in flags if flag["row"] == 2]
    assert "4 rows" in outcome.stderr


def test_fail_on(workbench: Workbench, pairs: Path, tmp_path: Path) -> None:
    assert workbench("check", pairs, "--fail-on", "error").code == 1
    good = tmp_path / "good.tsv"
    good.write_text("zh\ten\n会议在长春召开。\tThe meeting was held in Changchun.\n", encoding="utf-8")
    outcome = workbench("check", good, "--fail-on", "info")
    assert (outcome.code, outcome.stdout) == (0, "")


def test_one_family_and_output_file(workbench: Workbench, pairs: Path, tmp_path: Path) -> None:
    target = tmp_path / "flags.jsonl"
    outcome = workbench("check", pairs, "--rule", "numbers", "--format", "jsonl", "-o", target)
    assert (outcome.code, outcome.stdout) == (0, "")
    assert {flag["rule"] for flag in _flags(target.read_text(encoding="utf-8"))} == {"numbers"}


def test_table_shows_place_and_cure(workbench: Workbench, pairs: Path) -> None:
    outcome = workbench("check", pairs)
    assert "row 1  ✗ error  places  en  Kyrgyzstan → Jilin" in outcome.stdout
    assert "[Kyrgyzstan]" in outcome.stdout


def test_hostile_text_reaches_no_terminal(workbench: Workbench, tmp_path: Path) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text("zh\ten\n会议\x1b[31m增长8%\tgrew \x1b]0;x\x07 by 9% [bold]\n", encoding="utf-8")
    outcome = workbench("check", path)
    assert "\x1b" not in outcome.stdout
    assert "\x07" not in outcome.stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a\tb\n1\t2\n", "does not name the columns zh and en"),
        (b"", "The file is empty"),
        (b"zh\ten\n\xff\xfe\tx\n", "is not text in UTF-8"),
    ],
)
def test_what_is_no_table_is_said(workbench: Workbench, tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "x.tsv"
    path.write_bytes(content)
    outcome = workbench("check", path)
    assert outcome.code == 1
    assert said in outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_missing_file_and_unknown_rule(workbench: Workbench, pairs: Path) -> None:
    assert "There is no file nowhere.tsv" in workbench("check", "nowhere.tsv").stderr
    outcome = workbench("check", pairs, "--rule", "nonsense")
    assert outcome.code == 2
    assert "places" in outcome.stderr


def test_byte_order_mark_and_windows_line_ends(workbench: Workbench, tmp_path: Path) -> None:
    path = tmp_path / "windows.tsv"
    path.write_bytes("\ufeffzh\ten\r\n增长8.7%\tgrew by 7.8%\r\n".encode())
    (flag,) = _flags(workbench("check", path, "--format", "jsonl").stdout)
    assert (flag["found"], flag["end"]) == ("7.8%", 12)


def test_tmx(workbench: Workbench, tmp_path: Path) -> None:
    from workbench.exchange.tmx import write_tmx

    sides = (
        PairSide("", Language.EN, (), "grew by 7.8%"),
        PairSide("", Language.ZH_HANS, (), "增长8.7%"),
    )
    path = tmp_path / "pairs.tmx"
    with path.open("wb") as stream:
        write_tmx([Pair(*sides, relation=Relation.TRANSLATION)], stream)
    (flag,) = _flags(workbench("check", path, "--format", "jsonl").stdout)
    assert (flag["row"], flag["suggestion"]) == (1, "8.7%")


def test_corpus_is_checked_again(workbench: Workbench, tmp_path: Path) -> None:
    from workbench.store.corpus import Corpus

    sides = (PairSide("", Language.EN, (), "grew by 7.8%"), PairSide("", Language.ZH_HANS, (), "增长8.7%"))
    with Corpus.create(tmp_path / "c.db") as corpus:
        corpus.add_pairs([Pair(*sides, relation=Relation.TRANSLATION)])
    outcome = workbench("--db", tmp_path / "c.db", "check", "--format", "jsonl", "--fail-on", "error")
    assert outcome.code == 1
    assert [flag["rule"] for flag in _flags(outcome.stdout)] == ["numbers"]
    with Corpus.create(tmp_path / "c.db") as corpus:
        assert [flag.rule for pair in corpus.iter_pairs() for flag in pair.flags] == ["numbers"]


def test_terms_are_kept_and_used(workbench: Workbench, tmp_path: Path, pairs: Path) -> None:
    assert workbench("terms", "add", "吉商", "Jilin merchants", "--kind", "required").code == 0
    assert workbench("terms", "list", "--own").stdout.startswith("吉商\tJilin merchants\trequired\tuser")
    assert "一带一路\tBelt and Road\tpreferred\tbuilt-in" in workbench("terms", "list", "一带一路").stdout
    for name in ("mine.tsv", "mine.tbx"):
        assert workbench("terms", "export", "-o", tmp_path / name).code == 0
    assert workbench("terms", "remove", "吉商").code == 0
    assert workbench("terms", "remove", "吉商").code == 1
    assert workbench("terms", "import", tmp_path / "mine.tbx").code == 0
    table = tmp_path / "own.tsv"
    table.write_text("zh\ten\n广大吉商\tmany merchants\n", encoding="utf-8")
    outcome = workbench("check", table, "--terms", tmp_path / "mine.tsv", "--rule", "terms", "--format", "jsonl")
    assert [(flag["found"], flag["severity"]) for flag in _flags(outcome.stdout)] == [("吉商", "error")]


def test_terms_that_are_none(workbench: Workbench, tmp_path: Path) -> None:
    assert workbench("terms", "add", " ", "x").code == 1
    assert "There is no file nowhere.tsv" in workbench("terms", "import", "nowhere.tsv").stderr
    assert workbench("terms", "list", "--own").stdout == ""


@pytest.mark.parametrize(("words", "rules"), [(20, ["coverage-length"]), (12, [])])
def test_lengths_follow_the_file(workbench: Workbench, tmp_path: Path, words: int, rules: list[str]) -> None:
    path = tmp_path / "pairs.tsv"
    rows = [("会" * 40, " ".join(["meeting"] * count)) for count in (*[words] * 60, 7)]
    path.write_text("zh\ten\n" + "".join(f"{zh}\t{en}\n" for zh, en in rows), encoding="utf-8")
    outcome = workbench("check", path, "--rule", "coverage-length", "--format", "jsonl")
    assert [(flag["row"], flag["rule"]) for flag in _flags(outcome.stdout)] == [(61, rule) for rule in rules]


def test_own_rules_and_severities_of_the_config_file(
    workbench: Workbench, pairs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = tmp_path / "my.toml"
    rules.write_text("[[rule]]\nname = 'rail'\nen = 'railway'\nmessage = 'We say rail.'\n", encoding="utf-8")
    table = tmp_path / "own.tsv"
    table.write_text("zh\ten\n铁路\tthe railway\n增长8.7%\tgrew by 7.8%\n", encoding="utf-8")
    config = tmp_path / "config.toml"
    config.write_text('[severity]\nnumbers = "info"\nown-rail = "error"\n', encoding="utf-8")
    monkeypatch.setenv("WORKBENCH_CONFIG", str(config))
    outcome = workbench("check", table, "--rules", rules, "--format", "jsonl")
    found = [(flag["row"], flag["rule"], flag["severity"]) for flag in _flags(outcome.stdout)]
    assert found == [(1, "own-rail", "error"), (2, "numbers", "info")]
    assert len(_flags(workbench("check", table, "--rules", rules, "--rule", "own", "--format", "jsonl").stdout)) == 1
    rules.write_text("[[rule]]\nname = 'rail'\nen = '('\nmessage = 'We say rail.'\n", encoding="utf-8")
    outcome = workbench("check", table, "--rules", rules)
    assert (outcome.code, outcome.stdout) == (1, "")
    assert "my.toml: line 3, rule “rail”: “en” is not a regular expression: " in outcome.stderr
    config.write_text('[severity]\nnonsense = "info"\n', encoding="utf-8")
    assert "no rule has this name" in workbench("check", table).stderr
    config.write_text('[severity]\nnumbers = "fatal"\n', encoding="utf-8")
    assert "must be one of error, warning, info, off" in workbench("check", table).stderr
