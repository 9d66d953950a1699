"""Tasks done on a Dask cluster that is already running.

Dask moves those of a lost worker to others and tries them again; what comes of them waits on the workers until it is
taken here, in order, so that a bounded number are ever ahead of whoever takes it.
"""

from __future__ import annotations

import hashlib
import json
import logging
import platform
import socket
import threading
import time
import uuid
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic

from workbench import files
from workbench.alignment import model as aligning
from workbench.encoders.protocol import Encoder
from workbench.encoders.registry import load_encoder
from workbench.errors import ClusterError, InputError
from workbench.extras import required
from workbench.i18n import N_, language, use_language
from workbench.i18n import gettext as _
from workbench.mining import model as mining
from workbench.pipeline.executors import AHEAD, Executor, P, T, Window, Work

if TYPE_CHECKING:
    from distributed import Client, Future

_CONNECT_SECONDS = 10.0
"""How long a scheduler is waited for."""

_COUNTED_SECONDS = 2.0
"""How long a count of workers holds."""

_MOST_BYTES = 2**28
"""Of the files of all tasks under way: they wait on the scheduler and the workers, not here."""

Say = Callable[[str], object]
"""Takes a sentence for whoever waits."""

Versions = Mapping[str, str]
"""What must be the same everywhere for the outcome to be that of a local run."""


@dataclass(frozen=True, slots=True)
class _Common(Generic[T, P]):
    """What goes along with every task."""

    work: Work[T, P]
    versions: Versions
    language: str
    """Of the messages of flags, which are stored."""


@dataclass(frozen=True, slots=True)
class _Misfit:
    """A worker that must not do the work, and how it differs."""

    worker: str
    versions: Versions


@dataclass(frozen=True, slots=True)
class _Failure:
    """Why a task could not be begun, or is given up."""

    error: BaseException


def on_cluster(address: str, say: Say, *, send: bool = True) -> Executor:
    """Return an Executor on the cluster of a scheduler, named by its address or by a scheduler file in .json.

    With `send` the contents of files go to the workers; otherwise these read the same paths. The executor raises
    ClusterError where the scheduler is not there, goes away, or has a worker of another version.
    """

    def execute(tasks: Iterable[T], work: Work[T, P]) -> Generator[P, None, None]:
        required("distributed", _("Working on a cluster"), "cluster")
        with _connected(address) as client:
            common = _Common(work, _versions(work), language())
            with _attached(address):
                _compare(client, common, say)
            yield from _products(client, address, common, tasks, send=send)

    return execute


def _products(
    client: Client, address: str, common: _Common[T, P], tasks: Iterable[T], *, send: bool
) -> Generator[P, None, None]:
    run, numbers = uuid.uuid4().hex[:8], count()

    def begin(task: T) -> _Failure | Future[P | _Misfit]:
        try:
            sent = task.carrying(tuple(files.read(path) for path in task.files)) if send else task
        except (InputError, OSError) as error:
            return _Failure(error)
        with _attached(address):
            return client.submit(_work, sent, common, key=f"workbench-{run}-{next(numbers)}", pure=False)

    window = Window(begin, _Room(client, address), _MOST_BYTES)
    for task, begun in window.over(iter(tasks)):
        if isinstance(begun, _Failure):
            yield common.work.failed(task, begun.error)
            continue
        product = _result(begun, address)
        if isinstance(product, _Misfit):
            raise _misfit(product, common.versions)
        yield common.work.failed(task, product.error) if isinstance(product, _Failure) else product


def _result(future: Future[P | _Misfit], address: str) -> P | _Misfit | _Failure:
    from distributed import KilledWorker

    try:
        with _attached(address):
            return _taken(future)
    except KilledWorker as error:
        return _Failure(
            ClusterError(
                _("The workers that did it died, {count} of them.").format(count=error.allowed_failures + 1),
                hint=_("It may need more memory."),
            )
        )
    except (ImportError, AttributeError) as error:
        raise ClusterError(
            _("A worker cannot do the work: {reason}.").format(reason=error),
            hint=_("Install the same version of the workbench on every worker."),
        ) from error
    finally:
        future.release()


def _taken(future: Future[P | _Misfit]) -> P | _Misfit | _Failure:
    try:
        result: P | _Misfit = future.result()
    except OSError as error:
        if future.status == "error":
            # What the task met, not a lost connection.
            return _Failure(error)
        raise
    return result


