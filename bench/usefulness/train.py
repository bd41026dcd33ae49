"""Trains one reader on the bundles of all settings, and tests it on each."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from bundles import Tokens, View
from labels import SECONDS, TASKS, TOKENS, VIDEO_TOKENS, WINDOW_SECONDS
from model import TOKENS_A_SECOND, Inputs, Reader

WINDOW_TASK = list(TASKS).index("window")


@dataclass(frozen=True)
class Plan:
    """How long and how fast."""

    steps: int = 1600
    batch: int = 32
    rate: float = 2e-3
    decay: float = 0.1
    warm_up: int = 100

    def rate_at(self, step: int) -> float:
        """A short warm-up, then a cosine down to nothing."""
        return self.rate * min(1.0, (step + 1) / self.warm_up) * (0.5 + 0.5 * np.cos(np.pi * step / self.steps))


@dataclass(frozen=True)
class Scale:
    """Mean and spread of the dimensions of one modality that say anything, over tokens of the training clips."""

    use: NDArray[np.int64]
    mean: Tensor
    spread: Tensor

    @classmethod
    def of(cls, tokens: NDArray[np.float16]) -> Scale:
        """The scale of tokens [n, m, DIMENSION]."""
        rows = tokens[:: max(1, len(tokens) // 200)].astype(np.float32).reshape(-1, tokens.shape[2])
        spread = rows.std(0)
        use = np.flatnonzero(spread > 1e-4)
        return cls(use, torch.from_numpy(rows.mean(0)[use]), torch.from_numpy(spread[use]))

    def __call__(self, tokens: NDArray[np.float16]) -> Tensor:
        """Standardised values in [-5, 5]."""
        values = torch.from_numpy(np.ascontiguousarray(tokens[..., self.use])).float()
        return ((values - self.mean) / self.spread).clamp(-5, 5)


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
        """Padded [batch, windows, n, F], what is there, and the number of each token; in padding, of some token."""
        windows = SECONDS // WINDOW_SECONDS
        counts = np.stack([np.bincount(self.window[numbers], minlength=windows) for numbers in kept])
        longest = max(1, int(counts.max()))
        values = np.zeros((len(kept), windows, longest, rows[0].shape[1]), np.float16)
        numbers = np.zeros((len(kept), windows, longest), np.int64)
        for clip, (tokens, found) in enumerate(zip(kept, rows)):
            ends = np.cumsum(counts[clip])
            for window, (end, count) in enumerate(zip(ends, counts[clip])):
                values[clip, window, :count] = found[end - count : end]
                numbers[clip, window, :count] = tokens[end - count : end]
        present = np.arange(longest) < counts[..., None]
        if not self.is_video[kept[0][0]]:
            numbers = np.where(present, numbers, VIDEO_TOKENS)
        return scale(values), torch.from_numpy(present), numbers


def test(reader: Reader, batches: Batches, setting: str) -> dict[str, float]:
    """Accuracy of each task."""
    view = batches.split.views[setting]
    right: dict[str, int] = dict.fromkeys(TASKS, 0)
    reader.eval()
    with torch.no_grad():
        for start in range(0, len(view.clips), 50):
            inputs, labels = batches.draw(view, np.arange(start, min(start + 50, len(view.clips))))
            for number, (task, logits) in enumerate(reader(inputs).items()):
                right[task] += int((logits.argmax(1) == labels[:, number]).sum())
    reader.train()
    return {task: count / len(view.clips) for task, count in right.items()}


def scales_of(split: Tokens) -> tuple[Scale, Scale]:
    """The scales of both modalities."""
    return Scale.of(split.tokens[:, :VIDEO_TOKENS]), Scale.of(split.tokens[:, VIDEO_TOKENS:])


def train(split: Tokens, settings: list[str], seed: int, plan: Plan, watch: Tokens | None = None) -> Reader:
    """One reader for all settings; each batch is of one of them.

    Args:
        watch: clips to test on now and then; the figures go to standard error.
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    scales = scales_of(split)
    batches = Batches(split, scales)
    reader = Reader(len(scales[0].use), len(scales[1].use))
    optimiser = torch.optim.AdamW(reader.parameters(), lr=plan.rate, weight_decay=plan.decay)
    started = time.monotonic()
    for step in range(plan.steps):
        view = split.views[settings[rng.integers(len(settings))]]
        inputs, labels = batches.draw(view, rng.choice(len(view.clips), plan.batch, replace=False))
        outputs = reader(inputs, event=labels[:, WINDOW_TASK])
        losses = [functional.cross_entropy(out, labels[:, task]) for task, out in enumerate(outputs.values())]
        for group in optimiser.param_groups:
            group["lr"] = plan.rate_at(step)
        optimiser.zero_grad()
        torch.stack(losses).mean().backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimiser.step()
        if watch is not None and (step + 1) % 250 == 0:
            figures = test(reader, Batches(watch, scales), "full")
            text = " ".join(f"{task} {value:.2f}" for task, value in figures.items())
            fit = " ".join(f"{loss:.2f}" for loss in losses)
            seconds = time.monotonic() - started
            print(f"seed {seed} step {step + 1} {seconds:.0f} s: {text} | losses {fit}", file=sys.stderr)
    return reader
