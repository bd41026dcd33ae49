"""What the engine makes of Ray's errors; with Ray itself, in one local cluster."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from omnizip_ray.engine import Handle, Lost, RayEngine, first_line
from omnizip_ray.errors import JobError
from omnizip_ray.program import run_program


@pytest.fixture(scope="module")
def engine() -> Iterator[RayEngine]:
    # Workers import the functions below.
    os.environ["PYTHONPATH"] = str(Path(__file__).parent)
    before = signal.getsignal(signal.SIGTERM)
    engine = RayEngine("local", cpus_per_task=1, workers=2)
    assert signal.getsignal(signal.SIGTERM) is before, "signals are the driver's"
    yield engine
    engine.close()


def job_error() -> None:
    raise JobError("refused", 64)


def fault() -> None:
    raise PermissionError(13, "Permission denied", "/out/list")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def double(number: int) -> int:
    return 2 * number


def long_program(folder: Path) -> None:
    script = f"trap 'touch {folder}/saved; exit' TERM; touch {folder}/began; while :; do sleep 0.1; done"
    run_program(["sh", "-c", script], "", 60)


def all_of(engine: RayEngine, count: int) -> dict[Handle, Any]:
    results: dict[Handle, Any] = {}
    end = time.monotonic() + 60
    while len(results) < count:
        assert time.monotonic() < end
        results |= dict(engine.wait(0.25))
    return results


def test_results(engine: RayEngine) -> None:
    handles = [engine.submit(double, number) for number in range(20)]
    results = all_of(engine, 20)
    assert [results[handle] for handle in handles] == [2 * number for number in range(20)]
    assert engine.wait(0.01) == [] and engine.slots() == 2


def test_faults_and_losses_are_told_apart(engine: RayEngine) -> None:
    engine.submit(fault)
    (result,) = all_of(engine, 1).values()
    assert result == Lost("PermissionError: [Errno 13] Permission denied: '/out/list'", is_fault=True)
    engine.submit(die)
    (result,) = all_of(engine, 1).values()
    assert not result.is_fault and "\n" not in result.message


def test_an_error_of_the_job_is_raised(engine: RayEngine) -> None:
    engine.submit(job_error)
    with pytest.raises(JobError, match="refused") as raised:
        all_of(engine, 1)
    assert type(raised.value) is JobError and raised.value.exit_code == 64


def test_cancelled_programs_save_their_state(engine: RayEngine, tmp_path: Path) -> None:
    engine.submit(long_program, tmp_path)
    end = time.monotonic() + 30
    while not (tmp_path / "began").exists():
        assert time.monotonic() < end
        time.sleep(0.05)
    start = time.monotonic()
    engine.cancel()
    assert time.monotonic() - start < 5
    while not (tmp_path / "saved").exists():
        assert time.monotonic() < start + 5
        time.sleep(0.05)
    assert engine.flying == {}


@pytest.mark.parametrize(("error", "text"), [(OSError(), "OSError"), (ValueError("a\nb"), "ValueError: a")])
def test_errors_in_a_line(error: Exception, text: str) -> None:
    assert first_line(error) == text
