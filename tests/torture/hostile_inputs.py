"""Inputs no reader was made for, each from its number alone, and what a child does with them."""

from __future__ import annotations

import io
import itertools
import json
import random
import re
import resource
import signal
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

from workbench.documents.prepare import read_prepared
from workbench.domain import (
    Correction,
    Flag,
    Language,
    Pair,
    PairSide,
    Relation,
    Role,
    Severity,
    Side,
    Status,
    Term,
    TermKind,
)
from workbench.errors import WorkbenchError
from workbench.exchange.formats import FORMATS
from workbench.exchange.tbx import read_tbx, write_tbx
from workbench.exchange.terms import read_terms, write_terms
from workbench.pipeline.pair_files import opened
from workbench.store.corpus import Corpus

WATCHDOG = 60
"""Seconds after which a reader counts as hanging; it needs milliseconds."""

TEXTS = (
    'He said: "1 < 2"\tand left.', "天津代表团访问吉林。", "=1+1", '"""x"""', "a\r\nb", "\\n", "&amp;]]>",
    "吉林\U00020000", "\u2028",
)  # fmt: skip
SCRAPS = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\\ud800", b"\xc3", b"&x;", b"&#0;", b"&#xD800;", b"&lt;",
    b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?xml version='1.0' encoding='utf-7'?>", b"<?xml version='1.1'?>",
    b"<!DOCTYPE x>", b'"', b"'", b"\t", b"\n", b"\r", b",", b"<seg>", b"</seg>", b"</tu>", b"<tu>", b"NaN",
    b"-Infinity", b"1e999", b"-1", b"9" * 5000, b"9" * 25, b"true", b"null", b"{}", b"[]", b"{", b"[", b"\x1b[31m",
    b"\xe2\x80\xae", b"\x85", b"a" * 3000, b'xmlns="y"', b"xml:lang='zh-CN'", b"\x0b", b"\xf4\x90\x80\x80",
)  # fmt: skip
CODECS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "big5", "latin-1", "utf-7", "cp1252", "shift-jis")


def _pairs() -> list[Pair]:
    flag = Flag("places", Severity.ERROR, Side.SOURCE, 0, 2, "He", "She", "because")
    correction = Correction(Side.SOURCE, "a", "b", "edit", "李", "2026-11-21T05:19:00Z")
    texts = list(itertools.product(TEXTS, repeat=2))[::11]
    return [
        Pair(
            PairSide.whole("one", Language.EN, (number,), source),
            PairSide.whole("two", Language.EN if number % 5 == 0 else Language.ZH_HANS, (number, number + 1), target),
            Relation.SAME_LANGUAGE if number % 5 == 0 else Relation.TRANSLATION,
            list(Status)[number % 4],
            0.93,
            (flag,),
            (correction,),
            reviewer="李",
            note="look",
            updated_at="2026-11-21T05:19:00Z",
            id=number,
        )
        for number, (source, target) in enumerate(texts)
    ]


@cache
def _valid(reader: str) -> bytes:
    stream = io.BytesIO()
    terms = [Term("吉林", "Jilin", TermKind.REQUIRED, "note"), Term("發展", "development")]
    if reader in FORMATS:
        FORMATS[reader].write(_pairs(), stream)
    elif reader == "tbx":
        write_tbx(terms, stream)
    elif reader == "terms":
        write_terms(terms, stream)
    else:
        stream.write("\n\n".join(["# 标题", *TEXTS, "Paragraph one. Paragraph two!", "| a | b |"]).encode())
    return stream.getvalue()


def _read_pairs(name: str) -> Callable[[Path], Iterable[Pair]]:
    def read(path: Path) -> Iterator[Pair]:
        with opened(str(path), FORMATS[name]) as file:
            for unit in file.units():
                if unit.pair is not None:
                    yield unit.pair

    return read


def _read_terms(read: Callable[[BinaryIO], Iterable[Term]]) -> Callable[[Path], Iterable[Pair]]:
    def drained(path: Path) -> Iterator[Pair]:
        with path.open("rb") as stream:
            for _ in read(stream):
                pass
        yield from ()

    return drained


