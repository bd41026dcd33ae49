"""The sound of a clip."""

import numpy as np
import pytest

from labels import SAMPLE_RATE
from sound import LENGTH, background, level, make_sound


@pytest.mark.parametrize("kind", range(4))
@pytest.mark.parametrize("pulses", (1, 2, 3))
def test_pulses_are_heard_when_told(kind: int, pulses: int) -> None:
    samples, heard = make_sound(np.random.default_rng([kind, pulses]), kind, pulses, 2.5, 6.0)
    assert samples.shape == (LENGTH,) and np.abs(samples).max() <= 0.8
    assert len(heard) == pulses and heard[0][0] == 2.5
    assert all(end < start for (_, end), (start, _) in zip(heard, heard[1:]))
    before = level(samples[SAMPLE_RATE : 2 * SAMPLE_RATE])
    for start, end in heard:
        assert level(samples[int(start * SAMPLE_RATE) : int(end * SAMPLE_RATE)]) > before


def test_backgrounds_are_of_five_kinds() -> None:
    kinds = {}
    for seed in range(60):
        kind = int(np.random.default_rng(seed).integers(5))
        made = background(np.random.default_rng(seed))
        power = np.abs(np.fft.rfft(made)) ** 2
        low = power[: 300 * LENGTH // SAMPLE_RATE].sum() / power.sum()
        kinds.setdefault(kind, []).append((level(made), low))
    levels = {kind: np.mean([figures[0] for figures in found]) for kind, found in kinds.items()}
    low = {kind: np.mean([figures[1] for figures in found]) for kind, found in kinds.items()}
    assert sorted(kinds) == [0, 1, 2, 3, 4]
    assert levels[0] > 30 * levels[4]
    assert low[0] < 0.1 and low[4] < 0.1 < 0.2 < low[1] and low[2] > 0.5 and low[3] > 0.2
