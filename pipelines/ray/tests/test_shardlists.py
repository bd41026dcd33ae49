"""The lists of one shard."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from omnizip_ray.shardlists import Failure, ShardLists
from values import failure

# As omnizip writes it.
LINE = (
    '{"attempts":1,"class":"permanent","code":"not_found","hint":"check the path","message":"open: No such file",'
    '"path":"é\u2028.mp4","stage":"index"}'
)


@pytest.fixture
def lists(tmp_path: Path) -> ShardLists:
    return ShardLists(tmp_path, "shard-00000-of-00001")


def test_lines_come_back_as_they_were() -> None:
    assert Failure.parsed(LINE).line() == LINE


def test_no_lists_are_empty_ones(lists: ShardLists) -> None:
    assert (lists.failures(), lists.done()) == ({}, set())


def test_other_line_ends_belong_to_names(lists: ShardLists) -> None:
    lists.failed.write_text(LINE + "\n", encoding="utf-8")
    lists.index.write_text('{"path":"a\u2028\x85b"}\n{"path":"c"}\n', encoding="utf-8")
    assert list(lists.failures()) == ["é\u2028.mp4"]
    assert lists.done() == {"a\u2028\x85b", "c"}


def test_failures_are_added_in_order_and_the_stats_go(lists: ShardLists) -> None:
    lists.failed.write_text(failure("b").line() + "\n" + failure("z").line() + "\n")
    lists.stats.write_text("{}")
    new = [failure("b", "transient", "lost", 3), failure("é"), failure("a")]
    lists.add(new)
    assert not lists.stats.exists()
    assert [json.loads(text)["path"] for text in lists.failed.read_text().splitlines()] == ["a", "b", "z", "é"]
    assert lists.failures()["b"] == new[0]
    assert [path.name for path in lists.folder.iterdir()] == [lists.failed.name]


def test_skipped_is_written_where_it_differs(lists: ShardLists) -> None:
    lists.stats.write_text('{"skipped":1,"done":2}')
    lists.set_skipped(1)
    assert lists.stats.read_text() == '{"skipped":1,"done":2}'
    lists.set_skipped(4)
    assert json.loads(lists.stats.read_text()) == {"done": 2, "skipped": 4}


@pytest.mark.parametrize(
    ("failure_class", "code", "is_left"),
    [("permanent", "damaged", True), ("permanent", "permission_denied", False), ("transient", "damaged", False)],
)
def test_what_the_next_start_leaves(failure_class: str, code: str, is_left: bool) -> None:
    """Faults of permissions are mended without a trace in the source: omnizip tries them again, so do we."""
    assert failure("a", failure_class, code).is_left is is_left
