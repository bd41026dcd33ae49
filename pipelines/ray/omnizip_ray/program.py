"""One process of omnizip on a node, in a group of its own, and what its end means."""

from __future__ import annotations

import contextlib
import enum
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from .errors import ALL_DONE, SOME_FAILED, USAGE

UNUSABLE_INPUT = 65
INTERRUPTED = 130
TERMINATED = 143
MESSAGE_BYTES = 4000
GRACE_SECONDS = 10.0
SLICE_SECONDS = 0.2
"""How often a wait looks up: Ray cancels a task by an exception that waits for that."""
BUSY_CAUSE = "another run is writing to it"


class Verdict(enum.Enum):
    """What the end of an attempt says of its videos."""

    DONE = "done"
    SOME_FAILED = "some_failed"
    """The shard's list of failures tells which, and why."""
    UNUSABLE = "unusable"
    """Exit code 65: the same attempt will fail again."""
    TRANSIENT = "transient"
    STOPPED = "stopped"
    """Ended by SIGINT or SIGTERM of somebody else; its state is saved."""
    KILLED = "killed"
    TIME_LIMIT = "time_limit"
    LOST = "lost"
    """The worker or its node is gone."""
    BUSY = "busy"
    """Another process holds the shard: one whose worker is gone and which is not, or not for the file server."""
    REFUSED = "refused"
    """Wrong usage or configuration: the job stops."""


@dataclass(frozen=True)
class ProgramEnd:
    """How one process ended."""

    verdict: Verdict
    exit_code: int | None
    """None for a process that a signal ended."""
    signal: int | None
    seconds: float
    message: str
    """The end of what it wrote to standard error."""
    output: str = ""


def verdict_of(return_code: int) -> Verdict:
    """The verdict of `subprocess`' return code."""
    if return_code < 0:
        return Verdict.KILLED
    return {
        ALL_DONE: Verdict.DONE,
        SOME_FAILED: Verdict.SOME_FAILED,
        USAGE: Verdict.REFUSED,
        UNUSABLE_INPUT: Verdict.UNUSABLE,
        INTERRUPTED: Verdict.STOPPED,
        TERMINATED: Verdict.STOPPED,
    }.get(return_code, Verdict.TRANSIENT)  # 75, and what nobody expects


def run_program(command: Sequence[str], stdin: str, limit_seconds: float) -> ProgramEnd:
    """Runs a command to its end. Neither it nor a child of it outlives this call, nor the worker that made it."""
    start = time.monotonic()
    if shutil.which(command[0]) is None:
        message = f"{command[0]}: no program of this name on {os.uname().nodename}; give its path with --program"
        return ProgramEnd(Verdict.REFUSED, None, None, 0.0, message)
    heed_interrupts()
    process = subprocess.Popen(
        [*death_with_parent(), *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    try:
        output, errors = outputs(process, stdin.encode(), start + limit_seconds)
    except BaseException:
        # The task was cancelled: omnizip saves its state.
        end_group(process, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_SECONDS)
        raise
    finally:
        end_group(process, signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_SECONDS)
    seconds = time.monotonic() - start
    if output is None:
        message = f"no end after {limit_seconds:.0f} s. {tail(errors)}"
        return ProgramEnd(Verdict.TIME_LIMIT, None, signal.SIGKILL, seconds, message.strip())
    return ended(process.returncode, seconds, output, errors)


def heed_interrupts() -> None:
    """Ray cancels by SIGINT, which everything that a shell puts in the background ignores, by inheritance."""
    is_main = threading.current_thread() is threading.main_thread()
    if is_main and signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def outputs(process: subprocess.Popen[bytes], stdin: bytes, limit: float) -> tuple[bytes | None, bytes]:
    """Standard output and error of a process that ends; no output of one that did not until `limit`, and was killed.

    It has ended when its first process has: children that hold its pipes are killed.
    """
    given: bytes | None = stdin
    while True:
        left = limit - time.monotonic()
        try:
            return process.communicate(given, timeout=max(0.0, min(SLICE_SECONDS, left)))
        except subprocess.TimeoutExpired:
            if left <= 0:
                return None, rest(process)[1]
            if process.poll() is not None:
                return rest(process)
        given = None


def rest(process: subprocess.Popen[bytes]) -> tuple[bytes, bytes]:
    """What is in the pipes of a group that is killed. A child with a group of its own may hold them open."""
    end_group(process, signal.SIGKILL)
    try:
        return process.communicate(timeout=GRACE_SECONDS)
    except subprocess.TimeoutExpired as late:
        return late.output or b"", late.stderr or b""


def ended(code: int, seconds: float, output: bytes, errors: bytes) -> ProgramEnd:
    """The end of a process with `subprocess`' return code."""
    verdict, message = verdict_of(code), tail(errors)
    if verdict is Verdict.TRANSIENT and BUSY_CAUSE in message:
        verdict = Verdict.BUSY
    return ProgramEnd(
        verdict, code if code >= 0 else None, -code if code < 0 else None, seconds, message,
        output.decode(errors="replace"),
    )  # fmt: skip


def death_with_parent() -> list[str]:
    """A prefix by which Linux kills the command when its worker dies: nobody else could, and its lock would stay."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL", "--"] if setpriv else []


def end_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signals a process and its children, if there are any left."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def tail(errors: bytes) -> str:
    return errors[-MESSAGE_BYTES:].decode(errors="replace").strip()
