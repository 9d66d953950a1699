"""Files that people name: read without surprises, replaced whole or not at all, and never a corpus.

Every file a person names is opened here, since it may turn out to be the corpus in use. POSIX drops all locks of a
process on a file as soon as the process closes any descriptor of it: opening and closing a corpus beside SQLite would
let another program delete its write-ahead log. So a database that was looked at stays open until the process ends.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import select
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from workbench import packing
from workbench.errors import InputError
from workbench.i18n import gettext

if TYPE_CHECKING:
    from typing_extensions import Buffer

try:
    import fcntl
except ImportError:  # Windows, which refuses to delete a file somebody has open.
    fcntl = None  # type: ignore[assignment]

_HEADER = b"SQLite format 3\x00"
_COMPANIONS = ("-wal", "-shm", "-journal")
_PREFIX, _SUFFIX = ".workbench-", ".partial"

_NOT_SUPPORTED = (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS)

PIPE_SECONDS = 10.0
"""How long a named pipe is waited for until somebody opens its other end."""

LARGEST = 256 * 2**20
"""Bytes of a file that is read whole; a longer one is a mistake, or should be split."""

_BUFFER = 1 << 20

_databases: set[tuple[int, int]] = set()
"""Device and inode of each database that was looked at; one descriptor of each stays open."""


def is_database(path: Path | str) -> bool:
    """Return whether a file is an SQLite database, which a corpus is; False where there is no file to read."""
    try:
        status = Path(path).stat()
        if not stat.S_ISREG(status.st_mode):
            return False
        identity = status.st_dev, status.st_ino
        return identity in _databases or _holds_database(os.open(path, os.O_RDONLY), identity)
    except (OSError, ValueError):
        return False


def _holds_database(descriptor: int, identity: tuple[int, int]) -> bool:
    """Return whether an open file is a database; if it is, the descriptor is never closed."""
    found = False
    try:
        found = os.read(descriptor, len(_HEADER)) == _HEADER
    finally:
        if not found:
            os.close(descriptor)
    if found:
        _databases.add(identity)
    return found


def reading(path: Path | str) -> BinaryIO:
    """Open a file to read its bytes; a named pipe is waited for.

    Raises InputError for a file that is missing, unreadable, a folder, a device or a database.
    """
    path = Path(path)
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise InputError(gettext("{path} is a folder.").format(path=path), hint=gettext("Name a file in it."))
        if stat.S_ISBLK(mode) or (stat.S_ISCHR(mode) and not _ends(path)):
            raise InputError(gettext("{path} is a device, not a file.").format(path=path), hint=gettext("Name a file."))
        if is_database(path):
            raise InputError(
                gettext("{path} is a database, not text.").format(path=path),
                hint=gettext("Name it with --db if it is a corpus."),
            )
        if stat.S_ISFIFO(mode):
            return _pipe_to_read(path)
        return path.open("rb", buffering=_BUFFER)
    except FileNotFoundError as error:
        raise InputError(
            gettext("There is no file {path}.").format(path=path), hint=gettext("Check the name and the folder.")
        ) from error
    except (OSError, ValueError) as error:
        raise InputError(
            gettext("{path} cannot be read: {reason}.").format(path=path, reason=reason(error)),
            hint=gettext("Check the file and its permissions."),
        ) from error


def read(path: Path | str, limit: int = LARGEST) -> bytes:
    """Return all bytes of a file. Raises InputError as `reading` does, and for a file longer than `limit` bytes."""
    with reading(path) as stream:
        # A file that is known to be longer is not read in vain.
        data = stream.read(limit + 1) if os.fstat(stream.fileno()).st_size <= limit else None
    if data is None or len(data) > limit:
        raise InputError(
            gettext("{path} is longer than {limit} MB.").format(path=path, limit=limit // 2**20),
            hint=gettext("Split it into several files."),
        )
    return data


def read_text(path: Path | str) -> str:
    """All text of a UTF-8 file, without its byte order mark. Raises InputError as `read` does, or where it is not."""
    try:
        return read(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            gettext("{path} is not UTF-8 text.").format(path=path), hint=gettext("Save it as UTF-8.")
        ) from error


def _ends(device: Path) -> bool:
    """Return whether reading from a character device ends, as it does from a terminal and from /dev/null."""
    if device.samefile(os.devnull):
        return True
    with device.open("rb") as stream:
        return stream.isatty()


def _pipe_to_read(path: Path) -> BinaryIO:
    """Return a pipe somebody writes into; one of the shell's, `<(command)`, is in no folder and always has a writer."""
    if not path.resolve().exists():
        return path.open("rb", buffering=_BUFFER)
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    waiting = select.poll()
    waiting.register(descriptor, select.POLLIN)
    if not waiting.poll(PIPE_SECONDS * 1000):
        os.close(descriptor)
        raise InputError(
            gettext("{path} is a pipe into which nobody writes.").format(path=path),
            hint=gettext("Start the program that fills it."),
        )
    os.set_blocking(descriptor, True)
    return os.fdopen(descriptor, "rb", buffering=_BUFFER)


