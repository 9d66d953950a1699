"""A disk that fails, or loses what was not synced: SQLite's own way to the disk (its VFS) with a hand in between.

Linux and others where Python's SQLite is a library that ctypes finds; `missing()` says where it is not.
"""

from __future__ import annotations

import ctypes
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, byref, c_char_p, c_int, c_int64, c_void_p, cast
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

OK, IO_ERROR, FULL = 0, 10, 13
SECTOR = 512
"""Bytes that reach a disk together."""

Hand = Callable[["Step"], int]
"""Is shown every step before it is done; returns OK, or the error SQLite is to see instead."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that changes the disk."""

    kind: str
    """write, truncate, sync, delete, or replace."""
    path: str
    at: int = 0
    """Offset of a write, size after truncating."""
    data: bytes = b""
    to: str = ""
    """Of a replace."""


class _Methods(Structure):
    """sqlite3_io_methods: the version, then pointers to functions."""

    _fields_: ClassVar = [("version", c_int), *[(f"f{n}", c_void_p) for n in range(18)]]


class _File(Structure):
    """sqlite3_file."""

    _fields_: ClassVar = [("methods", POINTER(_Methods))]


_VFS: list[tuple[str, Any]] = [
    *[("version", c_int), ("file_size", c_int), ("longest_path", c_int)],
    *[("next", c_void_p), ("name", c_char_p), ("data", c_void_p), ("open", c_void_p), ("delete", c_void_p)],
    *[(f"f{n}", c_void_p) for n in range(14)],
]


class _Vfs(Structure):
    """sqlite3_vfs."""

    _fields_: ClassVar = _VFS


_WRITE, _TRUNCATE, _SYNC = "f2", "f3", "f4"
# SQLite keeps the pointer to the name: it is passed on, not copied.
_Open = CFUNCTYPE(c_int, c_void_p, c_void_p, POINTER(_File), c_int, c_void_p)
_Delete = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_Write = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_Truncate = CFUNCTYPE(c_int, c_void_p, c_int64)
_Sync = CFUNCTYPE(c_int, c_void_p, c_int)


@cache
def _library() -> ctypes.CDLL | None:
    import _sqlite3

    try:
        library = ctypes.CDLL(_sqlite3.__file__)
        library.sqlite3_vfs_find.restype = POINTER(_Vfs)
        library.sqlite3_libversion.restype = c_char_p
    except (AttributeError, OSError):
        return None
    return library if library.sqlite3_libversion().decode() == sqlite3.sqlite_version else None


def missing() -> str:
    """Why there is no hand to be put in between; "" where there is one."""
    if sys.platform == "win32" or _library() is None:
        return "Python's SQLite is not a library ctypes can find"
    return ""


_installed: list[Disk] = []
"""SQLite holds pointers into them: they are never let go."""


class Disk:
    """Puts a hand between SQLite (and os.replace, os.fsync) and the disk, for this process, for good."""

    def __init__(self, hand: Hand) -> None:
        library = _library()
        assert library is not None
        self.hand = hand
        self._kept: list[Any] = []
        self._names: dict[int, str] = {}
        self._methods: dict[int, _Methods] = {}
        below = library.sqlite3_vfs_find(None)
        mine = _Vfs.from_buffer_copy(below.contents)
        mine.name = b"torture"
        mine.open = self._address(_Open(self._opening(below)))
        mine.delete = self._address(_Delete(self._deleting(below)))
        self._kept.append(mine)
        _installed.append(self)
        assert library.sqlite3_vfs_register(byref(mine), 1) == OK

    def _address(self, function: Any) -> int | None:
        self._kept.append(function)
        return cast(function, c_void_p).value

    def _opening(self, below: Any) -> Callable[..., int]:
        open_below = cast(below.contents.open, _Open)

        def opened(vfs: int, name: int | None, file: Any, flags: int, flags_out: int) -> int:
            code = open_below(cast(below, c_void_p), name, file, flags, flags_out)
            if code == OK and name and file.contents.methods:
                self._names[cast(file, c_void_p).value or 0] = os.fsdecode(ctypes.string_at(name))
                file.contents.methods = ctypes.pointer(self._with_hand(file.contents.methods))
            return int(code)

        return opened

    def _deleting(self, below: Any) -> Callable[..., int]:
        delete_below = cast(below.contents.delete, _Delete)

        def delete(vfs: int, name: bytes, sync: int) -> int:
            path = os.fsdecode(name)
            if not Path(path).exists():
                return int(delete_below(cast(below, c_void_p), name, sync))
            return self.hand(Step("delete", path)) or int(delete_below(cast(below, c_void_p), name, sync))

        return delete

    def _with_hand(self, below: Any) -> _Methods:
        """The methods of a file, ours for what changes it; one copy for all files of a kind."""
        address = cast(below, c_void_p).value or 0
        if address in self._methods:
            return self._methods[address]
        mine = self._methods[address] = _Methods.from_buffer_copy(below.contents)
        write_below, truncate_below = cast(getattr(mine, _WRITE), _Write), cast(getattr(mine, _TRUNCATE), _Truncate)
        sync_below = cast(getattr(mine, _SYNC), _Sync)

        def write(file: int, data: int, size: int, at: int) -> int:
            step = Step("write", self._names[file], at, ctypes.string_at(data, size))
            if code := self.hand(step):
                # A disk that fails has often written a part.
                write_below(file, data, size // 2 // SECTOR * SECTOR, at)
                return code
            return int(write_below(file, data, size, at))

        def truncate(file: int, size: int) -> int:
            return self.hand(Step("truncate", self._names[file], size)) or int(truncate_below(file, size))

        def sync(file: int, flags: int) -> int:
            return self.hand(Step("sync", self._names[file])) or int(sync_below(file, flags))

        for name, function in ((_WRITE, _Write(write)), (_TRUNCATE, _Truncate(truncate)), (_SYNC, _Sync(sync))):
            setattr(mine, name, self._address(function))
        return mine


@contextmanager
def python_files(hand: Hand) -> Iterator[None]:
    """The same hand over what Python does to files without SQLite: os.fsync and os.replace."""
    fsync, replace = os.fsync, os.replace

    def synced(descriptor: Any) -> None:
        number = descriptor if isinstance(descriptor, int) else descriptor.fileno()
        path = Path(f"/proc/self/fd/{number}").readlink()
        if path.is_file():
            _raise(hand(Step("content", str(path), data=path.read_bytes())))
        fsync(number)

    def replaced(source: Any, target: Any, **options: Any) -> None:
        _raise(hand(Step("replace", str(Path(source).absolute()), to=str(Path(target).absolute()))))
        replace(source, target, **options)

    patched: Any = os
    patched.fsync, patched.replace = synced, replaced
    try:
        yield
    finally:
        patched.fsync, patched.replace = fsync, replace


def _raise(code: int) -> None:
    if code:
        raise OSError(28 if code == FULL else 5, "No space left on device" if code == FULL else "Input/output error")
