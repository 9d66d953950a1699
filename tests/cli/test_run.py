"""The main job from the command line: on the seeds, on rubbish, in places that cannot be written."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Workbench
from workbench.domain import ActionKind, MatchKind, Pair, Relation, Side, Status
from workbench.review.operations import Stamp, judge
from workbench.store.corpus import Corpus
from workbench.store.queries import PairQuery

ENGLISH = "The delegation of Jilin visited Tianjin on November 6. Both sides signed an agreement on cooperation.\n"
CHINESE = "11月6日，吉林代表团访问天津。双方签署了合作协议。\n"


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A corpus with the seed articles in it, and the summary the main job printed."""
    path = tmp_path_factory.mktemp("seeded") / "corpus.db"
    done = subprocess.run(
        [sys.executable, "-m", "workbench", "--db", str(path), "run"], capture_output=True, text=True, check=True
    )
    return path, done.stdout


def test_summary_points_at_the_wrong_country(seeded: tuple[Path, str]) -> None:
    _, summary = seeded
    assert "Kyrgyzstan → Jilin" in summary
    assert "tianjin-visit" in summary


def test_true_translations_are_proposed_and_the_trap_is_not(seeded: tuple[Path, str]) -> None:
    with Corpus.read(seeded[0]) as corpus:
        pairs = list(corpus.iter_pairs(PairQuery(relations=frozenset({Relation.TRANSLATION}))))
    found = {(pair.source.text[:20], pair.target.text[:12]) for pair in pairs if pair.probability >= 0.5}
    assert any(en.startswith("Jing Junhai") and "吉林省委书记" in zh for en, zh in found)
    assert any("Jilin Province visit" in en or en.startswith("On November 6-7") for en, _ in found)
    assert not any(en.startswith("Chen Miner") and "王晓晖" in zh for en, zh in found)


def test_the_place_is_flagged_with_its_cure(seeded: tuple[Path, str]) -> None:
    with Corpus.read(seeded[0]) as corpus:
        flags = [(flag, pair) for pair in corpus.iter_pairs(PairQuery()) for flag in pair.flags]
    cures = {flag.found: flag.suggestion for flag, _ in flags if flag.rule.startswith("places")}
    assert cures.get("Kyrgyzstan") == "Jilin"
    for flag, pair in flags:
        assert pair.side(flag.side).text[flag.start : flag.end] == flag.found


def test_second_run_adds_nothing_and_keeps_decisions(workbench: Workbench, tmp_path: Path) -> None:
    assert workbench("run").code == 0
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        first = next(corpus.iter_pairs(PairQuery(relations=frozenset({Relation.TRANSLATION}))))
        corpus.act(
            ActionKind.CONFIRM, judge(first, ActionKind.CONFIRM, Stamp("tester", "2026-11-21T00:00:00Z")), "tester"
        )
        before = corpus.count(PairQuery())
    again = workbench("run")
    assert again.code == 0
    assert "already" in again.stdout
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        assert corpus.count(PairQuery()) == before
        assert first.id is not None
        assert corpus.pair(first.id).status is Status.CONFIRMED


def test_own_documents(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "article.txt").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "paper.txt").write_text(CHINESE, encoding="gb18030")
    done = workbench("run", "article.txt", "paper.txt")
    assert done.code == 0, done.stderr
    assert "gb18030" in done.stdout
    stats = json.loads(workbench("stats", "--format", "json").stdout)
    assert stats