def refuse_database(path: Path | str) -> None:
    """Raise InputError where writing to a path would replace a corpus or a file SQLite keeps beside one."""
    name = os.path.realpath(path)
    if is_database(name) or Path(f"{name}-wal").exists():
        raise InputError(
            gettext("{path} is a corpus, which output must not replace.").format(path=path),
            hint=gettext("Name another file."),
        )
    if any(name.endswith(suffix) and is_database(name.removesuffix(suffix)) for suffix in _COMPANIONS):
        raise InputError(
            gettext("{path} belongs to the corpus beside it.").format(path=path), hint=gettext("Name another file.")
        )


@contextmanager
def replacing(path: Path | str, *, durable: bool = True) -> Iterator[BinaryIO]:
    """A binary stream to a new file, which takes the place of `path` when the block ends without an error.

    Links are followed, the mode of an older file is kept, and where it is to be durable, the content is on the disk
    before the name is. A pipe or a device is written to as it is. Raises InputError where nothing can be written or
    `path` is a corpus.
    """
    with replacing_all([path], durable=durable) as streams:
        yield streams[0]


@contextmanager
def replacing_all(paths: Iterable[Path | str], *, durable: bool = True) -> Iterator[list[BinaryIO]]:
    """Streams to new files, which take the places of `paths` when the block ends without an error: all of them or none.

    See `replacing`. No name is given before the content of every file is complete. A file whose name ends in .gz or
    .zst is compressed; a name in .moses stands for two files, NAME.en and NAME.zh, which get the lines in turn.
    """
    with ExitStack() as stack:
        outputs: list[_Replacement] = []

        def begun(path: Path) -> BinaryIO:
            outputs.append(stack.enter_context(_Replacement.of(path)))
            return outputs[-1].stream

        with ExitStack() as wrapping:
            yield [_packed(path, begun, wrapping) for path in map(Path, paths)]
        for each in outputs:
            each.complete(durable=durable)
        for each in outputs:
            each.take_place(durable=durable)


def _packed(path: Path, begun: Callable[[Path], BinaryIO], stack: ExitStack) -> BinaryIO:
    """Return a stream to a file, or to two of them, as the name of the path asks for."""
    _, ending = packing.without_packing(path)
    parts = packing.parts_of(path)
    if len(parts) > 1:
        return stack.enter_context(packing.in_turn(*(_packed(part, begun, stack) for part in parts)))
    stream = begun(path)
    return stack.enter_context(packing.packed(stream, ending)) if ending else stream


