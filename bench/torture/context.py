"""What every check is given, and the rows of the table that it gives back."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from pathlib import Path

import clips
from processes import Argument, Ended, Running


@dataclass(frozen=True)
class Row:
    """One line of the table. `ok` is None for a figure without a limit; `not_run` gives the reason."""

    check: str
    name: str
    figure: str
    limit: str = ""
    ok: bool | None = None
    not_run: str | None = None
    kept: list[str] = field(default_factory=list)

    @property
    def verdict(self) -> str:
        if self.not_run is not None:
            return "NOT RUN"
        return {True: "ok", False: "FAILED", None: ""}[self.ok]


def time_limit(seconds_a_video: float) -> tuple[str, ...]:
    """Flags that end the work on a video after so long."""
    return ("--time-limit-seconds", f"{seconds_a_video:g}")


class OutOfTime(Exception):
    """A check met the bound that it printed."""


@dataclass
class Context:
    """Settings of one check and the folder that it may fill."""

    check: str
    program: Path
    sanitized_program: Path | None
    samples: Path
    folder: Path
    short: bool
    seed: int
    bound_s: float
    started: float = field(default_factory=time.monotonic)
    rows: list[Row] = field(default_factory=list)
    _runs: int = 0

    @property
    def left_s(self) -> float:
        return self.started + self.bound_s - time.monotonic()

    def limit(self, seconds: float) -> float:
        """A time limit that ends no later than the check does."""
        if self.left_s <= 1:
            raise OutOfTime(f"{self.check}: met its bound of {self.bound_s:.0f} s")
        return min(seconds, self.left_s)

    def random(self, purpose: str) -> random.Random:
        return random.Random(f"{self.seed}/{self.check}/{purpose}")

    def size(self, full: int, short: int) -> int:
        return short if self.short else full

    def clips(self, quick: bool = False) -> list[Path]:
        """Small sample clips, made once for all checks; `quick`: those that are done soonest."""
        return clips.small_samples(self.samples, self.folder.parent / "small", clips.QUICK if quick else None)

    # ------------------------------------------------------------------------------------------------- the program

    def start(
        self, inputs: Argument, output: Path, *flags: str, open_files: int | None = None, jobs: int = 2
    ) -> Running:
        """Starts `omnizip run`; its standard error goes to a numbered log."""
        self._runs += 1
        command = [self.program, "run", inputs, "--output", output, "--jobs", str(jobs), "--progress", "none", *flags]
        return Running(command, self.folder / "logs" / f"run-{self._runs:04d}.log", open_files=open_files)

    def run(
        self,
        inputs: Argument,
        output: Path,
        *flags: str,
        limit_s: float = 600,
        open_files: int | None = None,
        jobs: int = 2,
    ) -> Ended:
        limit_s = self.limit(limit_s)
        return self.start(inputs, output, *flags, open_files=open_files, jobs=jobs).wait(limit_s)

    # --------------------------------------------------------------------------------------------------- the table

    def row(
        self, name: str, figure: str, limit: str = "", ok: bool | None = None, kept: list[str] | None = None
    ) -> None:
        self.rows.append(Row(self.check, name, figure, limit, ok, kept=kept or []))
        self.say(f"{name}: {figure}" + (f" (limit {limit}: {self.rows[-1].verdict})" if limit else ""))

    def none_of(self, name: str, problems: list[str], tried: str = "") -> None:
        """A row whose limit is that nothing was found; what was found is kept in a file."""
        kept = []
        if problems:
            path = self.folder / f"{name.replace(' ', '-').replace('/', '-')}.txt"
            path.write_text("\n".join(problems) + "\n")
            kept = [str(path)]
        self.row(name, f"{len(problems)}" + (f" of {tried}" if tried else ""), "0", not problems, kept)

    def not_run(self, name: str, reason: str) -> None:
        self.rows.append(Row(self.check, name, "-", not_run=reason))
        self.say(f"{name}: NOT RUN: {reason}")

    def say(self, text: str) -> None:
        print(f"[{self.check} {time.monotonic() - self.started:6.1f} s] {text}", flush=True)
