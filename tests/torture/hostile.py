"""Paths nobody expects, and texts nobody writes."""

from __future__ import annotations

import ctypes
import os
import resource as limits
import shutil
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import workbench
from tests.torture import children, endurance
from tests.torture.children import look
from tests.torture.scenes import DB
from workbench import config, resources
from workbench.errors import WorkbenchError

HUGE = 3 * 1024**3
"""Bytes of a file that is larger than the memory a child has here."""

TERMS = "zh\ten\n津\tTianjin\n"
PLACES: dict[str, Callable[[], str]] = {
    "missing": lambda: "missing.tsv",
    "a missing folder": lambda: "none/x.tsv",
    "a file as a folder": lambda: "pairs.tsv/x.tsv",
    "a folder": lambda: _made("folder.tsv", Path.mkdir),
    "empty": lambda: _made("empty.tsv", Path.touch),
    "a name of 300 bytes": lambda: "x" * 296 + ".tsv",
    "80 Chinese characters": lambda: _written("津" * 80 + ".tsv"),
    "a link to itself": lambda: _made("loop.tsv", lambda path: path.symlink_to(path.name)),
    "a link to nothing": lambda: _made("link.tsv", lambda path: path.symlink_to("nothing.tsv")),
    "a name not in UTF-8": lambda: _written(os.fsdecode(b"\xff\xfe.tsv")),
    "a name with ?#%": lambda: _written("a?b#c%41&mode=ro.tsv"),
    "an escape sequence": lambda: _written("\x1b]0;x\x07\n.tsv"),
    "a pipe nobody writes to": lambda: _made("pipe.tsv", os.mkfifo),
    "/dev/zero": lambda: "/dev/zero",
    "/dev/full": lambda: "/dev/full",
    "/dev/null": lambda: "/dev/null",
    "larger than memory": lambda: _made("huge.tsv", _huge),
    "one long line": lambda: _written("line.tsv", TERMS.encode() + b"x" * 3_000_000),
    "random bytes": lambda: _written("random.tsv", Random(1).randbytes(100_000)),
    "a folder one may not enter": lambda: _forbidden("forbidden/x.tsv", 0o000),
    "a folder one may not write to": lambda: _forbidden("closed/x.tsv", 0o500),
    "a file one may not read": lambda: _made("secret.tsv", lambda path: path.touch(0o000)),
    "the corpus": lambda: str(DB),
    "the log of the corpus": lambda: f"{DB}-wal",
    "nothing": lambda: "",
    "a dash": lambda: "-",
}
"""What replaces a path on the command line, made when it is asked for."""


def _made(name: str, make: Callable[[Path], object]) -> str:
    make(Path(name))
    return name


def _written(name: str, data: bytes = TERMS.encode()) -> str:
    return _made(name, lambda path: path.write_bytes(data))


