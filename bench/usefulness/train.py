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
from labels import TASKS, VIDEO_TOKENS
from model import Reader, place_features, time_features


@dataclass(frozen=True)
class Plan:
    """How long and how fast."""

    steps: int = 4000
    batch: int = 32
    rate: float = 2e-3
    decay: float = 0.05
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
        positions = torch.from_numpy(split.positions.astype(np.int64))
        self.time = time_features(positions)
        self.place = place_features(torch.cat([positions[:VIDEO_TOKENS]]))
        self.labels = torch.from_numpy(split.labels)

    def rows(self, view: View, places: NDArray[np.int64]) -> tuple[list[Tensor], Tensor]:
        """Inputs and labels of some clips of a view."""
        clips = view.clips[places]
        video, seen, audio, heard = [], [], [], []
        for place, clip in zip(places, clips):
            kept = np.flatnonzero(view.keep[place])
            rows = self.split.tokens[clip, kept]
            merged = view.merged[place]
            merged = merged[merged >= 0]
            rows[np.searchsorted(kept, merged)] = view.rows[place, : len(merged)]
            border = int(np.searchsorted(kept, VIDEO_TOKENS))
            video.append(rows[:border])
            audio.append(rows[border:])
            seen.append(kept[:border])
            heard.append(kept[border:])
        longest = max(map(len, heard))
        present = torch.tensor([[number < len(kept) for number in range(longest)] for kept in heard])
        sound = np.stack([np.pad(rows, ((0, longest - len(rows)), (0, 0))) for rows in audio])
        indices = torch.from_numpy(np.stack(seen))
        places_heard = torch.from_numpy(np.stack([np.pad(kept, (0, longest - len(kept)), "edge") for kept in heard]))
        inputs = [self.scales[0](np.stack(video)), torch.cat([self.time[indices], self.place[indices]], -1),
                  self.scales[1](sound), self.time[places_heard], present]
        return inputs, self.labels[clips]


def test(reader: Reader, batches: Batches, setting: str) -> dict[str, float]:
    """Accuracy of each task."""
    view = batches.split.views[setting]
    right = []
    reader.eval()
    with torch.no_grad():
        for start in range(0, len(view.clips), 50):
            inputs, labels = batches.rows(view, np.arange(start, min(start + 50, len(view.clips))))
            outputs = reader(*inputs)
            right.append(torch.stack([out.argmax(1) == labels[:, task] for task, out in enumerate(outputs)], 1))
    reader.train()
    return dict(zip(TASKS, torch.cat(right).float().mean(0).tolist()))


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
        inputs, labels = batches.rows(view, rng.choice(len(view.clips), plan.batch, replace=False))
        outputs = reader(*inputs)
        losses = [functional.cross_entropy(out, labels[:, task]) for task, out in enumerate(outputs)]
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
