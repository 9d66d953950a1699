"""A whole export as translation tools read it: translate-toolkit, and xmllint with the published DTD."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT, Workbench
from tests.consumers.conftest import Texts

pytestmark = pytest.mark.slow


def test_translate_toolkit_reads_every_unit_of_a_tmx(workbench: Workbench, db: Path, texts: Texts) -> None:
    tmx = pytest.importorskip("translate.storage.tmx", reason="translate-toolkit is not installed")
    assert workbench("export", "-o", "pairs.tmx").code == 0
    with Path("pairs.tmx").open("rb") as stream:
        units = tmx.tmxfile(stream, "en", "zh-Hans").units
    assert [(str(unit.target), str(unit.source)) for unit in units] == texts


def test_translate_toolkit_reads_every_unit_of_an_xliff(workbench: Workbench, db: Path, texts: Texts) -> None:
    xliff = pytest.importorskip("translate.storage.xliff", reason="translate-toolkit is not installed")
    assert workbench("export", "-o", "pairs.xliff").code == 0
    with Path("pairs.xliff").open("rb") as stream:
        units = xliff.xlifffile(stream).units
    assert [(str(unit.target), str(unit.source)) for unit in units] == texts
    assert all(unit.isapproved() for unit in units)


def test_xmllint_finds_a_tmx_valid(workbench: Workbench, db: Path) -> None:
    program = shutil.which("xmllint")
    if program is None:
        pytest.skip("xmllint is not installed")
    assert workbench("export", "-o", "pairs.tmx").code == 0
    dtd = ROOT / "tests" / "data" / "schemas" / "tmx14.dtd"
    done = subprocess.run(
        [program, "--nonet", "--noout", "--dtdvalid", dtd, "pairs.tmx"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
