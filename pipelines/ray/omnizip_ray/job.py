"""What a job is: values that the driver fixes once and every task gets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FOLDER_NAME = ".omnizip-ray"


@dataclass(frozen=True)
class Limits:
    """When an attempt is given up, and how often it is followed by another."""

    attempts: int = 3
    """Attempts of a video that end for a reason of its own or of the program."""
    losses: int = 10
    """Attempts that may be lost with their worker or node."""
    backoff_seconds: float = 2.0
    """Before the second attempt; each further one waits four times as long."""
    seconds_per_video: float = 900.0
    """What a task may take for each of its videos, besides the time to begin. The program has finer limits."""
    seconds_to_begin: float = 60.0

    def task_seconds(self, videos: int) -> float:
        return self.seconds_to_begin + self.seconds_per_video * videos

    def delay_seconds(self, attempts: int) -> float:
        """Seconds to wait after this many attempts, at most ten minutes."""
        return min(600.0, self.backoff_seconds * 4.0 ** max(0, attempts - 1))


@dataclass(frozen=True)
class Job:
    """One job. The paths are those of every node: a shared file system, or the same places everywhere."""

    program: str
    """Path or name of omnizip on the nodes."""
    output: Path
    shards: int
    run_options: tuple[str, ...] = ()
    """Further options of `omnizip run`, the same for all tasks: a pipeline file, parameters."""
    cpus_per_task: int = 1
    stage: Path | None = None
    """Folder on a disk of the node; inputs are copied there first."""
    limits: Limits = Limits()

    @property
    def folder(self) -> Path:
        """Where the job keeps what it must remember."""
        return self.output / FOLDER_NAME

    def label(self, shard: int) -> str:
        """The name of a shard's files, as omnizip has it."""
        return f"shard-{shard:05d}-of-{self.shards:05d}"

    def run_command(self, shard: int, *options: str) -> list[str]:
        """`omnizip run` on the videos of a shard that a list on standard input names."""
        return [
            self.program, "run", "--list", "-", "--output", str(self.output), "--shard", f"{shard}/{self.shards}",
            "--catalog", "none", "--jobs", str(self.cpus_per_task), "--progress", "none", "--json", *options,
            *self.run_options,
        ]
