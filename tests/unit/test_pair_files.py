"""Files of pairs as people name them: compressed, in two files, on stdin, of a format their name does not say."""

from __future__ import annotations

import gzip
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Workbench
from tests.unit.test_exchange_outputs import PAIRS, TRANSLATION, XLIFF
from workbench import files, packing
from workbench.errors import InputError, UsageError
from workbench.exchange.formats import FORMATS, recognised
from workbench.pipeline.pair_files import Reading, opened, rows

ROWS = [("会议在天津召开。", "The meeting was held in Tianjin."), ("他说：“好。”", '"Good," he said.')]
TSV = "zh\ten\n" + "".join(f"{zh}\t{en}\n" for zh, en in ROWS)


def read(*paths: Path, reading: Reading | None = None) -> list[tuple[str, str]]:
    return [(row.zh, row.en) for row in rows([*map(str, paths)], reading or Reading())]


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
@pytest.mark.parametrize("name", ["tsv", "tmx", "xliff", "jsonl", "csv"])
def test_compressed_files_come_back(tmp_path: Path, name: str, suffix: str) -> None:
    pytest.importorskip("zstandard")
    path = tmp_path / f"a.{name}{suffix}"
    with files.replacing(path) as stream:
        assert FORMATS[name].write(PAIRS[:1] * 500, stream) == 500
    plain = io.BytesIO()
    FORMATS[name].write(PAIRS[:1] * 500, plain)
    assert path.stat().st_size < len(plain.getvalue()) / 5
    found = read(path)
    assert len(found) == 500
    assert found[0] == (TRANSLATION.target.text, TRANSLATION.source.text)


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_damaged_compressed_files_are_refused(tmp_path: Path, suffix: str) -> None:
    pytest.importorskip("zstandard")
    path = tmp_path / f"a.tsv{suffix}"
    files.write(path, TSV.encode() * 1000)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 :] = bytes(20)
    path.write_bytes(data)
    with pytest.raises(InputError, match="damaged compressed file"):
        read(path)


def test_what_unpacks_without_bound_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "_ANY_RATIO", 2**16)
    path = tmp_path / "a.tsv.gz"
    path.write_bytes(gzip.compress(b"zh\ten\n" + b"\n" * 2**24))
    with pytest.raises(InputError, match="unpacks to more than a text can be"):
        read(path)


def test_a_file_that_fails_to_be_written_leaves_nothing(tmp_path: Path) -> None:
    for name in ("a.tsv.gz", "a.tsv.zst", "a.moses", "a.moses.gz"):
        with pytest.raises(ZeroDivisionError), files.replacing(tmp_path / name) as stream:
            stream.write(b"x\ny\n" * 10)
            raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_a_moses_pair_has_the_same_lines_on_both_sides(tmp_path: Path) -> None:
    said: list[str] = []
    with files.replacing(tmp_path / "a.moses") as stream:
        assert FORMATS["moses"].write([*PAIRS, TRANSLATION], stream, said.append) == 2
    assert (tmp_path / "a.en").read_text() == 'He said: "1 < 2"\tand left.\n' * 2
    assert (tmp_path / "a.zh").read_text() == "=他说：“一小于二”， 走了。\n" * 2
    assert said == [
        "2 line ends inside texts became spaces.",
        "1 pair in one language had no place in a file for each.",
    ]
    assert not (tmp_path / "a.moses").exists()


@pytest.mark.parametrize("names", [("a.en", "a.zh"), ("a.en.gz", "a.zh-CN.gz"), ("one", "two"), ("a.txt", "b.txt")])
def test_two_files_of_lines_are_read_in_either_order(tmp_path: Path, names: tuple[str, str]) -> None:
    paths = [tmp_path / name for name in names]
    files.write(paths[0], "".join(f"{en}\n" for _, en in ROWS).encode())
    files.write(paths[1], "".join(f"{zh}\r\n" for zh, _ in ROWS).encode("gb18030"))
    assert read(*paths) == read(*reversed(paths)) == ROWS


def test_files_of_lines_that_do_not_face_each_other_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.en").write_text("one\ntwo\n")
    (tmp_path / "a.zh").write_text("一\n")
    with pytest.raises(InputError, match=r"a\.en has more lines than .*a\.zh"):
        read(tmp_path / "a.en", tmp_path / "a.zh")
    with pytest.raises(InputError, match=r"a\.zh has fewer lines than .*a\.en"):
        read(tmp_path / "a.zh", tmp_path / "a.en")
    with pytest.raises(InputError, match="are both English"):
        read(tmp_path / "a.en", tmp_path / "a.en")
    with pytest.raises(UsageError, match="one file of pairs at a time"):
        read(tmp_path / "a.tmx", tmp_path / "b.tmx")
    with pytest.raises(UsageError, match="Too many files"):
        read(*[tmp_path / "a.en"] * 4)


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (TSV.encode(), "tsv"),
        (TSV.encode("utf-16"), "tsv"),
        (b"\xef\xbb\xbfzh,en\n", "csv"),
        (b'\n {"zh": "', "jsonl"),
        (XLIFF.encode(), "xliff"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">', "tmx"),
        (b"<html><body>", None),
        (b"PK\x03\x04word/document.xml", None),
        (b"\x00\x01", None),
        (b"", None),
    ],
)
def test_a_format_is_recognised_by_what_a_file_holds(start: bytes, name: str | None) -> None:
    assert recognised(start) == name


