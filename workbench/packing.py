"""Compressed files, and two files whose lines come in turn: streams within streams. Nothing is opened here."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from workbench.errors import InputError
from workbench.extras import required
from workbench.i18n import gettext as _

if TYPE_CHECKING:
    from typing_extensions import Buffer

_BUFFER = 1 << 20


def without_packing(path: Path) -> tuple[Path, str]:
    """Return a path without the ending of a compressed file, and that ending; "" where there is none."""
    return (path.with_suffix(""), path.suffix) if path.suffix.lower() in _PACKING else (path, "")


def parts_of(path: Path) -> list[Path]:
    """Return the files that a name stands for: NAME.en and NAME.zh for NAME.moses, else itself."""
    inner, ending = without_packing(path)
    if inner.suffix.lower() != ".moses":
        return [path]
    return [inner.with_suffix(f".{side}{ending}") for side in ("en", "zh")]


@contextmanager
def packed(stream: BinaryIO, ending: str) -> Iterator[BinaryIO]:
    """A stream that compresses into another one, as the ending of the name says."""
    with _buffered(_PACKING[ending.lower()](stream)) as buffered:
        yield buffered


@contextmanager
def in_turn(first: BinaryIO, second: BinaryIO) -> Iterator[BinaryIO]:
    """A stream whose lines go to two others in turn."""
    with _buffered(_InTurn(first, second)) as buffered:
        yield buffered


@contextmanager
def _buffered(raw: io.RawIOBase) -> Iterator[BinaryIO]:
    """A buffer around a stream, which is closed with it; what is in it when something fails goes nowhere."""
    with io.BufferedWriter(raw, _BUFFER) as stream:
        try:
            yield stream
        except BaseException:
            raw.close()
            raise


def unpacked(stream: BinaryIO, name: str) -> Iterator[bytes] | None:
    """Return the bytes in a file compressed with gzip or Zstandard, a block at a time; None where it is not compressed.

    The stream can be read again from its beginning. Blocks raise InputError for a damaged file, for one that unpacks
    to many times what texts do, or where zstandard is missing.
    """
    start = stream.read(4)
    stream.seek(0)
    suffix = next((suffix for suffix, magic in _MAGIC.items() if start.startswith(magic)), None)
    return None if suffix is None else _blocks(stream, suffix, name)


def _blocks(stream: BinaryIO, suffix: str, name: str) -> Iterator[bytes]:
    size = 0
    try:
        for block in _UNPACKING[suffix](stream):
            size += len(block)
            if size > _ANY_RATIO and size > stream.tell() * HIGHEST_RATIO:
                raise InputError(
                    _("{name} unpacks to more than a text can be.").format(name=name), hint=_("Is it the right file?")
                )
            yield block
    except _damage() as error:
        raise InputError(
            _("{name} is a damaged compressed file.").format(name=name), hint=_("Compress it again.")
        ) from error


def _damage() -> tuple[type[Exception], ...]:
    """Return what reading a damaged compressed stream raises."""
    errors: list[type[Exception]] = [OSError, EOFError, zlib.error]
    module = sys.modules.get("zstandard")
    return (*errors, module.ZstdError) if module else tuple(errors)


def _gzip(stream: BinaryIO) -> Any:  # noqa: ANN401
    return gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0, compresslevel=6)


def _gunzip(stream: BinaryIO) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=stream) as packed:
        while block := packed.read(_BUFFER):
            yield block


def _zstd(stream: BinaryIO) -> Any:  # noqa: ANN401
    return required("zstandard", _("A file in .zst"), "data").ZstdCompressor().stream_writer(stream, closefd=False)


def _unzstd(stream: BinaryIO) -> Iterator[bytes]:
    """The content of all frames; a frame that is cut short is damage, which the library's own reader passes over."""
    decompressor = required("zstandard", _("A file in .zst"), "data").ZstdDecompressor(max_window_size=_WINDOW)
    frame = decompressor.decompressobj()
    is_open = False
    while piece := stream.read(_PIECE):
        while piece:
            yield frame.decompress(piece)
            is_open = not frame.eof
            piece = frame.unused_data if frame.eof else b""
            frame = decompressor.decompressobj() if frame.eof else frame
    if is_open:
        raise EOFError


_PIECE = 2**11
"""Bytes of a Zstandard file that are unpacked at once, to at most 64 MB."""

_WINDOW = 2**27
"""Bytes of memory that a Zstandard stream may ask for."""

_PACKING: dict[str, Callable[[BinaryIO], Any]] = {".gz": _gzip, ".zst": _zstd}
_UNPACKING: dict[str, Callable[[BinaryIO], Iterator[bytes]]] = {".gz": _gunzip, ".zst": _unzstd}
HIGHEST_RATIO = 200
"""Bytes that a byte of a compressed file may unpack to; repetitive tables reach 60."""
_ANY_RATIO = 2**26
"""Bytes up to which no ratio is asked for."""
_MAGIC = {".gz": b"\x1f\x8b", ".zst": b"\x28\xb5\x2f\xfd"}


class _InTurn(io.RawIOBase):
    """Gives the lines written to it to two streams in turn."""

    def __init__(self, first: BinaryIO, second: BinaryIO) -> None:
        self._streams = (first, second)
        self._turn = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer, /) -> int:
        size = 0
        for line in bytes(data).splitlines(keepends=True):
            size += self._streams[self._turn].write(line)
            self._turn ^= line.endswith(b"\n")
        return size
