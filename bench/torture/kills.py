"""kill -9 of the run's process group at random moments, resuming each time.

The workers have groups of their own. Every other kill takes them, too, as a batch system does that ends a job; after
the others they must end by themselves.

Users' pain: resume skips finished shards, so that failed samples never retry (rom1504/img2dataset#452, #333).
"""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

import clips
import datasets
from context import Context, OutOfTime
from datasets import FileMark
from processes import kill_all, processes_of

SECONDS_TO_DIE = 2.0


@dataclass
class Findings:
    """What went wrong, over all kills."""

    rewritten: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)
    partial: list[str] = field(default_factory=list)
    temporary: list[str] = field(default_factory=list)
    survivors: list[str] = field(default_factory=list)
    wrong_codes: list[str] = field(default_factory=list)
    slowest_death_s: float = 0
    # What was looked at: where there is nothing, nothing was proven.
    orphans: int = 0
    recorded: int = 0


class Attempt:
    """One batch from an empty folder to its end, over as many kills as it takes."""

    def __init__(self, context: Context, inputs: Path, reference: Path, number: int, findings: Findings) -> None:
        self.context, self.inputs, self.reference, self.findings = context, inputs, reference, findings
        self.output = context.folder / f"out-{number:03d}"
        shutil.rmtree(self.output, ignore_errors=True)
        self.recorded: dict[str, FileMark | None] = {}
        self.survivors: dict[int, float] = {}

    def run_until(self, moment_s: float, takes_workers: bool) -> bool:
        """Runs; kills the group after `moment_s`. True if the batch came to its end before."""
        running = self.context.start(self.inputs, self.output)
        end = time.monotonic() + self.context.limit(moment_s)
        while not running.has_ended and time.monotonic() < end:
            self.watch_survivors()
            time.sleep(0.002)
        finished = running.has_ended
        workers = [pid for pid in processes_of(self.context.program) if pid not in (running.pid, *self.survivors)]
        if not finished:
            running.kill_group()
            if takes_workers:
                kill_all(processes_of(self.context.program))
        code = running.wait(10).code
        if not finished:
            self.find_partial()
            # The next run does not wait for these, as a person would not.
            self.survivors |= {pid: time.monotonic() for pid in workers}
            self.findings.orphans += 0 if takes_workers else len(workers)
        elif code != 1:
            self.findings.wrong_codes.append(f"{self.output}: ended with {code} where one file fails; {running.log}")
        self.compare_with_record()
        return finished

    def watch_survivors(self) -> None:
        """Workers whose parent was killed must end by themselves."""
        if not self.survivors:
            return
        alive, now = set(processes_of(self.context.program)), time.monotonic()
        for pid, since in list(self.survivors.items()):
            if pid not in alive:
                self.findings.slowest_death_s = max(self.findings.slowest_death_s, now - since)
                del self.survivors[pid]
            elif now - since > SECONDS_TO_DIE:
                self.findings.survivors.append(f"{self.output}: process {pid} lives {now - since:.1f} s after the kill")
                kill_all([pid])
                del self.survivors[pid]

    def find_partial(self) -> None:
        """What has its final name is complete at any moment."""
        for path in datasets.files_below(self.output):
            if path.suffix == ".safetensors" and path.name[0] != ".":
                expected = self.reference / path
                if not expected.exists() or (self.output / path).read_bytes() != expected.read_bytes():
                    self.findings.partial.append(f"{self.output / path}: not what it is in the undisturbed run")

    def compare_with_record(self) -> None:
        """What was once recorded done has the same files for good; what is recorded now is there."""
        for name, bundle in datasets.recorded_done(self.output).items():
            for path in (self.output / bundle, self.output / f"{name}.json"):
                mark = FileMark.of(path)
                if mark is None:
                    self.findings.different.append(f"{path}: recorded as done, but missing")
                if str(path) not in self.recorded:
                    self.recorded[str(path)] = mark
                    self.findings.recorded += 1
        for known, before in self.recorded.items():
            if FileMark.of(Path(known)) != before:
                self.findings.rewritten.append(f"{known}: made again after it was recorded as done")
                self.recorded[known] = FileMark.of(Path(known))

    def close(self) -> None:
        """The end of the batch: the same files as of an undisturbed run, and nothing else."""
        while self.survivors:
            self.watch_survivors()
            time.sleep(0.02)
        temporary = datasets.temporary_files(self.output)
        self.findings.temporary += [f"{self.output / path}: temporary file left" for path in temporary]
        different = datasets.differences(self.reference, self.output)
        self.findings.different += different
        if not different and not temporary:
            shutil.rmtree(self.output)


def check(context: Context) -> None:
    kills, count = context.size(200, 8), context.size(40, 8)
    generator = context.random("moments")
    small = context.clips(quick=context.short)
    inputs = clips.mixed_batch(small, context.folder / "in", count, context.size(6, 2), generator)
    reference = context.folder / "undisturbed"
    shutil.rmtree(reference, ignore_errors=True)
    undisturbed = context.run(inputs, reference)
    context.say(f"undisturbed run of {count} files: {undisturbed.wall_s:.1f} s; {kills} kills, seed {context.seed}")
    if undisturbed.code != 1:
        context.row("undisturbed run", f"exit code {undisturbed.code}", "1", False, [str(undisturbed.log)])
        return
    findings = Findings()
    done, batches = 0, 0
    attempt = Attempt(context, inputs, reference, batches, findings)
    try:
        while done < kills:
            if attempt.run_until(generator.uniform(0, undisturbed.wall_s), takes_workers=done % 2 == 1):
                attempt.close()
                batches += 1
                attempt = Attempt(context, inputs, reference, batches, findings)
            else:
                done += 1
                if done % 20 == 0:
                    context.say(f"{done} kills, {batches} batches came to their end")
        if attempt.run_until(undisturbed.wall_s * 10 + 60, takes_workers=True):
            attempt.close()
            batches += 1
        else:
            findings.wrong_codes.append(f"{attempt.output}: does not come to its end")
    except OutOfTime as reason:
        context.say(str(reason))
        attempt.survivors.clear()
        kill_all(processes_of(context.program))
    report(context, findings, done, kills, batches)


def report(context: Context, findings: Findings, done: int, kills: int, batches: int) -> None:
    tried = f"{done} kills, {batches} batches"
    context.row("kills of the process group", f"{done}", f"{kills}", done >= kills and batches > 0)
    context.none_of("files missing or different after kills", findings.different, tried)
    context.none_of("videos made again after being recorded", findings.rewritten, tried)
    context.row("files of videos recorded as done", str(findings.recorded), "1 or more", findings.recorded > 0)
    context.none_of("partial bundles after kills", findings.partial, tried)
    context.none_of("temporary files left after kills", findings.temporary, tried)
    context.none_of("unexpected exit codes after kills", findings.wrong_codes, tried)
    context.none_of("workers alive 2 s after their parent", findings.survivors, tried)
    context.row("orphaned workers seen", str(findings.orphans), "1 or more", findings.orphans > 0)
    context.row("slowest death of an orphaned worker", f"{findings.slowest_death_s:.2f} s")