@contextmanager
def _attached(address: str) -> Iterator[None]:
    """Raise ClusterError where the scheduler goes away meanwhile."""
    from distributed import CancelledError
    from distributed.client import ClosedClientError

    try:
        yield
    # Which one depends on the moment: a connection that breaks during a request is an OSError.
    except (CancelledError, ClosedClientError, OSError) as error:
        raise ClusterError(
            _("The scheduler {address} went away.").format(address=address),
            hint=_("Start the same command again when it is back; a batch goes on where it stopped."),
        ) from error


class _Room:
    """How many tasks may be under way: some for each thread of the cluster, counted again from time to time."""

    def __init__(self, client: Client, address: str) -> None:
        self._client = client
        self._address = address
        self._threads = 0
        self._counted = -_COUNTED_SECONDS

    def __call__(self) -> int:
        now = time.monotonic()
        if now - self._counted >= _COUNTED_SECONDS and self._client.status == "running":
            with _attached(self._address):
                self._threads, self._counted = sum(self._client.nthreads().values()), now
        return AHEAD * max(self._threads, 1)


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    import dask
    from distributed import Client
    from distributed.comm.addressing import get_address_host_port

    # What it has to say of lost connections is said here, in a sentence.
    for name in ("distributed", "distributed.client", "distributed.core", "distributed.comm"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    # A long document is a large task.
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}):
        try:
            where = _address(address)
            # Asked first, since a client that finds nobody tries for long and ends with a traceback.
            socket.create_connection(get_address_host_port(where), timeout=_CONNECT_SECONDS).close()
            client = Client(where, timeout=_CONNECT_SECONDS, set_as_default=False, name="workbench")
        except (OSError, ValueError, TypeError, LookupError, MemoryError) as error:
            raise ClusterError(
                _("There is no scheduler at {address}.").format(address=address),
                hint=_("Start one with `dask scheduler`, and give the address that it prints."),
            ) from error
        try:
            yield client
        finally:
            client.close(timeout=2)


def _address(named: str) -> str:
    """The address of a scheduler, which it may have written into a file."""
    return str(json.loads(files.read_text(named))["address"]) if named.endswith(".json") else named


def _compare(client: Client, common: _Common[T, P], say: Say) -> None:
    """Raise ClusterError where a worker has other versions; those that join later are compared at their first task."""
    found = client.run(_versions, common.work, on_error="return")
    for worker, versions in found.items():
        if isinstance(versions, BaseException):
            raise ClusterError(
                _("The worker {worker} cannot do the work: {reason}.").format(worker=worker, reason=versions),
                hint=_("Install the same version of the workbench on every worker."),
            )
        if versions != common.versions:
            raise _misfit(_Misfit(worker, versions), common.versions)
    if not found:
        say(_("No worker has joined the scheduler yet: the work waits for one."))


_NAMES = {
    "workbench": N_("the workbench"),
    "python": N_("Python"),
    "encoder": N_("the encoder"),
    "aligner": N_("the aligner's weights"),
    "mining": N_("the weights of mining"),
    "checks": N_("the rules of the checks"),
}


def _misfit(misfit: _Misfit, own: Versions) -> ClusterError:
    differing = [name for name, version in own.items() if misfit.versions.get(name) != version]
    return ClusterError(
        _("The worker {worker} has another version of {names} ({theirs} there, {ours} here).").format(
            worker=misfit.worker,
            names=", ".join(_(_NAMES[name]) for name in differing),
            theirs=", ".join(misfit.versions.get(name, "")[:20] for name in differing),
            ours=", ".join(own[name][:20] for name in differing),
        ),
        hint=_("Install the same version of the workbench on every worker."),
    )


@cache
def _encoder(name: str) -> Encoder:
    return load_encoder(name, many=True)


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(files.read(path)).hexdigest()


def _versions(work: Work[Any, Any]) -> Versions:
    encoder = _encoder(work.encoder)
    return {
        "workbench": version("alignment-workbench"),
        "python": ".".join(platform.python_version_tuple()[:2]),
        "encoder": encoder.signature,
        "aligner": _digest(aligning.weights_of(encoder)),
        "mining": _digest(mining.weights_of(encoder)),
        "checks": work.rules.signature if work.rules else "",
    }


_one_at_a_time = threading.Lock()
"""A worker with several threads does one task after the other: libraries that are used here are made for one."""


def _work(task: T, common: _Common[T, P]) -> P | _Misfit:
    """Do a task, on a worker."""
    with _one_at_a_time:
        versions = _versions(common.work)
        if versions != common.versions:
            from distributed import get_worker

            return _Misfit(get_worker().address, versions)
        use_language(common.language)
        return common.work.do(task, _encoder(common.work.encoder))
