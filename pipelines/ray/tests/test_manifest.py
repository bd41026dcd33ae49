"""The frozen manifest."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from omnizip_ray import manifest as module
from omnizip_ray.errors import JobError
from omnizip_ray.job import FOLDER_NAME
from omnizip_ray.manifest import Manifest, default_shards, freeze
from omnizip_ray.videos import shard_of
from test_videos import ODD_NAMES
from values import line


def scan_of(folder: Path, names: list[str]) -> list[str]:
    path = folder / "scan.jsonl"
    path.write_text("".join(line(name) + "\n" for name in names), encoding="utf-8")
    return ["cat", str(path)]


def frozen(folder: Path, names: list[str], shards: int | None = None, anew: bool = False, by: str = "in") -> Manifest:
    return freeze(folder / "out", scan_of(folder, names), {"inputs": [by]}, shards, 16, anew)


def names_of(manifest: Manifest) -> list[str]:
    return sorted(video.name for shard in range(manifest.shards) for video in manifest.parsed(shard))


def test_each_video_is_in_its_shard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BUFFERED_LINES", 7)
    names = [f"{number:03d}.mp4" for number in range(100)] + sorted(ODD_NAMES)
    manifest = frozen(tmp_path, names, shards=5)
    assert (manifest.videos, manifest.shards, manifest.is_new) == (len(names), 5, True)
    assert names_of(manifest) == sorted(names)
    for shard in range(5):
        here = [video.name for video in manifest.parsed(shard)]
        assert here == [name for name in names if shard_of(name, 5) == shard]


def test_no_videos_make_one_empty_shard(tmp_path: Path) -> None:
    manifest = frozen(tmp_path, [])
    assert (manifest.videos, manifest.shards, manifest.lines(0)) == (0, 1, [])


@pytest.mark.parametrize(
    ("videos", "per_task", "shards"),
    [(0, 16, 1), (1, 16, 1), (17, 16, 2), (5000, 16, 64), (63_999, 16, 64), (64_001, 16, 65),
     (10**7, 16, 10_000), (500, 0, 64)],
)  # fmt: skip
def test_the_number_of_shards(videos: int, per_task: int, shards: int) -> None:
    assert default_shards(videos, per_task) == shards


def test_it_is_made_once(tmp_path: Path) -> None:
    frozen(tmp_path, ["a", "b"])
    again = frozen(tmp_path, ["a", "b", "c"])
    assert (names_of(again), again.is_new) == (["a", "b"], False)


def test_another_selection_or_number_is_refused(tmp_path: Path) -> None:
    frozen(tmp_path, ["a"], shards=2)
    with pytest.raises(JobError, match="other inputs"):
        frozen(tmp_path, ["a"], by="elsewhere")
    with pytest.raises(JobError, match="2 shards, not 3"):
        frozen(tmp_path, ["a"], shards=3)


def test_refreezing_takes_what_is_there_now(tmp_path: Path) -> None:
    frozen(tmp_path, ["a", "b"], shards=3)
    for names in (["b", "c"], ["d"], []):
        again = frozen(tmp_path, names, anew=True, by="other")
        assert (names_of(again), again.shards, again.is_new) == (names, 3, False)
        assert len(list((tmp_path / "out" / FOLDER_NAME).glob("manifest*"))) == 1


def test_a_freeze_that_was_killed_counts_for_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "out" / FOLDER_NAME / "manifest"
    folder.mkdir(parents=True)
    (folder / "00000.jsonl").write_text(line("half") + "\n")
    assert names_of(frozen(tmp_path, ["a"], shards=1)) == ["a"]
    # A second one, over a manifest that holds.
    with pytest.raises(JobError):
        freeze(tmp_path / "out", ["false"], {}, None, 16, anew=True)
    assert names_of(frozen(tmp_path, [])) == ["a"]


def test_a_dataset_keeps_its_number_of_shards(tmp_path: Path) -> None:
    """Shards of different numbers could never be merged: found before the work, not after it."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "shard-00001-of-00003.stats.json").write_text("{}")
    with pytest.raises(JobError, match="give --shards 3"):
        frozen(tmp_path, ["a"], shards=2)
    manifest = frozen(tmp_path, ["a"])
    assert (manifest.shards, manifest.is_new) == (3, False)
    (out / "shard-00001-of-00004.index.jsonl").write_text("")
    with pytest.raises(JobError, match="different numbers"):
        frozen(tmp_path, ["a"], anew=True)


def test_archives_say_their_number(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/dataset.json").write_text(json.dumps({"shards": 9}))
    assert frozen(tmp_path, ["a"]).shards == 9


@pytest.mark.parametrize(
    ("scan", "code", "message"),
    [
        (["/nowhere/omnizip"], 64, "--program"),
        (["sh", "-c", "echo no such folder >&2; exit 64"], 64, "no such folder"),
        (["sh", "-c", "exit 75"], 75, "exit code 75"),
        (["echo", "no JSON"], 64, "is it omnizip"),
        (["echo", "[1]"], 64, "is it omnizip"),
    ],
)  # fmt: skip
def test_a_scan_that_fails_is_told(tmp_path: Path, scan: list[str], code: int, message: str) -> None:
    with pytest.raises(JobError, match=message) as raised:
        freeze(tmp_path / "out", scan, {}, None, 16)
    assert raised.value.exit_code == code
    assert not (tmp_path / "out" / FOLDER_NAME / "job.json").exists()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema": "omnizip.ray-job/9"}'])
def test_a_job_that_cannot_be_read_is_told(tmp_path: Path, text: str) -> None:
    folder = tmp_path / "out" / FOLDER_NAME
    folder.mkdir(parents=True)
    (folder / "job.json").write_text(text)
    with pytest.raises(JobError, match="begin anew"):
        frozen(tmp_path, ["a"])
