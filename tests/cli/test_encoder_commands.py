"""`workbench encode` and `workbench train encoder`."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result

from workbench.cli.main import cli
from workbench.encoders.registry import bundled
from workbench.errors import WorkbenchError


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(cli, list(arguments), input=stdin, catch_exceptions=False)


def test_every_line_is_a_row(tmp_path: Path) -> None:
    lines = ["会议在天津举行。", "", "The meeting was held.", "a\x0cb\u2028c"]
    (tmp_path / "texts").write_bytes("\ufeff".encode() + "\r\n".join(lines).encode())
    assert run("encode", str(tmp_path / "texts"), "-o", str(tmp_path / "v.npy")).exit_code == 0
    vectors = np.load(tmp_path / "v.npy")
    assert vectors.dtype == np.float32
    assert np.allclose(vectors, bundled().encode(lines), atol=1e-6)
    assert not vectors[1].any()


def test_from_stdin_to_stdout() -> None:
    result = run("encode", "-", "-o", "-", stdin="会议\n讲话\n".encode())
    vectors = np.load(io.BytesIO(result.stdout_bytes))
    assert np.allclose(vectors, bundled().encode(["会议", "讲话"]), atol=1e-6)


def test_blocks_join_into_one_array(tmp_path: Path) -> None:
    lines = [f"第{i}次会议" for i in range(9000)]
    (tmp_path / "texts").write_text("\n".join(lines) + "\n", encoding="utf-8")
    run("encode", str(tmp_path / "texts"), "-o", str(tmp_path / "v.npy"))
    vectors = np.load(tmp_path / "v.npy")
    assert vectors.shape == (9000, bundled().dimension)
    assert np.allclose(vectors[[0, 4096, 8999]], bundled().encode([lines[0], lines[4096], lines[8999]]), atol=1e-6)


def test_no_lines_are_no_rows(tmp_path: Path) -> None:
    (tmp_path / "texts").write_bytes(b"")
    run("encode", str(tmp_path / "texts"), "-o", str(tmp_path / "v.npy"))
    assert np.load(tmp_path / "v.npy").shape == (0, bundled().dimension)


def test_other_encodings_are_recognised(tmp_path: Path) -> None:
    lines = ["景俊海出席会议并讲话，会议在天津举行。", "吉林和天津渊源深厚，合作空间广阔。"]
    (tmp_path / "texts").write_bytes("\n".join(lines).encode("gb18030"))
    run("encode", str(tmp_path / "texts"), "-o", str(tmp_path / "v.npy"))
    assert np.allclose(np.load(tmp_path / "v.npy"), bundled().encode(lines), atol=1e-6)


@pytest.mark.parametrize("name", ["missing.txt", "."])
def test_a_file_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(WorkbenchError):
        run("encode", str(tmp_path / name), "-o", str(tmp_path / "v.npy"))
    assert not (tmp_path / "v.npy").exists()


def test_the_vectors_need_a_place() -> None:
    assert run("encode", "-", stdin=b"").exit_code == 2


def test_help_shows_an_example() -> None:
    for arguments in (["encode"], ["train"], ["train", "encoder"]):
        result = run(*arguments, "--help")
        assert result.exit_code == 0
        assert re.search("Examples?: workbench ", result.stdout)
