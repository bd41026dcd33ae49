"""A worker that hangs or dies costs no more than its video; SIGINT and SIGTERM leave a run that can be resumed.

Users' pains: hangs near the end (rom1504/img2dataset#289, snap-research/Panda-70M#21); one bad item aborts the job
(ray-project/ray#48419); failed samples that never retry (rom1504/img2dataset#452).
"""

from __future__ import annotations

import os
import shutil
import signal
import time
from pathlib import Path

import clips
import datasets
from context import Context, time_limit
from processes import Ended, Running, kill_all, processes_of, remaining_after

# Longer than a small clip takes a debug build on a busy machine, a great deal shorter than for ever.
HANG_LIMIT_S = 8
SECONDS_TO_STOP = 10.0


class Scene:
    """The batch, and what an undisturbed run makes of it."""

    def __init__(self, context: Context) -> None:
        self.context = context
        count = context.size(24, 6)
        self.inputs = clips.mixed_batch(
            context.clips(quick=True), context.folder / "in", count, 0, context.random("batch")
        )
        self.reference = self.fresh("undisturbed")
        self.undisturbed = context.run(self.inputs, self.reference)

    def fresh(self, name: str) -> Path:
        output = self.context.folder / name
        shutil.rmtree(output, ignore_errors=True)
        return output

    def resume(self, output: Path, expected: int = 0) -> list[str]:
        """The same command again brings what the undisturbed run made."""
        ended = self.context.run(self.inputs, output)
        problems = [] if ended.code == expected else [f"{output}: resumed run ended with {ended.code}; {ended.log}"]
        return problems + datasets.differences(self.reference, output)

    def state_problems(self, output: Path) -> list[str]:
        """Nothing half done lies about right after the end of a run."""
        kill_all(left := remaining_after(self.context.program, 2))
        problems = [f"{output}: process {pid} is still there" for pid in left]
        problems += [f"{output / path}: temporary file" for path in datasets.temporary_files(output)]
        return problems + datasets.verification_problems(self.context, output)


def check(context: Context) -> None:
    scene = Scene(context)
    if scene.undisturbed.code != 0:
        log = str(scene.undisturbed.log)
        context.row("undisturbed run", f"exit code {scene.undisturbed.code}", "0", False, [log])
        return
    hanging_worker(scene)
    killed_worker(scene)
    for number, name, code in ((signal.SIGINT, "SIGINT", 130), (signal.SIGTERM, "SIGTERM", 143)):
        interrupted(scene, number, name, code)
    interrupted_twice(scene)


def await_first_bundle(scene: Scene, running: Running, output: Path) -> None:
    """Returns when a bundle is published, so that the batch is in full swing, or when the run is over."""
    end = time.monotonic() + scene.context.limit(60)
    while time.monotonic() < end and not running.has_ended:
        if output.exists() and datasets.published_count(output) > 0:
            return
        time.sleep(0.005)


def worker_at_work(scene: Scene, running: Running, output: Path) -> int | None:
    """A worker of a batch in full swing; None where there is none."""
    await_first_bundle(scene, running, output)
    workers = [pid for pid in processes_of(scene.context.program) if pid != running.pid]
    return workers[0] if workers else None


def hanging_worker(scene: Scene) -> None:
    context, output = scene.context, scene.fresh("hang")
    running = context.start(scene.inputs, output, *time_limit(HANG_LIMIT_S))
    worker = worker_at_work(scene, running, output)
    if worker is None:
        ended = running.wait(context.limit(120))
        context.row("hanging worker", f"no worker seen, exit {ended.code}", "", False, [str(ended.log)])
        return
    os.kill(worker, signal.SIGSTOP)
    ended = running.wait(context.limit(scene.undisturbed.wall_s * 3 + 4 * HANG_LIMIT_S + 30))
    problems = scene.state_problems(output)
    lines = datasets.failures(output)
    codes = [line["code"] for line in lines]
    if ended.timed_out or ended.code not in (0, 1) or len(lines) > 1 or set(codes) - datasets.TIME_LIMIT_CODES:
        problems.append(f"exit {ended.code}, failures {codes}, timed out: {ended.timed_out}; {ended.log}")
    # The worker may have been stopped between two videos; then the next one that it was given has met its limit.
    problems += scene.resume(output)
    context.row("worker stopped by SIGSTOP", f"{len(lines)} video lost, resumed", "1 video", not problems)
    context.none_of("problems after a hang", problems)


def killed_worker(scene: Scene) -> None:
    context, output = scene.context, scene.fresh("crash")
    running = context.start(scene.inputs, output)
    worker = worker_at_work(scene, running, output)
    if worker is not None:
        os.kill(worker, signal.SIGKILL)
    ended = running.wait(context.limit(scene.undisturbed.wall_s * 3 + 60))
    problems = scene.state_problems(output)
    if worker is None or ended.code != 0:
        problems.append(f"worker {worker}, exit {ended.code}; {ended.log}")
    problems += datasets.differences(scene.reference, output)
    context.none_of("videos lost to a killed worker", problems, str(context.size(24, 6)))


def stop(scene: Scene, output: Path, numbers: list[int]) -> tuple[Ended, float]:
    """Starts a run and sends it the signals once the first bundle is there."""
    running = scene.context.start(scene.inputs, output)
    await_first_bundle(scene, running, output)
    sent = time.monotonic()
    for number in numbers:
        running.send(number)
        time.sleep(0.05)
    ended = running.wait(scene.context.limit(60))
    return ended, time.monotonic() - sent


def interrupted(scene: Scene, number: int, name: str, code: int) -> None:
    output = scene.fresh(name)
    ended, seconds = stop(scene, output, [number])
    problems = scene.state_problems(output)
    if ended.code != code or seconds > SECONDS_TO_STOP:
        problems.append(f"exit code {ended.code} after {seconds:.1f} s; {ended.log}")
    count = datasets.published_count(output)
    problems += scene.resume(output)
    context = scene.context
    figure = f"exit {ended.code} in {seconds:.2f} s, {count} done"
    context.row(
        f"{name} during a batch", figure, f"exit {code}, resumable", not problems, kept(context, name, problems)
    )


def interrupted_twice(scene: Scene) -> None:
    output = scene.fresh("SIGINT-twice")
    ended, seconds = stop(scene, output, [signal.SIGINT, signal.SIGINT])
    problems = scene.state_problems(output)
    if ended.code != 130 or seconds > 3:
        problems.append(f"exit code {ended.code} after {seconds:.1f} s; {ended.log}")
    problems += scene.resume(output)
    context = scene.context
    figure = f"exit {ended.code} in {seconds:.2f} s"
    limit = "exit 130, resumable"
    context.row("SIGINT twice", figure, limit, not problems, kept(context, "SIGINT-twice", problems))


def kept(context: Context, name: str, problems: list[str]) -> list[str]:
    if not problems:
        return []
    path = context.folder / f"{name}.txt"
    path.write_text("\n".join(problems) + "\n")
    return [str(path)]
