"""The command line, without Ray and with omnizip in miniature."""

from __future__ import annotations

import fcntl
import json
import os
import signal
from pathlib import Path

import pytest
from engines import FakeEngine
from omnizip_ray import cli
from omnizip_ray.cli import main, program_path, videos_per_task
from omnizip_ray.errors import JobError
from omnizip_ray.job import FOLDER_NAME
from values import SMALL_OMNIZIP


@pytest.fixture
def engines(monkeypatch: pytest.MonkeyPatch) -> list[FakeEngine]:
    """The engines that were made."""
    made: list[FakeEngine] = []

    def engine(*arguments: object) -> FakeEngine:
        made.append(FakeEngine())
        return made[-1]

    monkeypatch.setattr(cli, "RayEngine", engine)
    return made


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("a.mp4", "b.mp4", "sep\u2028.mp4", "text"):
        (folder / name).write_text(name)
    return folder


def arguments(source: Path, *more: str) -> list[str]:
    return [
        "--input", str(source), "--output", str(source.parent / "out"), "--program", str(SMALL_OMNIZIP),
        "--progress", "none", "--backoff-seconds", "0", *more,
    ]  # fmt: skip


def test_all_done(source: Path, engines: list[FakeEngine], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments(source)) == 0
    assert "videos: 3 done, 0 failed\n" in capsys.readouterr().out
    assert main(arguments(source, "--json")) == 0
    assert json.loads(capsys.readouterr().out)["done"] == 3
    assert [engine.is_closed for engine in engines] == [True, True]
    # The file that is no media is looked at again; omnizip does so, too.
    assert engines[1].submitted.count("run_batch") == 1


def test_some_failed_and_are_left_until_they_are_to_be_retried(
    source: Path, engines: list[FakeEngine], capsys: pytest.CaptureFixture[str]
) -> None:
    (source / "c bad.mp4").write_text("")
    for more, batches in ((), 1), ((), 1), (("--retry-failed",), 1):
        assert main(arguments(source, "--shards", "1", *more)) == 1
        assert "3 done, 1 failed (failures.jsonl)" in capsys.readouterr().out
        assert engines[-1].submitted.count("run_batch") == batches
    names = [event["videos"] for event in events(source) if event["event"] == "submitted"]
    assert ["c bad.mp4" in handed for handed in names] == [True, False, True]


def events(source: Path) -> list[dict[str, list[str]]]:
    text = (source.parent / "out" / FOLDER_NAME / "attempts.jsonl").read_text()
    return [json.loads(line) for line in text.split("\n") if line]


def test_refreezing(source: Path, engines: list[FakeEngine], capsys: pytest.CaptureFixture[str]) -> None:
    """New videos are added; what was made of removed ones stays, as in a second run of omnizip."""
    main(arguments(source))
    (source / "a.mp4").unlink()
    (source / "new.mp4").write_text("new")
    assert main(arguments(source)) == 0
    assert "3 done" in capsys.readouterr().out
    assert main(arguments(source, "--refreeze")) == 0
    assert "4 done" in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong",
    [
        ["--videos-per-task", "65"], ["--videos-per-task", "-1"], ["--attempts", "0"], ["--backoff-seconds", "nan"],
        ["--seconds-per-video", "-1"], ["--shards", "x"], ["--progress", "loud"], ["--unknown"], ["--prog", "x"],
        ["--address", "auto", "--workers", "2"], ["--list", "-"], ["--", "--output", "x"], ["--", "--shard=0/2"],
        ["--", "--force"],
    ],
)  # fmt: skip
def test_wrong_usage(source: Path, engines: list[FakeEngine], wrong: list[str]) -> None:
    assert main(arguments(source, *wrong)) == 64
    assert engines == [] and not (source.parent / "out").exists()


def test_no_inputs(tmp_path: Path, engines: list[FakeEngine], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--output", str(tmp_path / "out")]) == 64
    assert "--input or --list" in capsys.readouterr().err
    assert main(["--help"]) == 0
    assert main(arguments(tmp_path / "missing")) == 64
    assert "no such file or folder" in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert main(arguments(tmp_path / "empty")) == 0
    assert "0 done, 0 failed" in capsys.readouterr().out


def test_a_program_that_is_missing(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*arguments(source), "--program", "/nowhere/omnizip"]) == 64
    assert "--program" in capsys.readouterr().err


def test_a_second_driver_is_refused(
    source: Path, engines: list[FakeEngine], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = source.parent / "out" / FOLDER_NAME
    folder.mkdir(parents=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert main(arguments(source)) == 75
        assert "another driver" in capsys.readouterr().err
    assert main(arguments(source)) == 0


def test_a_file_system_without_locks(source: Path, engines: list[FakeEngine], monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*arguments: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", none)
    assert main(arguments(source)) == 0


def test_an_output_that_cannot_be_written(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*arguments(source), "--output", str(source / "a.mp4" / "out")]) == 75
    assert "choose another --output" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        (OSError(28, "No space left on device", "/out"), 75, "No space left"), (KeyError("k"), 70, "Traceback"),
        (JobError("no cluster", 75), 75, "no cluster"),
    ],
)  # fmt: skip
def test_no_exception_looks_like_failed_videos(
    source: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception,
    code: int, message: str,
) -> None:  # fmt: skip
    def broken(*arguments: object) -> None:
        raise error

    monkeypatch.setattr(cli, "RayEngine", broken)
    assert main(arguments(source)) == code
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("place", ["RayEngine", "freeze", "merge", "Driver"])
def test_signals(
    source: Path, engines: list[FakeEngine], monkeypatch: pytest.MonkeyPatch, number: signal.Signals, code: int,
    place: str,
) -> None:  # fmt: skip
    """At any time; the same command then goes on."""
    before = signal.getsignal(number)
    whole = getattr(cli, place)

    def signalled(*arguments: object) -> object:
        os.kill(os.getpid(), number)
        return whole(*arguments)

    monkeypatch.setattr(cli, place, signalled)
    assert main(arguments(source)) == code
    assert signal.getsignal(number) is before
    assert all(engine.is_closed for engine in engines)
    monkeypatch.setattr(cli, place, whole)
    assert main(arguments(source)) == 0


@pytest.mark.parametrize(
    ("given", "options", "pipeline", "count"),
    [
        (None, (), None, 16), (5, (), None, 5), (None, ("--layout", "webdataset"), None, 0),
        (None, ("--layout=webdataset",), None, 0), (None, (), "layout: webdataset\n", 0),
        (None, (), "layout: tree\n", 16), (None, (), "{", 16), (4, (), "layout: webdataset\n", 4),
    ],
)  # fmt: skip
def test_tasks_of_archives_are_whole_shards(
    tmp_path: Path, given: int | None, options: tuple[str, ...], pipeline: str | None, count: int
) -> None:
    more = [] if given is None else ["--videos-per-task", str(given)]
    if pipeline is not None:
        (tmp_path / "pipeline.yaml").write_text(pipeline)
        more += ["--pipeline", str(tmp_path / "pipeline.yaml")]
    parsed = cli.parser().parse_args(["--output", str(tmp_path), *more])
    assert videos_per_task(parsed, options, tmp_path) == count
    if given is None and not options and pipeline is None:
        (tmp_path / "dataset.json").write_text("{}")
        assert videos_per_task(parsed, options, tmp_path) == 0


def test_a_path_of_the_program_holds_for_all_tasks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert program_path("bin/omnizip") == str(tmp_path / "bin/omnizip")
    assert program_path("omnizip") == "omnizip"
