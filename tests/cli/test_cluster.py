"""`batch` and `mine` with --scheduler: a real scheduler, workers that die and workers that come late."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.batches import exported, folder_of_pairs, records, until
from tests.cli.clusters import Cluster
from tests.conftest import Workbench
from workbench.documents.prepare import language_by_line, read_prepared, under_own_names
from workbench.domain import MatchKind, Role
from workbench.encoders.registry import bundled
from workbench.errors import ClusterError, InputError
from workbench.pipeline import cluster as clusters
from workbench.pipeline import mining_work
from workbench.pipeline.batch_work import Settings, work_of
from workbench.pipeline.comparable import mine_documents
from workbench.pipeline.executors import P, T, Work, here

pytest.importorskip("distributed", reason="needs the extra [cluster]")

from distributed.client import FutureCancelledError
from distributed.comm.core import CommClosedError

COUNT = 24

WENT_AWAY = "went away. Start the same command again when it is back; a batch goes on where it stopped."


@pytest.fixture
def cluster(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cluster]:
    started = Cluster(tmp_path, ends_at=getattr(request, "param", ""))
    yield started
    started.stop()


@pytest.fixture
def pairs(tmp_path: Path) -> Path:
    return folder_of_pairs(tmp_path / "pairs", COUNT, repeats=8)


def start(db: Path, pairs: Path, cluster: Cluster) -> subprocess.Popen[str]:
    command = ["--db", str(db), "batch", str(pairs), "--lines", "--scheduler", str(cluster.file)]
    return subprocess.Popen(
        [sys.executable, "-m", "workbench", *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.mark.slow
def test_the_corpus_is_that_of_a_local_run_though_a_worker_dies_and_one_comes_late(
    workbench: Workbench, cluster: Cluster, pairs: Path, tmp_path: Path
) -> None:
    local, far = tmp_path / "local.db", tmp_path / "far.db"
    first, _ = cluster.worker(), cluster.worker()
    process = start(far, pairs, cluster)
    until(lambda: process.poll() is not None or records(far) > 0)
    first.kill()
    cluster.worker()
    out, err = process.communicate(timeout=600)
    assert process.returncode == 0, err
    report = json.loads(out)
    assert (report["aligned"], report["failed"]) == (COUNT, [])
    assert workbench("--db", local, "batch", pairs, "--lines", "--jobs", "1").code == 0
    assert exported(far) == exported(local)


@pytest.mark.slow
# Documents are kept by sixteens, and at most five of those that are done have not been taken.
@pytest.mark.parametrize("cluster", [f"memory:{COUNT - 2}"], indirect=True)
def test_a_scheduler_that_goes_away_is_a_sentence_and_the_next_start_goes_on(
    workbench: Workbench, cluster: Cluster, pairs: Path, tmp_path: Path
) -> None:
    local, far = tmp_path / "local.db", tmp_path / "far.db"
    cluster.worker()
    process = start(far, pairs, cluster)
    out, err = process.communicate(timeout=600)
    assert (process.returncode, out) == (1, "")
    assert err.splitlines()[-1].endswith(WENT_AWAY)
    done = records(far)
    report = json.loads(workbench("--db", far, "batch", pairs, "--lines", "--jobs", "1").stdout)
    assert 0 < done < COUNT
    assert report["skipped"] == done
    assert workbench("--db", local, "batch", pairs, "--lines", "--jobs", "1").code == 0
    assert exported(far) == exported(local)


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "127.0.0.1:x", "nowhere", "tcp://:"])
def test_a_scheduler_that_is_not_there(workbench: Workbench, pairs: Path, address: str) -> None:
    result = workbench("batch", pairs, "--scheduler", address)
    assert (result.code, result.stdout) == (1, "")
    assert result.stderr.startswith(f"workbench: There is no scheduler at {address}.")


@pytest.fixture
def collection(tmp_path: Path) -> list[Path]:
    """An article, and papers that have some of its sentences."""
    held = folder_of_pairs(tmp_path / "collection", COUNT // 2, repeats=4)
    article = tmp_path / "article.txt"
    article.write_text("".join((held / "en" / f"{n:03}.txt").read_text() for n in range(3)))
    return [article, *sorted((held / "en").iterdir())[:1], *sorted((held / "zh").iterdir())]


def mining(paths: list[Path], db: Path, out: Path, *options: object) -> list[str]:
    """A command that mines, with the proposals for its sentences, and keeps what it finds in both places."""
    more = ("--lines", "--kind", "part", "--store", "--format", "jsonl", "-o", out, *options)
    return [str(part) for part in ("--db", db, "mine", *paths, *more)]


@pytest.mark.slow
def test_mined_pairs_are_those_of_a_local_run_though_a_worker_dies(
    workbench: Workbench, cluster: Cluster, collection: list[Path], tmp_path: Path
) -> None:
    local, far = tmp_path / "local.db", tmp_path / "far.db"
    first, _ = cluster.worker(), cluster.worker()
    command = mining(collection, far, tmp_path / "far.jsonl", "--scheduler", cluster.file)
    process = subprocess.Popen([sys.executable, "-m", "workbench", *command], stderr=subprocess.PIPE, text=True)
    until(lambda: process.poll() is not None or _is_at_work(cluster))
    first.kill()
    cluster.worker()
    _, err = process.communicate(timeout=600)
    assert process.returncode == 0, err
    assert workbench(*mining(collection, local, tmp_path / "local.jsonl")).code == 0
    assert (tmp_path / "far.jsonl").read_bytes() == (tmp_path / "local.jsonl").read_bytes() != b""
    assert exported(far) == exported(local)


def _is_at_work(cluster: Cluster) -> bool:
    from distributed import Client

    with Client(scheduler_file=str(cluster.file), set_as_default=False) as client:
        return any(client.processing().values())


@pytest.mark.slow
@pytest.mark.parametrize("cluster", ["processing:1"], indirect=True)
def test_mining_without_its_scheduler_ends_with_a_sentence(
    workbench: Workbench, cluster: Cluster, collection: list[Path], tmp_path: Path
) -> None:
    command = mining(collection, tmp_path / "far.db", tmp_path / "far.jsonl", "--scheduler", cluster.file)
    process = subprocess.Popen([sys.executable, "-m", "workbench", *command], stderr=subprocess.PIPE, text=True)
    cluster.worker()
    _, err = process.communicate(timeout=600)
    assert (process.returncode, err.splitlines()[-1][-len(WENT_AWAY) :]) == (1, WENT_AWAY)
    assert not (tmp_path / "far.jsonl").exists()
    gone = workbench(*mining(collection, tmp_path / "far.db", tmp_path / "far.jsonl", "--scheduler", cluster.file))
    assert gone.code == 1
    assert gone.stderr.splitlines()[-1].startswith(f"workbench: There is no scheduler at {cluster.file}. Start one")


def test_workers_that_read_the_files_themselves_find_the_same(
    collection: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mining_work, "_SEGMENTS", 150)
    collection = collection[:6]
    read = [
        language_by_line(read_prepared(path, Role.ARTICLE if not number else Role.COVERAGE, lines=True))
        for number, path in enumerate(collection)
    ]
    article, *papers = under_own_names(read)
    blocks: list[int] = []

    def counting(tasks: Iterable[T], work: Work[T, P]) -> Generator[P, None, None]:
        for task in tasks:
            blocks.append(len(task.files))
            yield from here([task], work)

    search = mining_work.BlockSearch(counting, collection, "zh-en-static", lines=True, encoding=None, send=False)
    kinds = [MatchKind.PART]
    found = mine_documents(article, papers, bundled(), kinds=kinds, search=search)
    assert found == mine_documents(article, papers, bundled(), kinds=kinds)
    assert len(found) and len(blocks) > 1
    assert sum(blocks) == len(papers)
    collection[-1].write_text("A stone bridge crosses the river, and a wooden one.\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"003\.txt has changed since it was read"):
        mine_documents(article, papers, bundled(), kinds=kinds, search=search)


class _Client:
    """Workers, one of which has other weights."""

    def run(self, function: object, work: Work[Any, Any], on_error: str) -> dict[str, object]:
        own = clusters._versions(work)
        return {"tcp://a:1": own, "tcp://b:2": {**own, "aligner": "other"}}


def test_a_worker_of_another_version_is_named() -> None:
    work = work_of(Settings(None, None, "jsonl", True, "zh-en-static"))
    common = clusters._Common(work, clusters._versions(work), "en")
    with pytest.raises(ClusterError, match=r"tcp://b:2 has another version of the aligner's weights \(other there"):
        clusters._compare(_Client(), common, print)  # type: ignore[arg-type]


class _Outcome:
    """The future of a task, of which an error comes: of the task where its status is "error"."""

    def __init__(self, status: str, error: Exception) -> None:
        self.status = status
        self._error = error

    def result(self) -> object:
        raise self._error

    def release(self) -> None:
        pass


@pytest.mark.parametrize(
    "error",
    [
        CommClosedError("in <TCP (closed) ConnectionPool.gather>: Stream is closed"),
        FutureCancelledError("workbench-1", "scheduler-connection-lost"),
        OSError("Timed out trying to connect to 'tcp://127.0.0.1:9' after 30 s"),
    ],
)
def test_a_scheduler_that_goes_away_is_one_sentence_at_any_moment(error: Exception) -> None:
    with pytest.raises(ClusterError, match=r"^The scheduler tcp://a:1 went away\. Start"):
        clusters._result(_Outcome("finished", error), "tcp://a:1")  # type: ignore[arg-type]


def test_what_the_system_refuses_to_a_task_is_no_lost_scheduler() -> None:
    refused = PermissionError(13, "Permission denied", "a.txt")
    product = clusters._result(_Outcome("error", refused), "tcp://a:1")  # type: ignore[arg-type]
    assert isinstance(product, clusters._Failure)
    assert product.error is refused
