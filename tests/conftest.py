"""What many tests share: where the data is, a small encoder, a fresh corpus."""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

# As the commands do, before numpy is imported: how a product of matrices is rounded depends on the number of threads.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

import numpy as np
import pytest
from hypothesis import settings

from workbench.arrays import Vectors
from workbench.i18n import use_language

if TYPE_CHECKING:
    from workbench.store.corpus import Corpus

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared" / "data"

# Time is measured by the benchmarks, not asserted here: a loaded machine must not fail a test. Examples are the same in
# every run, so that a change is red or green for everyone; `make torture` draws others.
settings.register_profile("workbench", deadline=None, max_examples=60, derandomize="TORTURE" not in os.environ)
settings.load_profile("workbench")


# A shell ignores these for what it runs in the background, and so would the programs that the tests interrupt.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)


SLOW_FOLDERS = ("cli", "contract", "docs", "property", "reporting", "store", "tui", "torture")
"""Tests that start processes, drive the app, load neural encoders or try many examples."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of whole folders as slow: `make quick` leaves them out."""
    for item in items:
        folder = item.path.relative_to(ROOT / "tests").parts[0]
        if folder in SLOW_FOLDERS or item.path.name.startswith("test_encoder_"):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session", autouse=True)
def own_state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the app remembers of its user is not the user's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        use_language("en")
        yield


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of the gold data; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the gold data is not beside this checkout")
    return SHARED


class HashEncoder:
    """A small deterministic encoder: every word has a fixed random vector, a text is their normalised sum."""

    dimension = 32
    signature = "hash|dim:32"

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.split() or ([text] if text.strip() else []):
                seed = int.from_bytes(hashlib.sha256(word.encode("utf-8", "surrogatepass")).digest()[:4], "big")
                vectors[row] += np.random.default_rng(seed).standard_normal(self.dimension).astype(np.float32)
            norm = float(np.linalg.norm(vectors[row]))
            if norm:
                vectors[row] /= norm
        return vectors


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    """An empty corpus of its own."""
    from workbench.store.corpus import Corpus

    with Corpus.create(tmp_path / "corpus.db") as opened:
        yield opened


@dataclass(frozen=True)
class Outcome:
    """What a command printed and how it ended."""

    code: int
    stdout: str
    stderr: str


Workbench = Callable[..., Outcome]


@pytest.fixture
def workbench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Workbench:
    """Runs the command line in this process, on a corpus in tmp_path unless --db is given, from tmp_path."""
    from workbench.cli.main import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("WORKBENCH_DB", raising=False)
    monkeypatch.setenv("WORKBENCH_LANG", "en")

    def run(*arguments: str | Path) -> Outcome:
        monkeypatch.setattr("sys.argv", ["workbench", *map(str, arguments)])
        capsysbinary.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main()
        out, err = capsysbinary.readouterr()
        code = stopped.value.code
        return Outcome(code if isinstance(code, int) else 0, out.decode("utf-8"), err.decode("utf-8"))

    return run


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Hand what a worker of pytest-xdist counted to the process that prints it."""
    from tests.torture.harness import COUNTS

    if (output := getattr(session.config, "workeroutput", None)) is not None:
        output["torture"] = dict(COUNTS)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """Add what a worker counted; it has nothing to hand over where it crashed."""
    from tests.torture.harness import COUNTS

    COUNTS.update(getattr(node, "workeroutput", {}).get("torture", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what the torture counted."""
    from tests.torture.harness import COUNTS

    if COUNTS:
        terminalreporter.section("torture")
        for name, number in COUNTS.items():
            terminalreporter.write_line(f"{number:8,}  {name}")