def _read_document(path: Path) -> Iterator[Pair]:
    read_prepared(path, Role.ARTICLE)
    yield from ()


READERS: dict[str, Callable[[Path], Iterable[Pair]]] = {
    **{name: _read_pairs(name) for name in FORMATS},
    "tbx": _read_terms(read_tbx),
    "terms": _read_terms(read_terms),
    "document": _read_document,
}


def _mutated(chance: random.Random, data: bytes) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 5))):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((0, 1, 2, 10, 100)))
        piece = chance.choice((b"", data[start:end] * 2, chance.choice(SCRAPS), chance.randbytes(chance.randint(1, 8))))
        data = data[:start] + piece + data[end:]
        if chance.random() < 0.1:
            data = data[: chance.randrange(len(data) + 1)]
    return data


def _encoded(chance: random.Random, data: bytes) -> bytes:
    text = (
        _mutated(chance, data).decode("utf-8", "replace") if chance.random() < 0.5 else data.decode("utf-8", "replace")
    )
    return text.encode(chance.choice(CODECS), "replace")


def _nested(chance: random.Random, data: bytes) -> bytes:
    depth = chance.choice((10, 300, 5000))
    opening, closing = chance.choice(((b"<a>", b"</a>"), (b"<g><tu>", b"</tu></g>"), (b"[", b"]"), (b'{"a":', b"}")))
    inside = opening * depth + b"1" + closing * chance.choice((depth, depth - 1, 0))
    at = chance.choice((0, len(data) // 2, len(data)))
    return chance.choice((inside, data[:at] + inside + data[at:], b'{"flags": ' + inside + b', "source_text": "a"}'))


def _bomb(chance: random.Random, data: bytes) -> bytes:
    kind = chance.choice(("internal", "parameter", "external", "recursive", "attribute"))
    entities = {
        "internal": '<!ENTITY a0 "x">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 30}">' for n in range(1, 9)),
        "parameter": '<!ENTITY % p SYSTEM "file:///etc/passwd"> %p; <!ENTITY a8 "x">',
        "external": '<!ENTITY a8 SYSTEM "file:///dev/zero">',
        "recursive": '<!ENTITY a8 "&a7;"><!ENTITY a7 "&a8;">',
        "attribute": '<!ENTITY a8 "' + "y" * 20_000 + '">',
    }[kind]
    body = data.partition(b"?>")[2].decode("utf-8", "replace")
    text = chance.choice(("吉林", "He", 'lang="', "<seg>", "<term>"))
    return f"<!DOCTYPE r [{entities}]>{body.replace(text, text + '&a8;' * chance.choice((1, 200)))}".encode()


def _numbers(chance: random.Random, data: bytes) -> bytes:
    huge = chance.choice(("9" * 30, "-1", "1e308", "NaN", "0x10", "１２", "9" * 4400, "2147483648", "1_000", "٣"))
    source: dict[str, object] = {"text": "a", "lang": "en", "document": "d"}
    row: dict[str, object] = {"source": source, "target": {"text": "吉", "lang": "zh"}}
    field = chance.choice(("probability", "segments", "start", "id", "bookmarked"))
    if field == "segments":
        source["segments"] = ["@"]
    elif field == "start":
        row["flags"] = [
            {"rule": "r", "severity": "info", "side": "en", "start": "@", "end": 3, "found": "", "message": ""}
        ]
    else:
        row[field] = "@"
    line = json.dumps(row).replace('"@"', chance.choice((huge, f'"{huge}"'))).encode()
    table = data.replace(b"0.93", huge.encode()).replace(b"\t1\t", b"\t" + huge.encode() + b"\t")
    return chance.choice((line, table))


def _random(chance: random.Random, data: bytes) -> bytes:
    return chance.randbytes(chance.choice((0, 1, 3, 50, 2000)))


def _scraps(chance: random.Random, data: bytes) -> bytes:
    head = data[: chance.choice((0, 60, 400))]
    return head + b"".join(chance.choice(SCRAPS) for _ in range(chance.randint(1, 30)))


def _header(chance: random.Random, data: bytes) -> bytes:
    columns = ["zh", "en", *chance.choices(("zh", "status", "relation", "source_lang", "", "x" * 50, "\ufeffzh"), k=3)]
    chance.shuffle(columns)
    rows = [chance.choices((*TEXTS, "", "confirmed", "fr", "zh-TW"), k=chance.randint(0, 7)) for _ in range(5)]
    separator = chance.choice("\t,;")
    return "\n".join(separator.join(cells) for cells in [columns, *rows]).encode("utf-8", "surrogatepass")


MAKERS = (_mutated, _mutated, _mutated, _mutated, _encoded, _nested, _bomb, _numbers, _random, _scraps, _header)


def made(number: int) -> tuple[str, bytes]:
    """The reader and the input of a number."""
    chance = random.Random(number)
    reader = chance.choice(list(READERS))
    return reader, chance.choice(MAKERS)(chance, _valid(reader))


@contextmanager
def _watched(number: int) -> Iterator[None]:
    def bark(*_: object) -> None:
        raise TimeoutError(f"input {number} takes more than {WATCHDOG} seconds")

    signal.signal(signal.SIGALRM, bark)
    signal.alarm(WATCHDOG)
    try:
        yield
    finally:
        signal.alarm(0)


def read_all(first: int, count: int) -> tuple[list[str], Counter[str], int]:
    """Read inputs and store what was read: troubles, what came of the inputs, and MB of memory they took."""
    troubles: list[str] = []
    ends: Counter[str] = Counter()
    pairs: list[Pair] = []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number in range(first, first + count):
        reader, data = made(number)
        path = Path(f"input.{reader}")
        path.write_bytes(data)
        try:
            with _watched(number):
                found = list(READERS[reader](path))
            ends["read"] += 1
            pairs += found
        except WorkbenchError as refused:
            ends["refused"] += 1
            if "\n" in str(refused):
                troubles.append(f"input {number} ({reader}): more than one line: {refused}")
        except BaseException:  # noqa: BLE001
            troubles.append(f"input {number} ({reader}): {traceback.format_exc()}")
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    try:
        with Corpus.create(Path("corpus.db")) as corpus:
            corpus.add_pairs(pairs)
            troubles += [f"inputs from {first}: {sentence}" for sentence in corpus.check()]
            ends["rows"] += corpus.count()
    except BaseException:  # noqa: BLE001
        troubles.append(f"storing inputs from {first}: {traceback.format_exc()}")
    return troubles, ends, memory


FORBIDDEN_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _text(chance: random.Random) -> str:
    """A text of any characters, the awkward ones often."""
    awkward = "\x00\x0b\x1b\t\n\r\x85\u2028\ufeff\ufffe\"'\\,;<>&=+-@ "
    ranges = ((0, 0x7F), (0x80, 0x24F), (0x4E00, 0x9FFF), (0xE000, 0xFFFF), (0x10000, 0x10FFFF))
    found = [
        chance.choice(awkward) if chance.random() < 0.3 else chr(chance.randint(*chance.choice(ranges)))
        for _ in range(chance.randint(1, 12))
    ]
    return "".join(found) if "".join(found).strip() else "x"


def round_trips(first: int, count: int) -> list[str]:
    """Write pairs of any texts in every format and read them again: what did not come back as it was."""
    troubles: list[str] = []
    for number in range(first, first + count):
        chance = random.Random(number)
        source = PairSide("", Language.EN, (), _text(chance))
        target = PairSide(_text(chance), Language.ZH_HANS, (), _text(chance))
        pair = Pair(source, target, Relation.TRANSLATION, probability=0.5, note=_text(chance))
        for name, form in FORMATS.items():
            stream = io.BytesIO()
            form.write([pair], stream)
            stream.seek(0)
            texts = (source.text, target.text, target.document, pair.note)
            kept = tuple(FORBIDDEN_IN_XML.sub("\ufffd", text) for text in texts) if form.is_xml else texts
            found = [(p.source.text, p.target.text, p.target.document, p.note) for p in form.read(stream)]
            if found != [kept] and not form.only_texts:
                troubles.append(f"round trip {number} in {name}: {kept!a} became {found!a}")
    return troubles


class Endless:
    """A stream that gives a head, one block again and again, and a tail, without ever holding all of it."""

    def __init__(self, head: bytes, block: bytes, times: int, tail: bytes) -> None:
        self._blocks = itertools.chain([head], itertools.repeat(block, times), [tail])
        self._rest = b""

    def read(self, size: int) -> bytes:
        """At most `size` bytes."""
        while len(self._rest) < size and (block := next(self._blocks, None)) is not None:
            self._rest += block
        data, self._rest = self._rest[:size], self._rest[size:]
        return data


@dataclass(frozen=True, slots=True)
class Large:
    """A large file: one block again and again between a head and a tail."""

    format: str
    head: bytes
    block: bytes
    tail: bytes
    most: int = 200
    """MB beyond which the file would only take time, or is refused at once."""


LARGE = {
    "elements that are not units": Large(
        "tmx",
        b"<tmx><header/><body>",
        b"<foo a='1'><bar>x</bar></foo>\n",
        b"</body></tmx>",
    ),
    "text outside of units": Large("tmx", b"<tmx><header/><body>", b"x" * 50, b"</body></tmx>"),
    "one unit": Large("tmx", b"<tmx><header/><body><tu>", b"<prop type='a'>x</prop>\n", b"</tu></body></tmx>"),
    "variants of one unit": Large(
        "tmx",
        b"<tmx><body><tu><note>" + b"n" * 2**20 + b"</note><prop type='a'>" + b"p" * 2**20 + b"</prop>",
        b"<tuv xml:lang='en'><prop type='b'>x</prop><seg>a</seg></tuv>\n",
        b"<tuv xml:lang='zh'><seg>\xe4\xb8\x80</seg></tuv></tu></body></tmx>",
        most=1,
    ),
    "depth": Large("tmx", b"<tmx><body>", b"<a>", b""),
    "comments before the root": Large("tmx", b"", b"<!-- x -->", b"<tmx/>"),
    "groups": Large(
        "xliff",
        b"<xliff><file source-language='en' target-language='zh'><body><group>",
        b"<group id='1'><note>x</note></group>\n",
        b"</group></body></file></xliff>",
    ),
    "files": Large(
        "xliff", b"<xliff>", b"<file source-language='en' target-language='zh'><header/></file>\n", b"</xliff>"
    ),
    "one line": Large("tsv", b"zh\ten\n", b"x" * 50, b"\n"),
    "one JSON line": Large("jsonl", b'{"source_text": "', b"x" * 50, b'"}\n'),
    "JSON objects": Large("jsonl", b'{"a": [', b'{"a":[]},', b"0]}\n", most=7),
    "one CSV line": Large("csv", b"zh,en\n", b"a,", b"\n"),
    "a quote that stays open": Large("csv", b'zh,en\n"', b"xxxx\n", b'"\n'),
    "a row of many lines": Large("csv", b"zh,en\n", b'"a\nb",', b"\n"),
    "many columns": Large("tsv", b"zh\ten", b"\tcolumn", b"\na\tb\n"),
    "short lines": Large("tsv", b"zh\ten\n", b"some\n", b"a\tb\n", most=8),
}
"""What would take memory without bounds."""


def memory_of(name: str, size: int) -> int:
    """MB of memory that reading a large file of so many MB takes."""
    large = LARGE[name]
    many = large.block * (65_536 // len(large.block))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    stream = Endless(large.head, many, min(size, large.most) * 2**20 // len(many), large.tail)
    try:
        for _ in FORMATS[large.format].units(stream):  # type: ignore[arg-type]
            pass
    except WorkbenchError as refused:
        assert "\n" not in str(refused)
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