BAD = {
    "missing": (None, "missing.txt"),
    "folder": ("folder", "folder"),
    "empty": (b"", "empty.txt"),
    "blank": (b" \n\n\t\n", "blank.txt"),
    "binary": (bytes(range(256)) * 8, "binary.bin"),
    "truncated": (b"\xff\xfe\x00\xd8\x00", "odd.txt"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_input_is_one_line_and_leaves_no_corpus(kind: str, workbench: Workbench, tmp_path: Path) -> None:
    content, name = BAD[kind]
    (tmp_path / "paper.txt").write_text(CHINESE, encoding="utf-8")
    if content == "folder":
        (tmp_path / name).mkdir()
    elif isinstance(content, bytes):
        (tmp_path / name).write_bytes(content)
    done = workbench("run", name, "paper.txt")
    assert done.code == 1, done
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert name in done.stderr
    assert not (tmp_path / "corpus.db").exists()


def test_one_language_only(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "b.txt").write_text(ENGLISH, encoding="utf-8")
    done = workbench("run", "a.txt", "b.txt")
    assert (done.code, done.stdout) == (1, "")
    assert "English" in done.stderr
    assert not (tmp_path / "corpus.db").exists()


def test_article_without_coverage_is_wrong_usage(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ENGLISH, encoding="utf-8")
    assert workbench("run", "a.txt").code == 2


def test_a_corpus_that_is_not_ours_is_refused_and_untouched(workbench: Workbench, tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    before = path.read_bytes()
    done = workbench("--db", path, "run")
    assert done.code == 1
    assert len(done.stderr.strip().splitlines()) == 1
    assert path.read_bytes() == before


def test_hostile_text_reaches_the_terminal_as_symbols(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The \x1b]0;owned\x07 delegation [bold]visited[/bold] Tianjin.\n" + ENGLISH)
    (tmp_path / "b.txt").write_text(CHINESE, encoding="utf-8")
    done = workbench("run", "a.txt", "b.txt")
    assert "\x1b" not in done.stdout + done.stderr


def test_unknown_encoder_is_one_line(workbench: Workbench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    done = workbench("--encoder", "no-such/encoder-anywhere", "run")
    assert done.code == 1
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr


def test_every_sentence_of_the_article_has_its_statement_or_none(seeded: tuple[Path, str]) -> None:
    """What a person who reads both languages would point at, named in the corpus and on the page."""
    with Corpus.read(seeded[0]) as corpus:
        rows = list(corpus.iter_pairs(PairQuery(document="tianjin-visit")))
    facing: dict[int, dict[tuple[str, int], Pair]] = {}
    for row in rows:
        for position in row.source.segments if row.target.text else ():
            facing.setdefault(position, {})[row.target.document, row.target.segments[0]] = row
    pointed_at = {
        2: ("jilin-leaders-go-south", 41, MatchKind.PART),
        4: ("sichuan-forum", 2, MatchKind.SAME),
        5: ("tianjin-delegation-2019", 6, MatchKind.FORM),
        7: ("jilin-leaders-go-south", 6, MatchKind.PART),
        9: ("jilin-leaders-go-south", 17, MatchKind.PART),
        15: ("sichuan-forum", 14, MatchKind.FORM),
        16: ("jilin-leaders-go-south", 18, MatchKind.PART),
        18: ("liaoning-forum", 10, MatchKind.FORM),
        19: ("tianjin-delegation-2019", 20, MatchKind.PART),
        20: ("jilin-leaders-go-south", 6, MatchKind.SAME),
        28: ("tianjin-delegation-2019", 27, MatchKind.FORM),
        29: ("sichuan-forum", 27, MatchKind.FORM),
    }
    found = {position: facing[position].get(where[:2]) for position, where in pointed_at.items()}
    assert {position: row and row.kind for position, row in found.items()} == {
        position: where[2] for position, where in pointed_at.items()
    }
    assert ("sichuan-forum", 3) in facing[5]
    assert not facing.keys() & {1, 6, 25}
    assert all(row.coverage is not None for rows in facing.values() for row in rows.values())
    assert seeded[1].count("no counterpart\n") == 30 - len(facing)


def test_a_form_is_neither_checked_nor_exported_as_one(seeded: tuple[Path, str], workbench: Workbench) -> None:
    with Corpus.read(seeded[0]) as corpus:
        forms = list(corpus.iter_pairs(PairQuery(kinds=frozenset({MatchKind.FORM}))))
    assert forms
    assert not any(flag.side is Side.TARGET for row in forms for flag in row.flags)
    written = {}
    for kind in ("", "form", "any"):
        chosen = ["--kind", kind] if kind else []
        done = workbench("--db", seeded[0], "export", "-o", "-", "--format", "jsonl", "--status", "any",
                         "--relation", "any", *chosen)  # fmt: skip
        written[kind] = [json.loads(line)["kind"] for line in done.stdout.splitlines()]
    assert set(written[""]) == {"same", "part"}
    assert set(written["form"]) == {"form"}
    assert len(written["form"]) == len(forms)
    assert len(written["any"]) == len(written[""]) + len(forms)


def test_the_nearest_statements_of_a_row_and_of_a_text(seeded: tuple[Path, str], workbench: Workbench) -> None:
    with Corpus.read(seeded[0]) as corpus:
        row = next(row for row in corpus.iter_pairs(PairQuery()) if row.source.segments == (5,))
    shown = workbench("--db", seeded[0], "candidates", row.id)
    assert shown.code == 0, shown.stderr
    assert "tianjin-delegation-2019 6" in shown.stdout
    done = workbench("--db", seeded[0], "candidates", row.source.text, "--format", "jsonl", "--limit", "5")
    nearest = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(nearest) == 5
    assert {"probability", "kind", "document", "segments", "text"} <= nearest[0].keys()
    assert {each["kind"] for each in nearest} <= {kind.value for kind in MatchKind}
    assert all(0 <= start < end <= len(each["text"]) for each in nearest for start, end in each["shared"]["target"])
    assert workbench("--db", seeded[0], "candidates", " ").code == 2
    assert workbench("--db", seeded[0], "candidates", "99999").code == 1