def test_a_file_whose_name_says_nothing_is_recognised(tmp_path: Path) -> None:
    for name in ("tmx", "xliff", "jsonl", "csv", "tsv"):
        with files.replacing(tmp_path / "pairs") as stream:
            FORMATS[name].write(PAIRS[:1], stream)
        with opened(str(tmp_path / "pairs"), None) as file:
            assert file.format.name == name
    (tmp_path / "pairs").write_bytes(b"<html></html>")
    with pytest.raises(UsageError, match="format is not clear from the name"):
        read(tmp_path / "pairs")


def test_sides_that_look_swapped_are_said_and_swapped(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("zh\ten\n" + "".join(f"{en}\t{zh}\n" for zh, en in ROWS) + "好\tGood\n")
    said = "The sides of 2 of 3 rows look swapped: English where Chinese should be. To exchange them: --swap."
    assert said in workbench("check", "a.tsv").stderr
    assert said in workbench("import", "a.tsv").stderr
    assert read(tmp_path / "a.tsv", reading=Reading(swap=True))[:2] == ROWS
    assert workbench("--db", "s.db", "import", "a.tsv", "--swap").code == 0
    said = workbench("--db", "s.db", "export", "-o", "b.moses", "--status", "any").stderr
    assert said == "Wrote 3 pairs to b.en and b.zh.\n"
    assert (tmp_path / "b.zh").read_text() == "".join(f"{zh}\n" for zh, _ in ROWS) + "Good\n"


def test_a_file_without_a_header(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text(TSV.partition("\n")[2])
    assert "--columns zh,en" in workbench("check", "a.tsv").stderr
    assert workbench("check", "a.tsv", "--columns", "zh,en").stderr.startswith("2 rows")
    assert "Added 2 of 2" in workbench("import", "a.tsv", "--columns", "zh, en").stderr


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (("search", "meeting", "-o", "a.tmx", "--format", "tsv"), "a.tmx is named as tmx, but the format is tsv."),
        (
            ("search", "meeting", "-o", "a.tsv.gz", "--format", "csv"),
            "a.tsv.gz is named as tsv, but the format is csv.",
        ),
        (("export", "-o", "a.csv", "--format", "jsonl"), "a.csv is named as csv, but the format is jsonl."),
        (("export", "-o", "a.docx"), "The format is not clear from the name a.docx."),
        (("check", "-o", "a.tmx"), "a.tmx is named as tmx, which this command does not write."),
        (("export", "-o", "a", "--format", "moses"), "Name them with -o NAME.moses: NAME.en and NAME.zh."),
    ],
)
def test_the_suffix_of_the_output_decides_the_format(
    workbench: Workbench, tmp_path: Path, command: tuple[str, ...], message: str
) -> None:
    files.write(tmp_path / "a.tsv", TSV.encode())
    workbench("import", "a.tsv", "--status", "confirmed")
    outcome = workbench(*command)
    assert (outcome.code, message in outcome.stderr) == (2, True)


@pytest.mark.parametrize("name", ["b.tsv", "b.csv", "b.tmx", "b.xlf", "b.jsonl", "b.tsv.gz"])
def test_commands_that_write_pairs_write_one_format(workbench: Workbench, tmp_path: Path, name: str) -> None:
    files.write(tmp_path / "a.tsv", TSV.encode())
    files.write(tmp_path / "a.en", ROWS[0][1].encode())
    files.write(tmp_path / "a.zh", ROWS[0][0].encode())
    workbench("import", "a.tsv", "--status", "confirmed")
    for command in (("search", "meeting"), ("export",), ("align", "a.en", "a.zh"), ("mine", "a.en", "a.zh")):
        assert workbench(*command, "-o", name).code == 0
        assert read(tmp_path / name)[0] == ROWS[0]


