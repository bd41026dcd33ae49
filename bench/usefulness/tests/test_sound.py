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
    start, end = (int(second * SAMPLE_RATE) for second in heard[0])
    assert level(samples[start:end]) > level(samples[SAMPLE_RATE : 2 * SAMPLE_RATE])


def test_backgrounds_are_of_five_kinds() -> None:
    levels = {round(level(background(np.random.default_rng(seed))), 1) for seed in range(40)}
    assert len(levels) >= 3
