"""A small network that reads kept tokens, each with its position and modality, and nothing of dropped ones.

It is a network over sets: every token passes two layers with its place and its time within the window, and each window
is the largest of what came out, and means by attention. The sound says in which window something begins; what a label asks of
sound and pictures together is read in that window and the next, what never changes in all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from labels import COLUMNS, GROUPS, ROWS, TASKS, WINDOW_SECONDS

VIDEO_WIDTH = 96
AUDIO_WIDTH = 64
HIDDEN = 128
TOKENS_A_SECOND = 25


@dataclass(frozen=True)
class Inputs:
    """Tokens of some clips by window; windows are padded to the longest."""

    video: Tensor
    """[batch, windows, n, F]"""
    places: Tensor
    """[batch, windows, n, 3]: patch within the window, row, column."""
    seen: Tensor
    """[batch, windows, n]: false where there is padding."""
    audio: Tensor
    """[batch, windows, m, G]"""
    times: Tensor
    """[batch, windows, m]: token within the window."""
    heard: Tensor
    """[batch, windows, m]: false where there is padding."""


def coordinates() -> Tensor:
    """Row and column of each cell, from -1 to 1: [ROWS, COLUMNS, 2]."""
    return torch.stack(torch.meshgrid(torch.linspace(-1, 1, ROWS), torch.linspace(-1, 1, COLUMNS), indexing="ij"), -1)


class Pool(nn.Module):
    """Tokens to one vector: the largest of each feature, and means that attend to some tokens more than to others."""

    def __init__(self, width: int, heads: int = 8) -> None:
        super().__init__()
        self.heads = heads
        self.attend = nn.Linear(width, heads)

    def forward(self, tokens: Tensor, present: Tensor) -> Tensor:
        """[..., n, width] to [..., 2 * width], of the tokens that are there; zeros of none. No feature is negative."""
        weights = self.attend(tokens).masked_fill(~present[..., None], -1e4).softmax(-2) * present[..., None]
        parts = tokens.unflatten(-1, (self.heads, -1))
        means = torch.einsum("...nh,...nhw->...hw", weights, parts).flatten(-2)
        return torch.cat([(tokens * present[..., None]).amax(-2), means], -1)


def with_next(windows: Tensor) -> Tensor:
    """Of [batch, windows, width], each window with the one after: [batch, windows, 2 * width]."""
    return torch.cat([windows, torch.cat([windows[:, 1:], torch.zeros_like(windows[:, :1])], 1)], -1)


def with_neighbours(windows: Tensor) -> Tensor:
    """Of [batch, windows, width], each window with the one before and the one after: [batch, windows, 3 * width]."""
    before = torch.cat([torch.zeros_like(windows[:, :1]), windows[:, :-1]], 1)
    return torch.cat([before, with_next(windows)], -1)


def head(width: int, tasks: tuple[str, ...]) -> nn.Module:
    """A layer and the logits of some tasks."""
    return nn.Sequential(nn.LayerNorm(width), nn.Dropout(0.2), nn.Linear(width, HIDDEN), nn.GELU(), nn.Dropout(0.2),
                         nn.Linear(HIDDEN, sum(TASKS[task] for task in tasks)))


class Reader(nn.Module):
    """Labels of a clip from its kept tokens."""

    def __init__(self, video_features: int, audio_features: int) -> None:
        super().__init__()
        self.video = nn.Linear(video_features, VIDEO_WIDTH)
        self.patch = nn.Embedding(WINDOW_SECONDS, VIDEO_WIDTH)
        self.row = nn.Embedding(ROWS, VIDEO_WIDTH)
        self.column = nn.Embedding(COLUMNS, VIDEO_WIDTH)
        self.place = nn.Linear(2, VIDEO_WIDTH, bias=False)
        self.video_after = nn.Linear(VIDEO_WIDTH, VIDEO_WIDTH)
        self.audio = nn.Linear(audio_features, AUDIO_WIDTH)
        self.time = nn.Embedding(WINDOW_SECONDS * TOKENS_A_SECOND, AUDIO_WIDTH)
        self.audio_after = nn.Linear(AUDIO_WIDTH, AUDIO_WIDTH)
        for places in (self.patch, self.row, self.column, self.time):
            # At the usual spread of 1 places drown what tokens hold, and colours of small things are learned late.
            nn.init.normal_(places.weight, std=0.3)
        self.pool_video, self.pool_audio = Pool(VIDEO_WIDTH), Pool(AUDIO_WIDTH)
        self.dropout = nn.Dropout(0.1)
        self.window = nn.Linear(6 * AUDIO_WIDTH, 1)
        sound = tuple(task for task in GROUPS["sound"] if task != "window")
        self.tasks = {"sound": sound, "joint": GROUPS["joint"], "static": GROUPS["static"]}
        self.heads = nn.ModuleDict({
            "sound": head(6 * AUDIO_WIDTH, sound),
            "joint": head(4 * VIDEO_WIDTH + 6 * AUDIO_WIDTH, GROUPS["joint"]),
            "static": head(4 * VIDEO_WIDTH, GROUPS["static"]),
        })

    def forward(self, inputs: Inputs, event: Tensor | None = None) -> dict[str, Tensor]:
        """Logits of each task.

        Args:
            event: [batch], the event's window where it is told, as it is in training; otherwise the one that is heard.
        """
        patch, row, column = inputs.places.unbind(-1)
        table = self.patch.weight[:, None, None] + self.row.weight[:, None] + self.column.weight
        table = table + self.place(coordinates())
        seen = self.video(inputs.video) + table[patch, row, column]
        seen = functional.relu(self.video_after(self.dropout(functional.relu(seen))))
        heard = functional.relu(self.audio(inputs.audio) + self.time(inputs.times))
        heard = functional.relu(self.audio_after(self.dropout(heard)))
        pictures, sound = self.pool_video(seen, inputs.seen), with_neighbours(self.pool_audio(heard, inputs.heard))
        window = self.window(sound)[..., 0]
        chosen = window.softmax(1) if event is None else functional.one_hot(event, window.shape[1]).float()
        sound_then, pictures_then = ((chosen[..., None] * what).sum(1) for what in (sound, with_next(pictures)))
        features = {"sound": sound_then, "joint": torch.cat([pictures_then, sound_then], -1),
                    "static": torch.cat([pictures.amax(1), pictures.mean(1)], -1)}
        logits = {"window": window}
        for group, tasks in self.tasks.items():
            parts = self.heads[group](features[group]).split([TASKS[task] for task in tasks], -1)
            logits.update(zip(tasks, parts))
        return {task: logits[task] for task in TASKS}
