"""Memory and descriptors of a run while it goes on."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

from processes import Running, memory_mb, open_file_count, processes_of


@dataclass(frozen=True)
class Sample:
    """The parent process at one moment."""

    seconds: float
    done: int
    resident_mb: float
    open_files: int


@dataclass
class Sampler:
    """Looks at a run four times a second. The workers are the other processes of the same program."""

    running: Running
    program: Path
    count_done: Callable[[], int] = lambda: 0
    samples: list[Sample] = field(default_factory=list)
    peak_mb: float = 0
    worker_peak_mb: float = 0
    workers: set[int] = field(default_factory=set)

    def look(self) -> None:
        pid = self.running.pid
        resident, files = memory_mb(pid, "VmRSS"), open_file_count(pid)
        self.peak_mb = max(self.peak_mb, memory_mb(pid, "VmHWM") or 0)
        if resident is not None and files is not None:
            seconds = time.monotonic() - self.running.started
            self.samples.append(Sample(seconds, self.count_done(), resident, files))
        for worker in processes_of(self.program):
            if worker != pid:
                self.workers.add(worker)
                self.worker_peak_mb = max(self.worker_peak_mb, memory_mb(worker, "VmHWM") or 0)

    def up_to(self, done: int) -> list[Sample]:
        """The last samples before more than `done` videos were done."""
        return [sample for sample in self.samples if 0 < sample.done <= done][-10:]

    def write(self, path: Path) -> None:
        lines = [
            f"{s.seconds:.2f} s, {s.done} done, {s.resident_mb:.1f} MB, {s.open_files} files" for s in self.samples
        ]
        path.write_text("\n".join(lines) + "\n")


class DoneCounter:
    """Counts the bundles of a run over numbered folders without listing again those that are full."""

    def __init__(self, output: Path, a_folder: int) -> None:
        self.output, self.a_folder = output, a_folder
        self.full: set[str] = set()

    def __call__(self) -> int:
        count = len(self.full) * self.a_folder
        if not self.output.exists():
            return 0
        for folder in sorted(path for path in self.output.iterdir() if path.is_dir() and path.name not in self.full):
            here = sum(1 for path in folder.iterdir() if path.suffix == ".safetensors")
            if here == self.a_folder:
                self.full.add(folder.name)
            count += here
        return count
