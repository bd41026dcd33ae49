"""Running the program: time limits, process groups of their own, and a look at which of its processes are alive."""

from __future__ import annotations

import os
import resource
import shlex
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Mapping, Sequence

Argument = str | os.PathLike[str]


@dataclass(frozen=True)
class Ended:
    """A process that ended, or was ended because it met its time limit."""

    code: int
    wall_s: float
    cpu_s: float
    timed_out: bool
    log: Path

    @property
    def errors(self) -> str:
        """The last of what it printed on standard error."""
        with self.log.open("rb") as file:
            file.seek(max(0, self.log.stat().st_size - 20_000))
            return file.read().decode(errors="replace")


class Running:
    """A process in a session of its own; standard output and error go to files beside each other."""

    def __init__(
        self,
        command: Sequence[Argument],
        log: Path,
        environment: Mapping[str, str] | None = None,
        open_files: int | None = None,
    ) -> None:
        log.parent.mkdir(parents=True, exist_ok=True)
        self.log = log
        self.started = time.monotonic()

        def limit() -> None:
            if open_files is not None:
                resource.setrlimit(resource.RLIMIT_NOFILE, (open_files, open_files))

        with log.open("ab") as errors, log.with_suffix(".stdout").open("ab") as output:
            errors.write(f"$ {shlex.join(map(str, command))}\n".encode())
            errors.flush()
            self.process = subprocess.Popen(
                [os.fspath(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
                preexec_fn=limit,
            )

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def has_ended(self) -> bool:
        """Leaves the process for `wait`, which takes its resource usage."""
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def send(self, number: int) -> None:
        """A signal to the process alone, as a terminal's `kill PID` does."""
        if not self.has_ended:
            os.kill(self.pid, number)

    def kill_group(self) -> None:
        """SIGKILL to the whole process group."""
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass

    def wait(self, limit_s: float, watch: Callable[[], None] | None = None, every_s: float = 0.02) -> Ended:
        """Waits for the end, calls `watch` meanwhile; kills the group at the limit."""
        timed_out = False
        deadline = time.monotonic() + limit_s
        while not self.has_ended:
            if time.monotonic() > deadline:
                timed_out = True
                self.kill_group()
                break
            if watch is not None:
                watch()
            time.sleep(every_s)
        _, status, usage = os.wait4(self.pid, 0)
        self.process.returncode = os.waitstatus_to_exitcode(status)
        cpu = usage.ru_utime + usage.ru_stime
        wall = time.monotonic() - self.started
        return Ended(self.process.returncode, wall, cpu, timed_out, self.log)


def run(
    command: Sequence[Argument],
    log: Path,
    limit_s: float,
    environment: Mapping[str, str] | None = None,
    open_files: int | None = None,
) -> Ended:
    """Runs a command to its end, or to its limit."""
    return Running(command, log, environment, open_files).wait(limit_s)


def processes_of(program: Path) -> list[int]:
    """Process ids that run this very file. Checks copy the program, so that no other run is counted."""
    return [int(entry) for entry in os.listdir("/proc") if entry.isdigit() and is_of(entry, str(program))]


def is_of(pid: str, program: str) -> bool:
    """False for a process that has ended and waits for its parent, too."""
    try:
        return os.readlink(f"/proc/{pid}/exe") in (program, f"{program} (deleted)")
    except PermissionError:
        # Workers refuse to be looked into by anyone but root; their arguments can be read.
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0] == os.fsencode(program)
        except OSError:
            return False
    except OSError:
        return False


def remaining_after(program: Path, seconds: float) -> list[int]:
    """Processes of the program that are still there after `seconds`; returns at once when none is left."""
    deadline = time.monotonic() + seconds
    while (left := processes_of(program)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def kill_all(pids: Sequence[int]) -> None:
    """Ends processes that a failed check left behind."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def memory_mb(pid: int, field: str) -> float | None:
    """VmRSS or VmHWM of a process in MB (1,000,000 bytes); None if it has ended."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1]) * 1024 / 1e6
    except OSError:
        pass
    return None


def open_file_count(pid: int) -> int | None:
    """Open file descriptors of a process; None if it has ended."""
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return None
