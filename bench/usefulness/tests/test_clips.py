"""Labelled clips."""

import json
from pathlib import Path

import numpy as np
import pytest

import clips
from clips import Clip, make_clip, write_clips
from labels import AUDIO_TOKENS, CELLS, EVIDENCE, SECONDS, TASKS, VIDEO_TOKENS, WINDOW_SECONDS, WINDOWS

COUNT = 60


@pytest.fixture(scope="module")
def made() -> list[Clip]:
    return [make_clip("train", number) for number in range(COUNT)]


def seconds_of(clip: Clip, name: str) -> np.ndarray:
    """The seconds, that is the patches, in which evidence is seen."""
    return np.flatnonzero(clip.evidence[EVIDENCE.index(name), :VIDEO_TOKENS].reshape(SECONDS, CELLS).any(1))


def test_a_clip_is_always_the_same() -> None:
    first, again, other = make_clip("train", 3), make_clip("train", 3), make_clip("test", 3)
    assert (first.frames == again.frames).all() and (first.samples == again.samples).all()
    assert first.labels == again.labels
    assert not np.array_equal(first.frames, other.frames)


def test_every_value_of_every_label_occurs(made: list[Clip]) -> None:
    for task, values in TASKS.items():
        assert {clip.labels[task] for clip in made} == set(range(values)), task


def test_the_event_is_in_its_window_or_ends_in_the_next(made: list[Clip]) -> None:
    for clip in made:
        window = clip.labels["window"]
        heard = np.flatnonzero(clip.evidence[EVIDENCE.index("sound"), VIDEO_TOKENS:])
        assert heard[0] // (AUDIO_TOKENS // WINDOWS) == window
        moving = seconds_of(clip, "mover") // WINDOW_SECONDS
        assert len(moving) > 0 and set(moving.tolist()) <= {window, window + 1}


def test_events_begin_anywhere_in_a_window(made: list[Clip]) -> None:
    first = [int(seconds_of(clip, "mover")[0]) for clip in made]
    odd = sum(second % WINDOW_SECONDS for second in first)
    crossing = sum(len(set((seconds_of(clip, "mover") // WINDOW_SECONDS).tolist())) == 2 for clip in made)
    assert COUNT / 5 < odd < COUNT * 4 / 5
    assert crossing > COUNT / 10


def test_nothing_else_appears_while_the_event_may_be_seen() -> None:
    rng = np.random.default_rng(5)
    for _ in range(300):
        window = int(rng.integers(WINDOWS))
        start = clips.outside(rng, window, 1.3)
        assert start >= (window + 2) * WINDOW_SECONDS or start + 1.3 <= window * WINDOW_SECONDS
        event = clips.within(rng, window)
        assert window * WINDOW_SECONDS <= event < (window + 1) * WINDOW_SECONDS
        assert event + clips.LONGEST_EVENT_SECONDS <= SECONDS


def test_what_distracts_stays_away_from_the_event() -> None:
    shown = 0
    for number in range(200):
        rng = np.random.default_rng([9, number])
        labels = {"window": int(rng.integers(WINDOWS))}
        event = clips.within(rng, labels["window"])
        away, other = clips.make_movers(rng, labels, event, [])
        assert event - 0.1 <= away.start <= event
        first, last = labels["window"] * WINDOW_SECONDS, (labels["window"] + 2) * WINDOW_SECONDS
        assert other.start >= last or other.start + other.seconds <= first
        (_, start, end), _ = clips.make_texts(rng, labels, [away, other], [])
        if labels["text"] == 1:
            assert (start, end) == (away.start, away.start + away.seconds)
        elif start < SECONDS:
            shown += 1
            assert (start, end) == (other.start, other.start + other.seconds)
    assert 30 < shown < 90


def test_text_and_caption_are_evidence_where_they_are_shown(made: list[Clip]) -> None:
    for clip in made:
        assert (len(seconds_of(clip, "text")) > 0) == (clip.labels["text"] == 1)
        assert len(seconds_of(clip, "caption")) == (SECONDS if clip.labels["caption"] == 1 else 0)
        assert len(seconds_of(clip, "mark")) == SECONDS


def test_files_and_labels(tmp_path: Path) -> None:
    folder = tmp_path / "clips"
    folder.mkdir()
    (folder / "labels.json").write_text("{}")
    (folder / "old.mp4").touch()
    write_clips("watch", 2, folder, 1)
    labels = json.loads((folder / "labels.json").read_text())
    assert list(labels) == ["watch-00000", "watch-00001"]
    assert sorted(path.name for path in folder.glob("*.mp4")) == ["watch-00000.mp4", "watch-00001.mp4"]
    assert labels["watch-00001"] == make_clip("watch", 1).labels
    assert np.load(folder / "evidence.npz")["evidence"].shape == (2, len(EVIDENCE), VIDEO_TOKENS + AUDIO_TOKENS)
