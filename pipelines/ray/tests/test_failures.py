"""300 tiny clips, some of which misbehave, and a driver and workers that are killed on the way."""

from __future__ import annotations

import os
import shutil
import signal
import time
from collections import Counter
from pathlib import Path

import psutil
import pytest
from datasets import copies, lines, tiny_clip
from running import RunningDriver, drive, local

COUNT = 300
BAD = {50 * number for number in range(6)}
ONCE_75 = {50 * number + 11 for number in range(6)}
ONCE_KILLED = {50 * number + 22 for number in range(6)}
HANGING = {33, 133, 233}


def name_of(number: int) -> str:
    kinds = {"bad": BAD, "once75": ONCE_75, "oncekilled": ONCE_KILLED, "hang": HANGING}
    kind = next((kind for kind, numbers in kinds.items() if number in numbers), "good")
    return f"{number // 40}/{number:03d}-{kind}.mp4"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    clip = tmp_path / "clip.mp4"
    tiny_clip(clip)
    for number in range(COUNT):
        target = tmp_path / "in" / name_of(number)
        target.parent.mkdir(parents=True, exist_ok=True)
        if number in BAD:
            target.write_bytes(clip.read_bytes()[:1000])
        else:
            shutil.copyfile(clip, target)
    return tmp_path / "in"


def whole(output: Path) -> dict[str, tuple[int, int]]:
    """Inode and time of change of each bundle that has its document, which comes last."""
    bundles = [path.with_suffix(".safetensors") for path in output.rglob("*.mp4.json")]
    return {path.name: (path.stat().st_ino, path.stat().st_mtime_ns) for path in bundles}


def workers_at_work(driver: int) -> list[psutil.Process]:
    """Ray's workers below the driver that have a batch and a process of ours."""
    below = psutil.Process(driver).children(recursive=True)
    found = []
    for process in below:
        try:
            if process.name().startswith("ray::run_batch") and process.children():
                found.append(process)
        except psutil.NoSuchProcess:
            continue
    return found


def processes_of(folder: Path) -> list[str]:
    """Command lines that name a folder."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        command = " ".join(process.info["cmdline"] or [])
        if str(folder) in command and process.pid != os.getpid():
            found.append(command)
    return found


def test_exactly_what_must_fail_fails(program: Path, misbehaving: Path, source: Path, tmp_path: Path) -> None:
    output, state = tmp_path / "out", tmp_path / "state"
    state.mkdir()
    arguments = [
        *local(source, output, misbehaving),
        "--backoff-seconds", "0.1", "--seconds-per-video", "0.3", "--seconds-to-begin", "6",
    ]  # fmt: skip
    environment = {"OMNIZIP_PROGRAM": str(program), "OMNIZIP_STATE": str(state)}
    kept: list[dict[str, tuple[int, int]]] = []
    for _ in range(2):
        running = RunningDriver(*arguments, environment=environment)
        done = len(whole(output))
        running.wait_until(lambda before=done: len(whole(output)) >= before + 60)
        running.process.send_signal(signal.SIGKILL)
        running.process.wait()
        wait_for_none(output)
        kept.append(whole(output))
    running = RunningDriver(*arguments, environment=environment)
    for _ in range(2):
        running.wait_until(lambda: bool(workers_at_work(running.process.pid)))
        workers_at_work(running.process.pid)[0].kill()
        time.sleep(0.5)
    ended = running.ended()
    assert ended.code == 1, ended

    manifest = [str(line["path"]) for line in lines(output / "manifest.jsonl")]
    failures = {str(line["path"]): line for line in lines(output / "failures.jsonl")}
    expected_bad = {name_of(number) for number in BAD}
    expected_hanging = {name_of(number) for number in HANGING}
    assert failures.keys() == expected_bad | expected_hanging
    assert {path for path, line in failures.items() if line["class"] == "permanent"} == expected_bad
    for path in expected_hanging:
        assert (failures[path]["class"], failures[path]["code"]) == ("transient", "time_limit")
        assert failures[path]["attempts"] >= 3
    assert manifest == sorted(name_of(n) for n in range(COUNT) if n not in BAD | HANGING)
    states = whole(output)
    for before in kept:
        assert before and all(states[name] == state for name, state in before.items()), "a whole bundle was made again"
    check_ledger(output, state)
    again = drive(*arguments, "--videos-per-task", "1", environment={**environment})
    assert again.code == 1
    assert whole(output) == states


def wait_for_none(output: Path) -> None:
    """A driver that dies takes its cluster with it, and every omnizip."""
    end = time.monotonic() + 30
    while processes_of(output):
        assert time.monotonic() < end, processes_of(output)
        time.sleep(0.1)


def check_ledger(output: Path, state: Path) -> None:
    """Each call of the program has a line of its attempt; each attempt that its driver outlived has an end."""
    ledger = lines(output / ".omnizip-ray/attempts.jsonl")
    attempts = [line for line in ledger if line["event"] == "submitted"]
    submitted = Counter(tuple(line["videos"]) for line in attempts)  # type: ignore[arg-type]
    called = Counter(tuple(line) for line in lines(state / "calls.jsonl"))
    assert not called - submitted
    verdicts = Counter(str(line["verdict"]) for line in ledger if line["event"] == "ended")
    assert verdicts["lost"] >= 2
    assert verdicts["time_limit"] >= 3 * len(HANGING)
    assert verdicts["transient"] + verdicts["killed"] >= 1
    assert verdicts["refused"] == 0


def test_wrong_usage_stops_the_job(program: Path, misbehaving: Path, samples: Path, tmp_path: Path) -> None:
    copies(samples, tmp_path / "in", 3)
    (tmp_path / "in/part-0/refused.mp4").write_bytes(b"")
    environment = {"OMNIZIP_PROGRAM": str(program), "OMNIZIP_STATE": str(tmp_path)}
    ended = drive(*local(tmp_path / "in", tmp_path / "out", misbehaving), environment=environment)
    assert ended.code == 64
    assert "this is refused" in ended.errors
    wrong = drive(*local(tmp_path / "in", tmp_path / "other", program, "--", "--rho-audio", "7"))
    assert wrong.code == 64
    assert "rho_audio" in wrong.errors


def test_a_signal_ends_it_in_order(program: Path, misbehaving: Path, tmp_path: Path) -> None:
    """SIGTERM: no omnizip is left, the exit code says it, and the same command goes on."""
    (tmp_path / "in").mkdir()
    tiny_clip(tmp_path / "in/0.mp4")
    for number in range(1, 12):
        shutil.copyfile(tmp_path / "in/0.mp4", tmp_path / f"in/{number}.mp4")
    output = tmp_path / "out"
    environment = {"OMNIZIP_PROGRAM": str(program), "OMNIZIP_STATE": str(tmp_path), "OMNIZIP_SLEEP": "0.5"}
    arguments = [*local(tmp_path / "in", output, misbehaving, "--videos-per-task", "1")]
    running = RunningDriver(*arguments, environment=environment)
    running.wait_until(lambda: len(whole(output)) >= 2)
    running.process.send_signal(signal.SIGTERM)
    ended = running.ended()
    assert ended.code == 143, ended
    assert "the same command goes on" in ended.errors
    wait_for_none(output)
    kept = whole(output)
    assert 2 <= len(kept) < 12
    assert drive(*arguments, environment=environment).code == 0
    assert {name: state for name, state in whole(output).items() if name in kept} == kept