def test_terms_come_from_tables_and_stdin(
    workbench: Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files.write(tmp_path / "a.csv", 'Chinese;English\n吉商;"Jilin; merchants"\n'.encode())
    assert workbench("terms", "import", "a.csv").stderr == "Read 1 term; new or changed: 1.\n"
    for name in ("b.tsv", "b.tbx", "b.tsv.gz"):
        assert workbench("terms", "export", "-o", name).code == 0
        monkeypatch.setattr("sys.stdin", Stdin((tmp_path / name).read_bytes()))
        assert workbench("terms", "import", "-").stderr == "Read 1 term; new or changed: 0.\n"
    assert workbench("terms", "export", "-o", "b.tbx", "--format", "tsv").code == 2
    assert workbench("terms", "export", "-o", "b.csv").code == 2


class Stdin:
    """Standard input that holds these bytes."""

    def __init__(self, data: bytes) -> None:
        self.buffer = io.BytesIO(data)


@pytest.mark.parametrize("name", ["tsv", "csv", "tmx", "jsonl", "xliff"])
def test_stdin_is_read_and_recognised(workbench: Workbench, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    stream = io.BytesIO()
    FORMATS[name].write(PAIRS[:1], stream)
    for data in (stream.getvalue(), gzip.compress(stream.getvalue())):
        monkeypatch.setattr("sys.stdin", Stdin(data))
        assert workbench("check", "-").stderr.startswith("1 row")
        monkeypatch.setattr("sys.stdin", Stdin(data))
        assert "of 1 pair " in workbench("import", "-").stderr


@pytest.mark.parametrize("form", ["tsv-plain", "csv-safe", "moses", "beads", "xlsx"])
def test_a_batch_names_its_files_by_their_format(workbench: Workbench, tmp_path: Path, form: str) -> None:
    pytest.importorskip("openpyxl")
    for side, text in (("en", ROWS[0][1]), ("zh", ROWS[0][0])):
        (tmp_path / side).mkdir()
        files.write(tmp_path / side / "a.txt", text.encode())
    files.write(tmp_path / "pairs.tsv", b"source\ttarget\nen/a.txt\tzh/a.txt\n")
    assert '"skipped": 0' in workbench("batch", "pairs.tsv", "-o", "out", "--format", form, "--jobs", "1").stdout
    names = {"tsv-plain": ["a.tsv"], "csv-safe": ["a.csv"], "moses": ["a.en", "a.zh"]}.get(form, [f"a.{form}"])
    assert sorted(path.name for path in (tmp_path / "out").iterdir() if path.is_file()) == names
    assert '"skipped": 1' in workbench("batch", "pairs.tsv", "-o", "out", "--format", form, "--jobs", "1").stdout


def test_a_batch_takes_files_of_pairs(workbench: Workbench, tmp_path: Path) -> None:
    (tmp_path / "memories").mkdir()
    for name, form in (("memories/a.tmx", "tmx"), ("memories/b.csv.gz", "csv"), ("c.tsv", "tsv")):
        with files.replacing(tmp_path / name) as stream:
            FORMATS[form].write([replace(TRANSLATION, note=name)], stream)
    files.write(tmp_path / "memories" / "notes.txt", b"nothing")
    files.write(tmp_path / "d.en", b"A meeting.")
    files.write(tmp_path / "d.zh", "会议。".encode())
    files.write(tmp_path / "pairs.tsv", b"source\ttarget\tname\nd.en\td.zh\t\nc.tsv\t\tmemory\n")
    command = ("batch", "pairs.tsv", "memories", "c.tsv", "-o", "out", "--store", "--jobs", "1", "--format", "tsv")
    done = json.loads(workbench(*command).stdout)
    assert (done["documents"], done["pairs"], done["failed"], done["mean_probability"] > 0) == (5, 5, [], True)
    assert sorted(path.name for path in (tmp_path / "out").glob("*.tsv")) == [
        "a.tsv", "b.tsv", "c.tsv", "d.tsv", "memory.tsv"
    ]  # fmt: skip
    assert read(tmp_path / "out" / "memory.tsv") == [(TRANSLATION.target.text, TRANSLATION.source.text)]
    assert json.loads(workbench(*command).stdout)["skipped"] == 5
    failed = json.loads(workbench("batch", "c.tsv", "-o", "out", "--format", "beads").stdout)["failed"]
    assert "which have no beads" in failed[0]["error"]
    files.write(tmp_path / "bad.tsv", b"a\tb\n1\t2\n")
    assert "lacks the columns source and target" in workbench("batch", "bad.tsv").stderr


def test_flags_as_a_table(workbench: Workbench, tmp_path: Path) -> None:
    files.write(tmp_path / "a.tsv", "zh\ten\n增长8.7%\tgrew by 7.8%\n".encode())
    assert workbench("check", "a.tsv", "-o", "flags.tsv").code == 0
    header, *lines = (tmp_path / "flags.tsv").read_text().splitlines()
    assert header.split("\t")[:3] == ["row", "rule", "severity"]
    assert lines[0].split("\t")[:4] == ["1", "numbers", "error", "en"]
