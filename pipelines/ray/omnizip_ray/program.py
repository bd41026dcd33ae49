"""One process of omnizip on a node, in a group of its own, and what its end means."""

from __future__ import annotations

import contextlib
import enum
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass

from .errors import ALL_DONE, SOME_FAILED, USAGE

UNUSABLE_INPUT = 65
INTERRUPTED = 130
TERMINATED = 143
MESSAGE_BYTES = 4000
GRACE_SECONDS = 10.0


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
    process = subprocess.Popen(
        [*death_with_parent(), *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        start_new_session=True,
    )  # fmt: skip
    try:
        output, errors = process.communicate(stdin.encode(), timeout=limit_seconds)
    except subprocess.TimeoutExpired:
        end_group(process, signal.SIGKILL)
        _, errors = process.communicate()
        seconds = time.monotonic() - start
        message = f"no end after {limit_seconds:.0f} s. {tail(errors)}"
        return ProgramEnd(Verdict.TIME_LIMIT, None, signal.SIGKILL, seconds, message.strip())
    except BaseException:
        # The task was cancelled: omnizip saves its state.
        end_group(process, signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE_SECONDS)
        raise
    finally:
        end_group(process, signal.SIGKILL)
    code = process.returncode
    return ProgramEnd(
        verdict_of(code), code if code >= 0 else None, -code if code < 0 else None, time.monotonic() - start,
        tail(errors), output.decode(errors="replace"),
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


