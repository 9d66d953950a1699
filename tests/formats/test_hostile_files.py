"""Files made to harm, damaged or misnamed are read within bounds or refused in one line, never with a traceback."""

from __future__ import annotations

import random
import socket
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.formats import laws
from tests.formats.packages import changed, epub, packed, part_of, word_file
from tests.formats.pdfs import Text, pdf
from tests.formats.test_catalogues import PO
from tests.formats.test_docx import report
from tests.formats.test_epub import CHAPTERS
from tests.formats.test_html import PAGE
from tests.formats.test_pdf import CHINESE, ENGLISH, newspaper
from tests.formats.test_subtitles import SRT, VTT
from workbench.documents import package
from workbench.documents.adapters import adapter_for
from workbench.documents.prepare import read_prepared
from workbench.documents.reading import read_document
from workbench.domain import Role
from workbench.errors import InputError

SAMPLES = {
    "a.docx": report(),
    "a.epub": epub(CHAPTERS),
    "a.html": PAGE.encode(),
    "a.srt": SRT.encode(),
    "a.vtt": VTT.encode(),
    "a.po": PO.encode(),
    "a.json": b'{"a": {"b": ["One {x}", "\\u5929\\n"]}, "@c": {"d": "x"}, "e": "Two <b>three</b>"}',
    "a.properties": b"# no\na = One \\\n  two {0}\nb:\\u5929\n",
    "a.pdf": newspaper(ENGLISH * 2 + CHINESE, 2, 20, 20.0, "Two cities 两座城市"),
}

DEEP = "<div>" * 10_000 + "x" + "</div>" * 10_000
BOMB = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise AssertionError("something was fetched")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def read(name: str, data: bytes) -> None:
    """Read a file by its adapter; its laws hold, or it is refused in one line that names it."""
    try:
        adapter = adapter_for(Path(name), data)
        assert adapter is not None
        laws.check(adapter(data, name, None))
    except InputError as error:
        assert name in str(error)
        assert "\n" not in str(error)


def refused(tmp_path: Path, name: str, data: bytes) -> str:
    """Why a file is refused, in one line."""
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(InputError) as error:
        read_document(path)
    assert "\n" not in str(error.value)
    assert str(path) in str(error.value)
    return str(error.value)


