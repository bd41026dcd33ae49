"""A job on Ray gives the bytes of a run on one machine."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from datasets import content, copies, lines, omnizip
from running import drive, local


@pytest.fixture(scope="module")
def source(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """61 clips, one with a strange name, a damaged one, a file that says to be a video, and one that is no media."""
    folder = tmp_path_factory.mktemp("source")
    copies(samples, folder, 60)
    clip = next(samples.glob("silent*")).read_bytes()
    (folder / "cut.mp4").write_bytes(clip[: len(clip) // 3])
    (folder / "text.mp4").write_text("no video")
    (folder / "odd \u2028\u202e\u200b\n.mp4").write_bytes(clip)
    (folder / "notes.txt").write_text("no media")
    return folder


@pytest.fixture(scope="module")
def one_machine(program: Path, source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    output = tmp_path_factory.mktemp("one") / "out"
    omnizip(program, "run", source, "--output", output, "--jobs", "2", codes=(1,))
    return content(output)


def test_a_folder_of_60_clips(program: Path, source: Path, one_machine: dict[str, bytes], tmp_path: Path) -> None:
    ended = drive(*local(source, tmp_path / "out", program))
    assert ended.code == 1, ended
    assert "61 done, 2 failed" in ended.output
    assert content(tmp_path / "out") == one_machine
    assert b'"skipped": 1' in one_machine["summary.json"]
    again = drive(*local(source, tmp_path / "out", program))
    assert again.code == 1
    assert re.search("6[34] videos were finished before", again.output)
    assert content(tmp_path / "out") == one_machine
    omnizip(program, "verify", tmp_path / "out", codes=(0, 1))


def test_the_same_shards_one_after_the_other(program: Path, source: Path, tmp_path: Path) -> None:
    """Every file, the lists of the shards too; copies on a local disk, whole shards, a pipeline file: no difference."""
    pipeline = tmp_path / "pipeline.yaml"
    pipeline.write_text("content: plan\n")
    for shard in range(3):
        omnizip(
            program, "run", source, "--output", tmp_path / "one", "--shard", f"{shard}/3", "--catalog", "none",
            "--pipeline", pipeline, codes=(0, 1),
        )  # fmt: skip
    omnizip(program, "merge", tmp_path / "one")
    ended = drive(
        *local(source, tmp_path / "ray", program, "--shards", "3", "--pipeline", pipeline, "--videos-per-task", "0"),
        "--stage", tmp_path / "stage",
    )  # fmt: skip
    assert ended.code == 1, ended
    assert content(tmp_path / "ray", with_shards=True) == content(tmp_path / "one", with_shards=True)
    assert list((tmp_path / "stage").iterdir()) == []


def test_archives(program: Path, source: Path, tmp_path: Path) -> None:
    for shard in range(2):
        omnizip(
            program, "run", source, "--output", tmp_path / "one", "--shard", f"{shard}/2", "--catalog", "none",
            "--layout", "webdataset", codes=(0, 1),
        )  # fmt: skip
    omnizip(program, "merge", tmp_path / "one")
    ended = drive(*local(source, tmp_path / "ray", program, "--shards", "2", "--", "--layout", "webdataset"))
    assert ended.code == 1, ended
    assert content(tmp_path / "ray", with_shards=True) == content(tmp_path / "one", with_shards=True)
    tasks = [line for line in lines(tmp_path / "ray/.omnizip-ray/attempts.jsonl") if line["event"] == "ended"]
    assert len(tasks) == 2
