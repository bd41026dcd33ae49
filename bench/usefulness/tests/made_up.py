"""Small splits of made-up tokens, without files."""

import numpy as np

from labels import AUDIO_TOKENS, CELLS, COLUMNS, EVIDENCE, TASKS, TOKENS, VIDEO_TOKENS
from settings import FULL, NO_PICTURES, NO_SOUND, PRUNED
from tokens import DIMENSION, Tokens, View


def positions() -> np.ndarray:
    """[TOKENS, 3], as bundles have them: video at the time of its second, audio a step a token."""
    video = np.arange(VIDEO_TOKENS)
    cell = video % CELLS
    audio = np.arange(AUDIO_TOKENS)
    return np.concatenate([np.stack([video // CELLS * 25, cell // COLUMNS, cell % COLUMNS], 1),
                           np.stack([audio] * 3, 1)]).astype(np.int32)


def split(count: int, seed: int = 0, share: float = 0.4) -> Tokens:
    """Random tokens and labels; every setting keeps a random share of every clip."""
    rng = np.random.default_rng(seed)
    tokens = rng.normal(size=(count, TOKENS, DIMENSION)).astype(np.float16)
    labels = np.stack([rng.integers(values, size=count) for values in TASKS.values()], 1)
    everything = np.ones((count, TOKENS), bool)
    is_video = np.arange(TOKENS) < VIDEO_TOKENS
    views = {FULL.name: View.unmerged(everything), NO_SOUND.name: View.unmerged(everything & is_video),
             NO_PICTURES.name: View.unmerged(everything & ~is_video)}
    for setting in PRUNED:
        views[setting.name] = View.unmerged(rng.random((count, TOKENS)) < share)
    return Tokens(tokens, positions(), labels, rng.random((count, len(EVIDENCE), TOKENS)) < 0.1, views)
