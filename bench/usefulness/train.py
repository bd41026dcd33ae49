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

from batches import Batches, scales_of
from labels import TASKS
from model import Reader
from settings import FULL, NO_SOUND, SETTINGS, Setting, families_of
from tokens import Tokens

WINDOW_TASK = list(TASKS).index("window")


@dataclass(frozen=True)
class Plan:
    """How long and how fast."""

    steps: int = 1600
    full_steps: int = 400
    """So many steps at first are on all tokens: what moves is read late if it is dropped half of the time."""
    batch: int = 32
    rate: float = 2e-3
    decay: float = 0.1
    warm_up: int = 100

    def rate_at(self, step: int) -> float:
        """A short warm-up, then a cosine down to nothing."""
        return self.rate * min(1.0, (step + 1) / self.warm_up) * (0.5 + 0.5 * np.cos(np.pi * step / self.steps))


def score(reader: Reader, batches: Batches, setting: Setting) -> NDArray[np.bool_]:
    """[clips, tasks]: whether each label is read."""
    view = batches.split.views[setting.name]
    right = np.zeros((len(view.clips), len(TASKS)), bool)
    reader.eval()
    with torch.no_grad():
        for start in range(0, len(view.clips), 50):
            inputs, labels = batches.draw(view, np.arange(start, min(start + 50, len(view.clips))))
            for task, logits in enumerate(reader(inputs).values()):
                right[start : start + 50, task] = (logits.argmax(1) == labels[:, task]).numpy()
    reader.train()
    return right


def draw_setting(rng: np.random.Generator) -> Setting:
    """A setting to train on: every family has the same chance, whatever the number of its presets and rules."""
    groups = list(families_of(SETTINGS).values())
    group = groups[rng.integers(len(groups))]
    return group[rng.integers(len(group))]


def losses_of(reader: Reader, batches: Batches, setting: Setting, numbers: NDArray[np.int64]) -> list[Tensor]:
    """One loss a task, of one batch. The window of the event is told, but for clips without sound."""
    inputs, labels = batches.draw(batches.split.views[setting.name], numbers)
    outputs = reader(inputs, event=None if setting == NO_SOUND else labels[:, WINDOW_TASK])
    return [functional.cross_entropy(out, labels[:, task]) for task, out in enumerate(outputs.values())]


def train(split: Tokens, seed: int, plan: Plan, watch: Tokens | None = None) -> Reader:
    """One reader for all settings; each batch is of one of them.

    Args:
        watch: clips to test on now and then; the figures go to standard error.
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    scales = scales_of(split)
    batches = Batches(split, scales)
    reader = Reader(scales[0].width, scales[1].width)
    optimiser = torch.optim.AdamW(reader.parameters(), lr=plan.rate, weight_decay=plan.decay)
    started = time.monotonic()
    for step in range(plan.steps):
        setting = FULL if step < plan.full_steps else draw_setting(rng)
        count = len(split.views[setting.name].clips)
        losses = losses_of(reader, batches, setting, rng.choice(count, plan.batch, replace=False))
        for group in optimiser.param_groups:
            group["lr"] = plan.rate_at(step)
        optimiser.zero_grad()
        torch.stack(losses).mean().backward()
        torch.nn.utils.clip_grad_norm_(reader.parameters(), 1.0)
        optimiser.step()
        if watch is not None and (step + 1) % 250 == 0:
            figures = score(reader, Batches(watch, scales), FULL).mean(0)
            text = " ".join(f"{task} {value:.2f}" for task, value in zip(TASKS, figures))
            fit = " ".join(f"{float(loss.detach()):.2f}" for loss in losses)
            seconds = time.monotonic() - started
            print(f"seed {seed} step {step + 1} {seconds:.0f} s: {text} | {setting.name} {fit}", file=sys.stderr)
    return reader
