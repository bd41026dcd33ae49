"""Lines of a manifest."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from omnizip_ray.videos import Video, shard_of
from values import line

ODD_NAMES = [
    "a b.mp4", "é/ü.mp4", "new\nline.mp4", "sep\u2028arator\u2029\x85.mp4",
    'quote".mp4', "back\\slash.mp4", "مرحبا.mp4",
]  # fmt: skip


@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_list_has_the_same_video_in_one_line(name: str) -> None:
    video = Video.parsed(line(name))
    listed = video.list_line()
    assert "\n" not in listed
    assert json.loads(listed) == {"id": name, "path": f"/in/{name}", "named": True}


def test_a_part_and_meta_are_handed_on() -> None:
    video = Video.parsed(line("a", start=0, end=1.5, meta={"b": [1]}, other=1))
    assert json.loads(video.list_line()) == {
        "id": "a", "path": "/in/a", "named": True, "start": 0, "end": 1.5, "meta": {"b": [1]},
    }  # fmt: skip


def test_a_copy_takes_the_place_of_the_source() -> None:
    assert json.loads(Video.parsed(line("a", named=False)).list_line(Path("/copy/a"))) == {
        "id": "a", "path": "/copy/a", "named": False,
    }  # fmt: skip


def test_shards_are_those_of_omnizip() -> None:
    # SHA-256 of "abc" begins with ba7816bf8f01cfea.
    assert shard_of("abc", 1000) == 0xBA7816BF8F01CFEA % 1000
    assert shard_of("é", 7) == int(hashlib.sha256("é".encode()).hexdigest()[:16], 16) % 7
    assert {shard_of(str(number), 4) for number in range(100)} == {0, 1, 2, 3}
