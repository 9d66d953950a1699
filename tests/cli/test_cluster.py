"""`workbench batch --scheduler`: a real scheduler, workers that die and workers that come late."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.batches import exported, folder_of_pairs, records, until
from tests.cli.clusters import Cluster
from tests.conftest import Workbench
from workbench.errors import ClusterError
from workbench.pipeline import batch_cluster
from workbench.pipeline.batch_work import Settings

pytest.importorskip("distributed", reason="needs the extra [cluster]")

COUNT = 24


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    started = Cluster(tmp_path)
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
def test_a_scheduler_that_goes_away_is_a_sentence_and_the_next_start_goes_on(
    workbench: Workbench, cluster: Cluster, pairs: Path, tmp_path: Path
) -> None:
    local, far = tmp_path / "local.db", tmp_path / "far.db"
    cluster.worker()
    process = start(far, pairs, cluster)
    until(lambda: process.poll() is not None or records(far) > 0)
    cluster.scheduler.kill()
    out, err = process.communicate(timeout=600)
    assert (process.returncode, out) == (1, "")
    assert err.splitlines()[-1].endswith(
        "went away. What is done is kept; start the same command again when it is back."
    )
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


class _Client:
    """Workers, one of which has other weights."""

    def run(self, function: object, settings: Settings, on_error: str) -> dict[str, object]:
        own = batch_cluster._versions(settings)
        return {"tcp://a:1": own, "tcp://b:2": {**own, "aligner": "other"}}


def test_a_worker_of_another_version_is_named() -> None:
    settings = Settings(None, None, "jsonl", True, "zh-en-static")
    common = batch_cluster._Common(settings, batch_cluster._versions(settings), "en")
    with pytest.raises(ClusterError, match=r"tcp://b:2 has another version of the aligner's weights \(other there"):
        batch_cluster._compare(_Client(), common, print)  # type: ignore[arg-type]
