"""Files to Documents: the encodings distinguished, and every refusal in one sentence."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from workbench.documents import prepare
from workbench.documents.encodings import decode
from workbench.documents.prepare import read_prepared
from workbench.documents.reading import read_document, read_lines
from workbench.domain import Role
from workbench.errors import InputError
from workbench.store.corpus import Corpus

SIMPLIFIED = "吉林省党政代表团到天津学习考察，两省市召开座谈会。Mr. Smith said 3.5%."
TRADITIONAL = "吉林與天津淵源深厚、交往頻繁，經濟互補性強，合作基礎好。"


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (SIMPLIFIED.encode(), SIMPLIFIED, "utf-8"),
        (SIMPLIFIED.encode("utf-8-sig"), SIMPLIFIED, "utf-8"),
        (SIMPLIFIED.encode("utf-16"), SIMPLIFIED, "utf-16"),
        (SIMPLIFIED.encode("utf-16-le"), SIMPLIFIED, "utf-16"),
        (TRADITIONAL.encode("utf-16-be"), TRADITIONAL, "utf-16"),
        ("Plain English only.\n".encode("utf-16-le"), "Plain English only.\n", "utf-16"),
        (SIMPLIFIED.encode("utf-32"), SIMPLIFIED, "utf-32"),
        (SIMPLIFIED.encode("gb18030"), SIMPLIFIED, "gb18030"),
        (TRADITIONAL.encode("gb18030"), TRADITIONAL, "gb18030"),
        (TRADITIONAL.encode("big5"), TRADITIONAL, "big5"),
        ("天津市長王小明出席".encode("big5"), "天津市長王小明出席", "big5"),
        ("天津市长王小明出席".encode("gbk"), "天津市长王小明出席", "gb18030"),
        ("網(wǎng)".encode("gb18030"), "網(wǎng)", "gb18030"),
        (b"Only ASCII.", "Only ASCII.", "utf-8"),
        (b"/f(W", "/f(W", "utf-8"),
        (b"Rar! said the lion.", "Rar! said the lion.", "utf-8"),
        ("naïve café “quotes”".encode(), "naïve café “quotes”", "utf-8"),
    ],
)
def test_encodings_are_told_apart(data: bytes, text: str, encoding: str) -> None:
    assert decode(data, "a.txt") == (text, encoding)


def test_a_seed_is_read_the_same_from_every_encoding(tmp_path: Path) -> None:
    from workbench.documents.sources import seed_documents

    for document in seed_documents():
        traditional = document.name in ("tianjin-delegation-2019", "liaoning-forum")
        for codec in ("gb18030", "utf-16", *(["cp950"] if traditional else [])):
            expected = document.text.encode(codec, "ignore").decode(codec)
            path = tmp_path / "seed.txt"
            path.write_bytes(expected.encode(codec))
            read = read_document(path)
            assert (read.text, read.encoding) == (expected, codec.replace("cp950", "big5")), document.name


def test_a_document_knows_its_name_checksum_and_encoding(tmp_path: Path) -> None:
    path = tmp_path / "visit.2023.txt"
    path.write_bytes(b"\xef\xbb\xbfHello.\r\nWorld.\r\n")
    document = read_document(path, title="A title")
    assert document.name == "visit.2023"
    assert document.text == "Hello.\r\nWorld.\r\n"
    assert document.title == "A title"
    assert document.checksum == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "nothing but white space"),
        ("\u3000\n".encode(), "nothing but white space"),
        (b"%PDF-1.7\n...", "is not a sound PDF file"),
        (b"PK\x03\x04word/document.xml", "Word"),
        (b"{\\rtf1 hello}", "RTF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "picture"),
        (b"hello\x00world" * 20, "binary"),
        (bytes(range(256)) * 40, "binary"),
        (b"\x01\x02\x03\x04 text" * 10, "binary"),
        (
            ("吉林省党政代表团" * 40).encode() + b"\xff\n" + "学习考察".encode() * 40,
            "UTF-8 with broken bytes, the first in line 1",
        ),
        (b"He said \x93Hello\x94 to the \x93caf\xe9\x94 owner.", "not text in UTF-8, UTF-16, GB18030 or Big5"),
    ],
)
def test_what_is_no_text_is_refused_in_one_sentence(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "input.txt"
    path.write_bytes(data)
    with pytest.raises(InputError, match=message) as refused:
        read_document(path)
    assert "\n" not in str(refused.value)
    assert str(path) in str(refused.value)


def test_missing_files_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        read_document(tmp_path / "nothing.txt")
    with pytest.raises(InputError, match="is a folder"):
        read_document(tmp_path)
    with pytest.raises(InputError, match="cannot be read"):
        read_document("a\x00b")


def test_a_named_encoding_is_obeyed(tmp_path: Path) -> None:
    path = tmp_path / "input.txt"
    path.write_bytes(b"He said \x93Hello\x94.")
    assert read_document(path, encoding="windows-1252").text == "He said “Hello”."
    with pytest.raises(InputError, match="There is no text encoding 'klingon'"):
        read_document(path, encoding="klingon")
    with pytest.raises(InputError, match="is not text in utf-8"):
        read_document(path, encoding="utf-8")
    with pytest.raises(InputError):
        read_document(path, encoding="base64")


def test_lines_end_only_at_newlines(tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_bytes("one\u2028still one\x0bstill\x0c\r\n\n two \nthree\rstill three\n".encode())
    assert read_lines(path) == ["one\u2028still one\x0bstill\x0c", "", " two ", "three\rstill three"]
    path.write_bytes(b"one\n\n")
    assert read_lines(path) == ["one", ""]
    path.write_bytes(b"one")
    assert read_lines(path) == ["one"]


def test_a_name_that_is_not_utf8_can_be_kept(tmp_path: Path, corpus: Corpus) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_text("He left.", encoding="utf-8")
    prepared = read_prepared(path, Role.ARTICLE)
    assert prepared.name == "caf\ufffd"
    assert corpus.add_document(prepared.document, prepared.clean, prepared.segments) == "caf\ufffd"


@pytest.mark.parametrize("lines", [True, False])
def test_a_document_of_too_many_lines_is_refused(lines: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "MOST_LINES", 3)
    path = tmp_path / "input.txt"
    path.write_text("One.\nTwo.\nThree.\n", encoding="utf-8")
    assert len(read_prepared(path, Role.ARTICLE, lines=lines).segments) == 3
    path.write_text("One.\nTwo.\nThree.\nFour.\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"input has more than 3 lines\. Split it"):
        read_prepared(path, Role.ARTICLE, lines=lines)


def test_a_document_too_long_to_segment_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepare, "LONGEST", 2**20)
    path = tmp_path / "input.txt"
    path.write_text("One. " * 2**18, encoding="utf-8")
    with pytest.raises(InputError, match=r"input is longer than 1 million characters\. Split it"):
        read_prepared(path, Role.ARTICLE)
    assert len(read_prepared(path, Role.ARTICLE, lines=True).segments) == 1


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/full"])
def test_devices_are_refused(device: str) -> None:
    with pytest.raises(InputError, match="is a device, not a file"):
        read_document(device)


def test_an_enormous_sparse_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sparse.txt"
    with path.open("wb") as stream:
        stream.truncate(6 * 2**30)
    with pytest.raises(InputError, match="longer than 256 MB"):
        read_document(path)
