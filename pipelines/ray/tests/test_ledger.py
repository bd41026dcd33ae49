"""The log of attempts."""

from __future__ import annotations

from pathlib import Path

from datasets import lines as lines_in
from omnizip_ray.ledger import Ledger
from omnizip_ray.program import Verdict
from omnizip_ray.shardwork import Batch
from values import ended, failure, line


def test_an_attempt_has_two_lines(tmp_path: Path) -> None:
    path = tmp_path / "new/attempts.jsonl"
    batch = Batch([line("é\u2028\n"), line("b")], attempts=1, losses=2)
    with Ledger(path) as ledger:
        ledger.submitted("shard", batch)
        ledger.ended("shard", batch, ended(Verdict.SOME_FAILED, [failure("b")], ["c"]))
    first, second = lines_in(path)
    assert (first["event"], first["shard"], first["attempt"], first["videos"]) == (
        "submitted", "shard", 4, ["é\u2028\n", "b"],
    )  # fmt: skip
    assert (second["event"], second["first"], second["attempt"]) == ("ended", "é\u2028\n", 4)
    assert (second["verdict"], second["failed"], second["changed"]) == ("some_failed", {"b": "damaged"}, ["c"])
    assert str(first["time"]).endswith("+00:00")


def test_later_starts_append(tmp_path: Path) -> None:
    for _ in range(2):
        with Ledger(tmp_path / "attempts.jsonl") as ledger:
            ledger.submitted("shard", Batch([line("a")]))
    assert len(lines_in(tmp_path / "attempts.jsonl")) == 2
