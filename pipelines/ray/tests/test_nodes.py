"""Two Ray nodes, as two raylets of this machine; one of them is killed on the way."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest
from datasets import content, copies, lines, omnizip
from ray._private.node import Node
from ray.cluster_utils import Cluster
from running import RunningDriver


def raylet_of(node: Node) -> psutil.Process:
    return psutil.Process(node.all_processes["raylet"][0].process.pid)


def is_at_work(node: Node) -> bool:
    """Whether a batch runs on a node: below its raylet is a worker that says so, and omnizip below that."""
    try:
        workers = [worker for worker in raylet_of(node).children() if worker.name().startswith("ray::run_batch")]
        return any(worker.children() for worker in workers)
    except psutil.NoSuchProcess:
        return False


def test_a_node_dies(
    program: Path, misbehaving: Path, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Workers have the environment of their raylet.
    for key, value in (("PROGRAM", program), ("STATE", tmp_path), ("SLEEP", 0.8)):
        monkeypatch.setenv(f"OMNIZIP_{key}", str(value))
    copies(samples, tmp_path / "in", 24)
    omnizip(program, "run", tmp_path / "in", "--output", tmp_path / "one", "--jobs", "2")
    cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
    try:
        second = cluster.add_node(num_cpus=1, wait=True)
        running = RunningDriver(
            "--input", tmp_path / "in", "--output", tmp_path / "out", "--program", misbehaving,
            "--address", cluster.address, "--videos-per-task", "1", "--shards", "6", "--backoff-seconds", "0.2",
        )  # fmt: skip
        running.wait_until(lambda: is_at_work(second), seconds=120)
        # All that a machine takes with it: a worker that outlives its raylet could still tell of its end.
        for process in reversed(raylet_of(second).children(recursive=True)):
            process.kill()
        cluster.remove_node(second, allow_graceful=False)
        ended = running.ended()
    finally:
        cluster.shutdown()
    assert ended.code == 0, ended
    assert content(tmp_path / "out") == content(tmp_path / "one")
    ledger = lines(tmp_path / "out/.omnizip-ray/attempts.jsonl")
    assert any(line["event"] == "ended" and line["verdict"] == "lost" for line in ledger)
