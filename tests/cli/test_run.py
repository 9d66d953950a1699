"""The main job from the command line: on the seeds, on rubbish, in places that cannot be written."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Workbench
from workbench.domain import ActionKind, Relation, Status
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