class _Replacement:
    """A file being written beside the one it is to replace; a pipe or a device is written to as it is."""

    def __init__(self, path: Path | str, target: Path, partial: Path | None, descriptor: int) -> None:
        self._path, self._target, self._partial, self._descriptor = path, target, partial, descriptor
        self.stream = io.BufferedWriter(_Output(descriptor, path), _BUFFER)

    @classmethod
    @contextmanager
    def of(cls, path: Path | str) -> Iterator[_Replacement]:
        """Begin a file; what has not taken its place when the block ends is deleted."""
        with _saying_why(path):
            target = Path(os.path.realpath(path))
            status = _status(target)
            if status and stat.S_ISDIR(status.st_mode):
                raise InputError(
                    gettext("{path} is a folder.").format(path=path), hint=gettext("Name a file to write.")
                )
            refuse_database(path)
            if status and not stat.S_ISREG(status.st_mode):
                partial, descriptor = None, _special(target)
            else:
                partial, descriptor = _new_partial(target.parent, status)
        made = cls(path, target, partial, descriptor)
        try:
            yield made
            made.stream.close()
        except BaseException:
            # What is still in the buffer goes nowhere: closing must not fail in its turn.
            made.stream.raw.close()
            if made._partial:
                made._partial.unlink(missing_ok=True)
            raise

    def complete(self, *, durable: bool) -> None:
        """Have all content in the file, on the disk where it is to be durable."""
        self.stream.flush()
        if self._partial and durable:
            with _saying_why(self._path):
                _sync(self._descriptor)

    def take_place(self, *, durable: bool) -> None:
        """Give the file the name of the one it replaces."""
        if self._partial:
            with _saying_why(self._path):
                self._partial.replace(self._target)
                self._partial = None
                if durable:
                    _sync_folder(self._target.parent)


def write(path: Path | str, data: bytes, *, durable: bool = True) -> None:
    """Replace a file by these bytes, as `replacing` does."""
    with replacing(path, durable=durable) as stream:
        stream.write(data)


def sweep(folder: Path | str) -> None:
    """Delete what writers that were killed left in a folder; what a living one is writing stays."""
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if entry.name.startswith(_PREFIX) and entry.name.endswith(_SUFFIX):
                with contextlib.suppress(OSError):
                    _delete_abandoned(entry.path)


def reason(error: OSError | ValueError) -> str:
    """Return why a file cannot be opened, in the words of the operating system."""
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return gettext("its name holds a NUL") if "null" in str(error) else gettext("its name cannot be used here")


class _Output(io.FileIO):
    """A file that says in a sentence why it cannot be written."""

    def __init__(self, descriptor: int, path: Path | str) -> None:
        super().__init__(descriptor, "wb")
        self._path = path

    def write(self, data: Buffer, /) -> int:
        with _saying_why(self._path):
            return super().write(data)


@contextmanager
def _saying_why(path: Path | str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except (OSError, ValueError) as error:
        raise InputError(
            gettext("{path} cannot be written: {reason}.").format(path=path, reason=reason(error)),
            hint=gettext("Choose another place."),
        ) from error


def _status(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _special(target: Path) -> int:
    """Return a pipe or a device, to write to; a pipe is waited for until somebody reads from it."""
    deadline = time.monotonic() + PIPE_SECONDS
    while True:
        try:
            descriptor = os.open(target, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            # A pipe without a reader.
            if not target.is_fifo() or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
        else:
            os.set_blocking(descriptor, True)
            return descriptor


def _new_partial(folder: Path, replaced: os.stat_result | None) -> tuple[Path, int]:
    """Return a new file with the mode and, where that is allowed, the owner of the one it will replace; locked."""
    while True:
        # Short, so that it fits wherever the name of the target does.
        partial = folder / f"{_PREFIX}{os.urandom(8).hex()}{_SUFFIX}"
        mode = stat.S_IMODE(replaced.st_mode) & 0o777 if replaced else 0o666
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            if replaced:
                with contextlib.suppress(OSError):
                    os.chown(descriptor, replaced.st_uid, replaced.st_gid)
                os.fchmod(descriptor, mode)
            _lock(descriptor, wait=True)
            # Another process may have swept it before it was locked.
            if os.fstat(descriptor).st_nlink:
                return partial, descriptor
        except BaseException:
            os.close(descriptor)
            partial.unlink(missing_ok=True)
            raise
        os.close(descriptor)


def _lock(descriptor: int, *, wait: bool = False) -> bool:
    """Lock a file until it is closed; False where somebody else has, or where the file system has no locks."""
    if fcntl is not None:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError:
            return False
    return True


def _delete_abandoned(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    try:
        if stat.S_ISREG(os.fstat(descriptor).st_mode) and _lock(descriptor):
            os.unlink(path)  # noqa: PTH108
    finally:
        os.close(descriptor)


def _sync(descriptor: int) -> None:
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some file systems know no such call.
        if error.errno not in _NOT_SUPPORTED:
            raise


def _sync_folder(folder: Path) -> None:
    """Have the new name on the disk too; where a folder cannot be opened, it is the file system's affair."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