def _huge(path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(HUGE)


def _forbidden(name: str, mode: int) -> str:
    path = Path(name)
    path.parent.mkdir()
    path.write_text(TERMS, "utf-8")
    path.parent.chmod(mode)
    return name


def without_rights() -> None:
    """Give up what lets root read and write everything; somebody else has nothing to give up."""
    # Linux: capset(2), version 3, with no capability left.
    header, none = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
    if os.geteuid() == 0 and ctypes.CDLL(None).capset(header, none):
        raise OSError("root keeps its rights here")


def take(arguments: Sequence[str], place: str) -> str:
    """Run a command as somebody without rights, with one of its paths replaced ("PLACE"); returns what is wrong."""
    without_rights()
    limits.setrlimit(limits.RLIMIT_AS, (HUGE, HUGE))
    before, _ = look(DB)
    odd = PLACES[place]()
    trouble = endurance.said(*(odd if argument == "PLACE" else argument for argument in arguments))
    seen, wrong = look(DB)
    lost = [row for key, row in before.rows.items() if seen.rows.get(key, ())[:5] != row[:5]]
    return trouble or (f"the corpus is not what it was: {lost}, {wrong}" if lost or wrong else "")


# Texts

NASTY: tuple[bytes, ...] = (
    *(b"\x00", b"\r", b"\n\n\n", b"\t", b'"', b"'", b'"""', b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80"),
    *(b"<", b"&#0;", b"]]>", b"<!DOCTYPE x [", b"{", b"\x1b]0;x\x07", "天津".encode("gb18030"), b"1" + b"0" * 5000),
    *(piece * 2000 for piece in (b"[", b"(", b"9", b"-", b" ", b".", b"a@b.c ", b"http://", b"1.1.", b"Mr. ", b"A.B.")),
    *(
        piece.encode() * 700
        for piece in ("<b>", "，。！？", "“‘「『《", "第一条", "e\u0301", "\u202e\u2066", "\u200b\ufeff")
    ),
    "\U0010ffff\U000e0001".encode(),
)


def mutated(data: bytes, chance: Random) -> bytes:
    """A file with something cut, doubled, flipped or put in; now and then in another encoding, or anything at all."""
    if chance.random() < 0.02:
        return chance.randbytes(chance.randrange(4000))
    if chance.random() < 0.1:
        data = data.decode("utf-8", "replace").encode(
            chance.choice(("utf-16", "utf-16-be", "utf-32", "gb18030", "big5", "cp1252")), "replace"
        )
    for _ in range(chance.choice((1, 1, 2, 5))):
        at, to = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        data = chance.choice(
            (
                data[:at] + chance.choice(NASTY) + data[at:],
                data[:at] + chance.choice(NASTY) + data[to:],
                data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :],
                data[:at] + data[to:],
                data[:to] + data[at:],
            )
        )
    return data[:200_000]


@dataclass(frozen=True, slots=True)
class Reader:
    """Something that reads a file which is not a corpus and holds no pairs."""

    name: str
    """Of the file."""
    sound: Callable[[], bytes]
    """What it holds when nobody means harm."""
    read: Callable[[], object]
    """Returns what is wrong with how it went, if anything, or raises WorkbenchError."""


ENCODER_FILES = ("modules.json", "tokenizer.json", "model.safetensors")


def _encoder(name: str) -> Callable[[], str]:
    """Reads the bundled encoder with one of its files replaced."""

    def read() -> str:
        folder = Path("encoder")
        if not folder.exists():
            shutil.copytree(resources.models() / "zh-en-static", folder)
        shutil.copyfile(name, folder / name)
        return endurance.said("--encoder", "encoder", "encode", "en/0.txt", "-o", "vectors.npy")

    return read


def _model(name: str) -> bytes:
    """The beginning of a file of the bundled encoder."""
    with (resources.models() / "zh-en-static" / name).open("rb") as stream:
        return stream.read(100_000)


def _bytes(*names: str) -> bytes:
    return b"".join(Path(name).read_bytes() for name in names)


def _of(*arguments: str) -> Callable[[], str]:
    return lambda: endurance.said(*arguments)


MANIFEST = b"source\ttarget\tname\nen/0.txt\tzh/0.txt\tone\nen/1.txt\tzh/1.txt\ttwo\n"
SETTINGS = b'reviewer = "An Na"\ntheme = "light"\n[keys]\n"row.confirm" = "c,space"\n'
READERS: dict[str, Reader] = {
    "articles": Reader("x.txt", lambda: _bytes("notice.txt", "zh/0.txt"), lambda: bool(workbench.read("x.txt")) and ""),
    "term bases": Reader("x.tsv", lambda: _bytes("terms.tsv"), _of("terms", "import", "x.tsv")),
    "TBX": Reader("x.tbx", lambda: _bytes("terms.tbx"), _of("terms", "import", "x.tbx")),
    "manifests": Reader("x.tsv", lambda: MANIFEST, _of("batch", "x.tsv", "-o", "out", "--jobs", "1")),
    "settings": Reader("x.toml", lambda: SETTINGS, lambda: bool(config.load({"WORKBENCH_CONFIG": "x.toml"})) and ""),
    **{name: Reader(name, partial(_model, name), _encoder(name)) for name in ENCODER_FILES},
}


def read_hostile(kind: str, numbers: Sequence[int]) -> None:
    """Read mutations of a sound file; send what came of each."""
    reader = READERS[kind]
    sound = reader.sound()
    for number in numbers:
        Path(reader.name).write_bytes(mutated(sound, Random(f"{kind} {number}")))
        try:
            trouble = reader.read()
        except WorkbenchError:
            trouble = ""
        except Exception:  # noqa: BLE001 (whatever it is, a person would see a traceback)
            trouble = traceback.format_exc()
        children.link.send((number, trouble))
