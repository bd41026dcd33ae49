"""Draws what the reader is given from the tokens of a split."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from labels import TOKENS, VIDEO_TOKENS, WINDOW_SECONDS, WINDOWS
from model import TOKENS_A_SECOND, Inputs
from tokens import Tokens, View


@dataclass(frozen=True)
class Scale:
    """Mean and spread of the dimensions of one modality that say anything, over tokens of the training clips."""

    use: slice
    """From the first such dimension to the last."""
    mean: Tensor
    factor: Tensor
    """1 / spread; 0 for dimensions between that never change."""

    @classmethod
    def of(cls, tokens: NDArray[np.float16]) -> Scale:
        """The scale of tokens [n, m, DIMENSION]."""
        rows = tokens[:: max(1, len(tokens) // 200)].astype(np.float32).reshape(-1, tokens.shape[2])
        spread = rows.std(0)
        says = spread > 1e-4
        use = slice(int(np.flatnonzero(says)[0]), int(np.flatnonzero(says)[-1]) + 1)
        factor = np.divide(1, spread, out=np.zeros_like(spread), where=says)
        return cls(use, torch.from_numpy(rows.mean(0)[use]), torch.from_numpy(factor[use]))

    @property
    def width(self) -> int:
        """How many dimensions are used."""
        return self.use.stop - self.use.start

    def __call__(self, tokens: NDArray[np.float16]) -> Tensor:
        """Standardised values in [-5, 5]."""
        values = torch.from_numpy(tokens[..., self.use]).float()
        return values.sub_(self.mean).mul_(self.factor).clamp_(-5, 5)


class Batches:
    """Draws the inputs of the reader from a split."""

    def __init__(self, split: Tokens, scales: tuple[Scale, Scale]) -> None:
        self.split = split
        self.scales = scales
        self.labels = torch.from_numpy(split.labels)
        time = split.positions[:, 0].astype(np.int64)
        self.window = time // (TOKENS_A_SECOND * WINDOW_SECONDS)
        within = time - self.window * TOKENS_A_SECOND * WINDOW_SECONDS
        self.places = np.stack([within // TOKENS_A_SECOND, split.positions[:, 1], split.positions[:, 2]], 1)
        self.times = within
        self.is_video = np.arange(TOKENS) < VIDEO_TOKENS

    def draw(self, view: View, places: NDArray[np.int64]) -> tuple[Inputs, Tensor]:
        """Inputs and labels of some clips of a view."""
        clips = view.clips[places]
        rows = [self.rows(view, place, clip) for place, clip in zip(places, clips)]
        padded = []
        for is_video, scale in ((True, self.scales[0]), (False, self.scales[1])):
            kept = [numbers[self.is_video[numbers] == is_video] for numbers, _ in rows]
            tokens = [found[self.is_video[numbers] == is_video] for numbers, found in rows]
            padded.append(self.by_window(kept, tokens, scale))
        (video, seen, seen_at), (audio, heard, heard_at) = padded
        inputs = Inputs(video, torch.from_numpy(self.places[seen_at].astype(np.int64)), seen, audio,
                        torch.from_numpy(self.times[heard_at]), heard)
        return inputs, self.labels[clips]

    def rows(self, view: View, place: int, clip: int) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
        """The kept tokens of a clip: their numbers and their rows."""
        kept = np.flatnonzero(view.keep[place])
        rows = self.split.tokens[clip, kept]
        merged = view.merged[place]
        merged = merged[merged >= 0]
        rows[np.searchsorted(kept, merged)] = view.rows[place, : len(merged)]
        return kept, rows

    def by_window(
        self, kept: list[NDArray[np.int64]], rows: list[NDArray[np.float16]], scale: Scale
    ) -> tuple[Tensor, Tensor, NDArray[np.int64]]:
        """Padded [batch, windows, n, F], what is there, and the number of each token; 0 in padding."""
        counts = np.stack([np.bincount(self.window[numbers], minlength=WINDOWS) for numbers in kept])
        longest = max(1, int(counts.max()))
        values = np.zeros((len(kept), WINDOWS, longest, rows[0].shape[1]), np.float16)
        numbers = np.zeros((len(kept), WINDOWS, longest), np.int64)
        for clip, (tokens, found) in enumerate(zip(kept, rows)):
            ends = np.cumsum(counts[clip])
            for window, (end, count) in enumerate(zip(ends, counts[clip])):
                values[clip, window, :count] = found[end - count : end]
                numbers[clip, window, :count] = tokens[end - count : end]
        present = np.arange(longest) < counts[..., None]
        return scale(values), torch.from_numpy(present), numbers


def scales_of(split: Tokens) -> tuple[Scale, Scale]:
    """The scales of both modalities."""
    return Scale.of(split.tokens[:, :VIDEO_TOKENS]), Scale.of(split.tokens[:, VIDEO_TOKENS:])