@pytest.mark.slow
@pytest.mark.parametrize("name", SAMPLES)
def test_truncated_files(name: str) -> None:
    data = SAMPLES[name]
    for end in range(1, len(data), max(len(data) // 60, 1)):
        read(name, data[:end])


@pytest.mark.parametrize("name", SAMPLES)
def test_flipped_bits(name: str) -> None:
    chance = random.Random(19)
    for _ in range(60):
        data = bytearray(SAMPLES[name])
        for _ in range(chance.choice((1, 3, 30))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        read(name, bytes(data))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["a.docx", "a.epub"])
def test_flipped_bits_inside_the_parts(name: str) -> None:
    chance = random.Random(19)
    parts = ["word/document.xml", "word/styles.xml"] if name == "a.docx" else ["OEBPS/book.opf", "OEBPS/two.xhtml"]
    for _ in range(60):
        part = chance.choice(parts)
        data = bytearray(part_of(SAMPLES[name], part).encode())
        for _ in range(chance.choice((1, 3))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        read(name, changed(SAMPLES[name], {part: bytes(data)}))


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(min_size=1, max_size=300), name=st.sampled_from(sorted(SAMPLES)))
def test_random_bytes(data: bytes, name: str) -> None:
    read(name, data)
    read(name, SAMPLES[name][:9] + data)


PACKED = ["a.docx", "a.epub", "a.html", "a.pdf", "a.vtt"]


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("other", PACKED)
def test_a_wrong_suffix_is_seen_from_the_first_bytes(tmp_path: Path, name: str, other: str) -> None:
    (tmp_path / name).write_bytes(SAMPLES[name])
    wrong = (tmp_path / other).with_stem("wrong")
    wrong.write_bytes(SAMPLES[name])
    assert read_document(wrong).text == read_document(tmp_path / name).text


def test_text_that_is_named_as_a_package_is_refused(tmp_path: Path) -> None:
    assert "is not a sound Word file" in refused(tmp_path, "a.docx", b"Only text.")
    assert "is not a sound EPUB" in refused(tmp_path, "a.epub", b"Only text.")
    assert "is not a sound PDF file" in refused(tmp_path, "a.pdf", b"Only text.")


def test_entity_bombs_are_refused(tmp_path: Path) -> None:
    word = word_file("<w:p/>")
    body = part_of(word, "word/document.xml").replace("<w:body>", "<w:body><w:p><w:r><w:t>&j;</w:t></w:r></w:p>")
    message = refused(tmp_path, "a.docx", changed(word, {"word/document.xml": f"{BOMB}]>{body}"}))
    assert "is not a sound Word file: its part word/document.xml is not well-formed XML" in message
    bomb = changed(epub({"a.xhtml": "<p>x</p>"}), {"OEBPS/book.opf": f"{BOMB}]><package>&j;</package>"})
    assert "is not a sound EPUB" in refused(tmp_path, "a.epub", bomb)


def test_external_entities_and_remote_resources_are_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret", encoding="utf-8")
    outside = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{secret.as_uri()}"><!ENTITY t SYSTEM "http://example.org/t">]>'
    word = word_file("<w:p><w:r><w:t>&s;&t;</w:t></w:r></w:p><w:p><w:r><w:t>Text.</w:t></w:r></w:p>")
    data = changed(word, {"word/document.xml": outside + part_of(word, "word/document.xml")})
    assert "not well-formed" in refused(tmp_path, "a.docx", data)
    page = outside.replace("x [", "html [") + (
        "<html><head><link rel='stylesheet' href='http://example.org/a.css'><script src='http://example.org/a.js'>"
        "</script></head><body><img src='http://example.org/a.png'><p>&s;Text.</p></body></html>"
    )
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    assert "secret" not in read_document(tmp_path / "a.html").text.replace("&s;", "")


def test_ten_thousand_nested_elements_are_refused(tmp_path: Path) -> None:
    assert "nested too deeply" in refused(tmp_path, "a.html", f"<html><body>{DEEP}</body></html>".encode())
    assert "nested too deeply" in refused(tmp_path, "a.epub", epub({"a.xhtml": DEEP}))
    nested = "<w:sdt><w:sdtContent>" * 10_000 + "</w:sdtContent></w:sdt>" * 10_000
    assert "depth" in refused(tmp_path, "a.docx", word_file(nested))


@pytest.mark.slow
def test_zip_bombs_are_refused(tmp_path: Path) -> None:
    body = "<w:p><w:r><w:t>" + "A" * 5_000_000 + "</w:t></w:r></w:p>"
    assert "unpacks to more than a text can be" in refused(tmp_path, "a.docx", word_file(body))
    bomb = epub(CHAPTERS, more={"OEBPS/two.xhtml": b" " * (package.LARGEST_PART + 1)})
    assert "unpacks to more than a text can be" in refused(tmp_path, "a.epub", bomb)
    many = packed({"word/document.xml": "", **{f"word/{number}": "" for number in range(package.MOST_PARTS)}}, 0)
    assert "has more than 20,000 parts" in refused(tmp_path, "a.docx", many)


def test_more_tags_than_a_text_can_have_are_refused(tmp_path: Path) -> None:
    assert "more than 1,000,000 tags" in refused(tmp_path, "a.html", b"<html>" + b"<p>" * 1_000_001)
    tags = f"<w:styles xmlns:w='w'>{'<a/>' * package.MOST_TAGS}</w:styles>"
    assert "unpacks to more" in refused(tmp_path, "a.docx", changed(report(), {"word/styles.xml": tags}))


def test_a_book_that_names_one_chapter_a_million_times_is_read_once(tmp_path: Path) -> None:
    book = epub({"a.xhtml": "<p>Once.</p>"})
    opf = part_of(book, "OEBPS/book.opf").replace("<spine>", "<spine>" + '<itemref idref="c0"/>' * 50_000)
    (tmp_path / "a.epub").write_bytes(changed(book, {"OEBPS/book.opf": opf}))
    assert read_document(tmp_path / "a.epub").text == "Once."


def test_macros_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.docm").write_bytes(changed(report(), {"word/vbaProject.bin": b"Sub AutoOpen()"}))
    assert "AutoOpen" not in read_document(tmp_path / "a.docm").text


def test_encrypted_files_are_refused(tmp_path: Path) -> None:
    encrypted = pdf(
        [[Text(50, 700, "Text")]],
        trailer="/Encrypt << /Filter /Standard /V 1 /R 2 /P -1 "
        f"/O <{'41' * 32}> /U <{'42' * 32}> >> /ID [<{'43' * 16}> <{'43' * 16}>]",
    )
    assert "is encrypted" in refused(tmp_path, "a.pdf", encrypted)
    locked = bytearray(report())
    at = locked.index(b"PK\x01\x02")
    while at >= 0:
        locked[at + 8] |= 1
        at = locked.find(b"PK\x01\x02", at + 4)
    assert "is encrypted" in refused(tmp_path, "a.docx", bytes(locked))


@pytest.mark.slow
def test_huge_tables_and_pages_of_many_objects_are_read_within_bounds(tmp_path: Path) -> None:
    table = "<w:tbl>" + ("<w:tr>" + "<w:tc><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>" * 20 + "</w:tr>") * 2_000
    (tmp_path / "a.docx").write_bytes(word_file(f"{table}</w:tbl>"))
    prepared = read_prepared(tmp_path / "a.docx", Role.ARTICLE)
    assert len(prepared.document.blocks) == 40_000
    cells = [Text(20 + 5 * (number % 100), 20 + 5 * (number // 100 % 150), "x", 2) for number in range(20_000)]
    (tmp_path / "a.pdf").write_bytes(pdf([cells]))
    assert read_document(tmp_path / "a.pdf").text
    assert "more than 200,000 characters on page 1" in refused(tmp_path, "b.pdf", pdf([cells * 11]))
