"""One process and its group."""

from __future__ import annotations

import _thread
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from omnizip_ray.program import BUSY_CAUSE, ProgramEnd, Verdict, run_program, verdict_of


def sh(script: str, stdin: str = "", limit: float = 20.0) -> ProgramEnd:
    return run_program(["sh", "-c", script], stdin, limit)


def is_there(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def wait_until_gone(pids: list[int], seconds: float = 5.0) -> None:
    end = time.monotonic() + seconds
    while any(map(is_there, pids)):
        assert time.monotonic() < end, pids
        time.sleep(0.01)


def pids_in(path: Path, count: int, seconds: float = 10.0) -> list[int]:
    """Process numbers that a script writes, when there are enough of them."""
    end = time.monotonic() + seconds
    while not path.exists() or len(path.read_text().split()) < count:
        assert time.monotonic() < end
        time.sleep(0.01)
    return [int(text) for text in path.read_text().split()]


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        (0, Verdict.DONE), (1, Verdict.SOME_FAILED), (64, Verdict.REFUSED), (65, Verdict.UNUSABLE),
        (75, Verdict.TRANSIENT), (130, Verdict.STOPPED), (143, Verdict.STOPPED), (3, Verdict.TRANSIENT),
        (137, Verdict.TRANSIENT), (-9, Verdict.KILLED), (-15, Verdict.KILLED),
    ],
)  # fmt: skip
def test_verdicts(code: int, verdict: Verdict) -> None:
    assert verdict_of(code) is verdict
    end = sh(f"kill {code} $$" if code < 0 else f"exit {code}")
    assert (end.verdict, end.exit_code, end.signal) == (
        verdict, None if code < 0 else code, -code if code < 0 else None,
    )  # fmt: skip


def test_what_goes_in_and_out() -> None:
    text = "é\n" * 200_000
    end = sh("cat; echo problem >&2", text)
    assert (end.output, end.message) == (text, "problem")


def test_a_program_that_reads_nothing_is_no_error() -> None:
    assert sh("exit 1", "x" * 1_000_000).verdict is Verdict.SOME_FAILED


def test_messages_are_cut_and_need_not_be_utf_8() -> None:
    end = sh("head -c 100000 /dev/zero | tr '\\0' a >&2; printf '\\377 end' >&2")
    assert len(end.message) <= 4000 and end.message.endswith("� end")


def test_a_missing_program_is_refused() -> None:
    end = run_program(["/nowhere/omnizip", "run"], "", 5)
    assert (end.verdict, end.exit_code) == (Verdict.REFUSED, None)
    assert "/nowhere/omnizip" in end.message and "--program" in end.message


def test_a_shard_that_another_holds_is_busy() -> None:
    assert sh(f"echo 'lock: {BUSY_CAUSE} (wait)' >&2; exit 75").verdict is Verdict.BUSY
    assert sh(f"echo 'lock: {BUSY_CAUSE} (wait)' >&2; exit 1").verdict is Verdict.SOME_FAILED


def test_the_time_limit_kills_the_whole_group(tmp_path: Path) -> None:
    start = time.monotonic()
    end = sh(f"trap '' TERM; sleep 60 & echo $$ $! > {tmp_path}/pids; echo working >&2; wait", limit=0.5)
    assert (end.verdict, end.exit_code) == (Verdict.TIME_LIMIT, None)
    assert "working" in end.message
    assert 0.5 <= time.monotonic() - start < 5
    wait_until_gone(pids_in(tmp_path / "pids", 2))


def test_children_end_with_the_program(tmp_path: Path) -> None:
    """They hold its pipes: it has ended all the same, and not at its time limit."""
    start = time.monotonic()
    end = sh(f"sleep 60 & echo $! > {tmp_path}/pids; echo out; kill -KILL $$", limit=30)
    assert (end.verdict, end.signal, end.output) == (Verdict.KILLED, 9, "out\n")
    assert time.monotonic() - start < 5
    wait_until_gone(pids_in(tmp_path / "pids", 1))


def test_a_cancelled_task_lets_it_save_its_state(tmp_path: Path) -> None:
    """Ray cancels by an interrupt that waits for Python's main thread to look up."""
    script = f"trap 'echo saved > {tmp_path}/saved; exit' TERM; echo $$ > {tmp_path}/pids; while :; do sleep 0.05; done"

    def cancel() -> None:
        pids_in(tmp_path / "pids", 1)
        # As Ray does: no signal of the system wakes a wait.
        _thread.interrupt_main()

    # As in the background of a shell.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        threading.Thread(target=cancel).start()
        with pytest.raises(KeyboardInterrupt):
            sh(script, limit=30)
    finally:
        signal.signal(signal.SIGINT, before)
    assert (tmp_path / "saved").read_text() == "saved\n"
    wait_until_gone(pids_in(tmp_path / "pids", 1))


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
def test_it_dies_with_its_worker(tmp_path: Path) -> None:
    worker = subprocess.Popen([
        sys.executable, "-c",
        "import sys; from omnizip_ray.program import run_program; run_program(['sh', '-c', sys.argv[1]], '', 60)",
        f"echo $$ > {tmp_path}/pids; while :; do sleep 0.05; done",
    ], env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])})  # fmt: skip
    pids = pids_in(tmp_path / "pids", 1)
    assert all(map(is_there, pids))
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    wait_until_gone(pids)
