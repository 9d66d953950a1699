"""A corpus that this process has open is never opened beside SQLite: closing it would drop every lock on it."""

from __future__ import annotations

import ast
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from tests.conftest import ROOT, Workbench
from tests.forking import context
from tests.store import processes
from tests.store.builders import pair
from workbench import files
from workbench.domain import ActionKind, Change, Status
from workbench.errors import InputError
from workbench.store.corpus import Corpus


def act_beside_another_program(path: Path, ready: Connection) -> None:
    """Open a second time, as a thread of the app does, let another program visit, then confirm three rows."""
    corpus = Corpus.open(path)
    Corpus.open(path).close()
    with pytest.raises(InputError, match="is a database"):
        files.reading(path)
    visitor = processes.start(processes.visit, path)
    visitor.join()
    for pair_id in (1, 2, 3):
        row = corpus.pair(pair_id)
        corpus.act(ActionKind.CONFIRM, [Change(row, replace(row, status=Status.CONFIRMED))], "ann")
    ready.send("done")
    ready.recv()


def confirmed(path: Path) -> int:
    with Corpus.read(path) as corpus:
        return sum(row.status is Status.CONFIRMED for row in corpus.iter_pairs())


def test_rows_confirmed_beside_another_program_are_seen_and_stay(tmp_path: Path) -> None:
    path = tmp_path / "corpus.db"
    with Corpus.create(path) as corpus:
        corpus.add_pairs(pair(position) for position in range(10))
    ours, theirs = context().Pipe()
    process = context().Process(target=act_beside_another_program, args=(path, theirs))
    process.start()
    assert ours.recv() == "done"
    assert confirmed(path) == 3
    process.kill()
    process.join()
    assert confirmed(path) == 3
    with Corpus.open(path) as corpus:
        assert corpus.check() == []


def test_input_that_is_a_corpus_is_refused(workbench: Workbench, tmp_path: Path) -> None:
    with Corpus.create(tmp_path / "corpus.db") as corpus:
        corpus.add_pairs([pair(0)])
        with pytest.raises(InputError, match="is a database"):
            files.reading(corpus.path)
    for arguments in (("import", "--format", "tsv"), ("terms", "import"), ("check",)):
        shown = workbench("--db", tmp_path / "corpus.db", *arguments, tmp_path / "corpus.db")
        assert (shown.code, "is a database" in shown.stderr) == (1, True)


OPENERS = {"open", "read_bytes", "read_text", "write_bytes", "write_text", "connect"}
"""Names of calls that open a file."""

ALLOWED = {
    "files.py": "the one place for files that a person names",
    "resources.py": "files of the package",
    "config.py": "the user's configuration",
    "alignment/model.py": "weights of the package, or those a training writes",
    "mining/model.py": "weights of the package",
    "documents/sources.py": "the bundled articles",
    "encoders": "model folders; a process reads them before or beside a corpus, never as one",
    "training": "never in a process that has a corpus open",
    "evaluation": "never in a process that has a corpus open",
    "cli/evaluate.py": "never in a process that has a corpus open",
    "cli/encode.py": "never in a process that has a corpus open",
    "documents/package.py: self._zip.open": "a member of an archive in memory",
    "cli/output.py: os.open": "the null device",
    "pipeline/batch_writer.py: self._state(job, out).read_text": "a record the batch wrote",
    "store/database.py": "through SQLite itself",
    "store/file_system.py": "the system's list of mounts",
    "store/migrations.py": "the package's migrations, and a database in memory",
}


def test_nothing_else_opens_files_that_may_be_a_corpus() -> None:
    found = set()
    package = ROOT / "workbench"
    for path in package.rglob("*.py"):
        name = path.relative_to(package).as_posix()
        if any(name == allowed or name.startswith(f"{allowed}/") for allowed in ALLOWED):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _opens(node.func):
                found.add(f"{name}: {ast.unparse(node.func)}")
    found -= ALLOWED.keys()
    assert not found, "open it with workbench.files, or say in ALLOWED why it cannot be a corpus"


def _opens(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id == "open"
    if not isinstance(function, ast.Attribute):
        return False
    if ast.unparse(function).startswith("shutil.copy"):
        return True
    if function.attr not in OPENERS:
        return False
    # Corpus.open and the batch's own names are not files.
    return ast.unparse(function.value) not in ("Corpus", "files", "webbrowser", "self")
