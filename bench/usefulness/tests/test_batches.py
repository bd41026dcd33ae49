"""What the reader is given."""

from dataclasses import replace

import numpy as np
import torch

from batches import Batches, Scale, scales_of
from labels import CELLS, COLUMNS, VIDEO_TOKENS, WINDOWS
from made_up import split
from settings import FULL, NO_PICTURES, NO_SOUND
from tokens import MERGED, Tokens, View

SPLIT = split(6, seed=2)


def drawn(made: Tokens, name: str, clips: list[int]):
    return Batches(made, scales_of(SPLIT)).draw(made.views[name], np.array(clips))


def test_each_kept_token_is_there_once_with_its_place() -> None:
    inputs, labels = drawn(SPLIT, "uniform@45", [4, 1])
    scale = scales_of(SPLIT)[0]
    assert torch.equal(labels, torch.from_numpy(SPLIT.labels[[4, 1]]))
    for row, clip in enumerate((4, 1)):
        found = {}
        for window in range(WINDOWS):
            for value, place in zip(inputs.video[row, window][inputs.seen[row, window]],
                                    inputs.places[row, window][inputs.seen[row, window]].tolist()):
                patch, line, column = place
                found[(2 * window + patch) * CELLS + line * COLUMNS + column] = value
        kept = np.flatnonzero(SPLIT.views["uniform@45"].keep[clip, :VIDEO_TOKENS])
        assert sorted(found) == kept.tolist()
        assert torch.equal(torch.stack([found[number] for number in kept]), scale(SPLIT.tokens[clip, kept]))
        heard = {}
        for window in range(WINDOWS):
            for value, time in zip(inputs.audio[row, window][inputs.heard[row, window]],
                                   inputs.times[row, window][inputs.heard[row, window]].tolist()):
                heard[VIDEO_TOKENS + 50 * window + time] = value
        kept = VIDEO_TOKENS + np.flatnonzero(SPLIT.views["uniform@45"].keep[clip, VIDEO_TOKENS:])
        assert sorted(heard) == kept.tolist()
        assert torch.equal(torch.stack([heard[number] for number in kept]),
                           scales_of(SPLIT)[1](SPLIT.tokens[clip, kept]))


def test_times_of_audio_are_within_the_window() -> None:
    inputs, _ = drawn(SPLIT, FULL.name, [0])
    assert inputs.heard.all() and inputs.audio.shape[2] == 50
    assert all(times == list(range(50)) for times in inputs.times[0].tolist())


def test_merged_rows_take_the_place_of_the_encoders() -> None:
    view = SPLIT.views[FULL.name]
    merged, rows = np.full((6, MERGED), -1), np.zeros_like(view.rows)
    merged[3, :2] = (0, VIDEO_TOKENS + 1)
    rows[3, :2] = 2.0
    changed = replace(SPLIT, views={"x": View(view.clips, view.keep, merged, rows)})
    before, _ = drawn(SPLIT, FULL.name, [3])
    after, _ = drawn(changed, "x", [3])
    twos = [scale(np.full((1, 256), 2.0, np.float16))[0] for scale in scales_of(SPLIT)]
    assert torch.equal(after.video[0, 0, 0], twos[0]) and torch.equal(after.audio[0, 0, 1], twos[1])
    assert torch.equal(after.video[0, 0, 1:], before.video[0, 0, 1:])
    assert torch.equal(after.audio[0, 0, 2:], before.audio[0, 0, 2:])


def test_one_modality_alone() -> None:
    silent, _ = drawn(SPLIT, NO_SOUND.name, [0, 5])
    assert silent.seen.all() and not silent.heard.any()
    blind, _ = drawn(SPLIT, NO_PICTURES.name, [0, 5])
    assert blind.heard.all() and not blind.seen.any()


def test_a_scale_leaves_out_what_never_changes() -> None:
    tokens = np.random.default_rng(1).normal(3, 2, (8, 30, 5)).astype(np.float16)
    tokens[..., [2, 4]] = 1
    scale = Scale.of(tokens)
    values = scale(tokens)
    assert scale.use == slice(0, 4) and scale.width == 4
    assert values.shape == (8, 30, 4) and float(values.abs().max()) <= 5
    assert not values[..., 2].any()
    values = values[..., [0, 1, 3]]
    assert abs(float(values.mean())) < 0.05 and abs(float(values.std()) - 1) < 0.05
