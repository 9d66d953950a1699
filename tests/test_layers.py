"""What a process really loads: starting up is part of the product."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {
    "torch",
    "sentence_transformers",
    "transformers",
    "textual",
    "jieba",
    "opencc",
    "numpy",
    "lxml",
    "sqlite_utils",
}


def loaded_by(code: str) -> set[str]:
    """Top-level modules in a fresh process after running the code."""
    ending = "import sys; sys.stderr.write('\\n'.join({name.partition('.')[0] for name in sys.modules}))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{ending}"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stderr.split("\n"))


def test_help_loads_almost_nothing() -> None:
    assert not loaded_by("import workbench.cli.main") & HEAVY


@pytest.mark.slow
def test_default_path_loads_neither_torch_nor_textual(tmp_path: Path) -> None:
    code = f"""
import sys
sys.argv = ["workbench", "--quiet", "--db", {str(tmp_path / "corpus.db")!r}, "run"]
from workbench.cli.main import main
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop.code
"""
    assert not loaded_by(code) & {"torch", "sentence_transformers", "transformers", "textual", "sklearn"}


def test_aligning_lines_neither_loads_what_cleans_nor_reads_all_vectors(tmp_path: Path) -> None:
    """Each would take a tenth of the time of a short command."""
    for name in ("zh", "en"):
        (tmp_path / name).write_text("一二三。\n" if name == "zh" else "One, two, three.\n", encoding="utf-8")
    code = f"""
import sys
sys.argv = ["workbench", "--quiet", "align", "--lines", *{[str(tmp_path / name) for name in ("zh", "en")]!r}]
from workbench.cli.main import main
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop.code
from workbench.encoders.registry import bundled
assert "workbench.documents.cleaning" not in sys.modules
assert "signature" not in vars(bundled())
"""
    loaded_by(code)


def test_opening_a_corpus_loads_no_data_frames(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from workbench.store.corpus import Corpus
Corpus.create(Path({str(tmp_path / "corpus.db")!r})).close()
"""
    assert not loaded_by(code) & {"pandas", "polars", "pyarrow"}


@pytest.mark.slow
def test_mining_loads_neither_jieba_nor_a_search_index() -> None:
    """Its dictionary takes a second and 110 MB; names are found without it."""
    code = """
from workbench.encoders.registry import bundled
from workbench.mining.mine import mine
mine(["景俊海出席会议并讲话。"] * 3, ["Jing Junhai attended.", "Boris Johnson spoke.", "It rained."], bundled())
mine(["景俊海出席会议并讲话。"] * 3, ["景俊海说。", "王晓晖主持会议。", "下雨了。"], bundled())
"""
    assert not loaded_by(code) & {"jieba", "faiss", "scipy", "torch"}


def test_importing_the_package_loads_nothing() -> None:
    assert (
        not loaded_by("import workbench; dir(workbench)")
        - loaded_by("from __future__ import annotations; import typing")
        - {"workbench"}
    )


@pytest.mark.parametrize("package", sorted(path.parent for path in (ROOT / "workbench").rglob("*/__init__.py")))
def test_init_files_are_empty(package: Path) -> None:
    """All but the top one, which leads to the public names."""
    assert (package / "__init__.py").read_text() == ""


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stdout
