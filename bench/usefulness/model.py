"""A small network that reads kept tokens, each with its position and modality; of dropped ones only where they were.

Pictures are a set: every token passes two layers with its place and its time within the window. Sound is a sequence with
gaps: two convolutions over tokens in their places in time, where a dropped one is the same learned vector. Each window is
the largest of what came out, and means by attention. The sound says in which window something begins; what a label asks
of sound and pictures together is read from the pictures of that window and the next, what never changes from all of them.
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
WINDOW_TIMES = WINDOW_SECONDS * TOKENS_A_SECOND
LISTEN_TIMES = 5
"""What a convolution over sound reaches: 0.2 s."""


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

    def forward(self, tokens: Tensor, present: Tensor | None = None) -> Tensor:
        """[..., n, width] to [..., 2 * width], of the tokens that are there; zeros of none. No feature is negative."""
        if present is None:
            present = tokens.new_ones(tokens.shape[:-1], dtype=torch.bool)
        weights = self.attend(tokens).masked_fill(~present[..., None], -1e4).softmax(-2) * present[..., None]
        parts = tokens.unflatten(-1, (self.heads, -1))
        means = (weights[..., None] * parts).sum(-3).flatten(-2)
        return torch.cat([(tokens * present[..., None]).max(-2).values, means], -1)


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
        self.time = nn.Embedding(WINDOW_TIMES, AUDIO_WIDTH)
        self.missing = nn.Parameter(torch.zeros(AUDIO_WIDTH))
        self.audio_after = nn.ModuleList(
            nn.Conv1d(AUDIO_WIDTH, AUDIO_WIDTH, LISTEN_TIMES, padding=LISTEN_TIMES // 2) for _ in range(2))
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
            "joint": head(4 * VIDEO_WIDTH, GROUPS["joint"]),
            "static": head(4 * VIDEO_WIDTH, GROUPS["static"]),
        })

    def look(self, inputs: Inputs) -> Tensor:
        """Video tokens with their places: [batch, windows, n, VIDEO_WIDTH]."""
        patch, row, column = inputs.places.unbind(-1)
        table = self.patch.weight[:, None, None] + self.row.weight[:, None] + self.column.weight
        table = table + self.place(coordinates())
        seen = functional.relu(self.video(inputs.video) + table[patch, row, column])
        # One draw a clip and feature: one a token would take a sixth of the time of a step.
        seen = seen * self.dropout(seen.new_ones(len(seen), 1, 1, VIDEO_WIDTH))
        return functional.relu(self.video_after(seen))

    def listen(self, inputs: Inputs) -> Tensor:
        """Audio tokens in their places in time, each with what is before and after: [batch, windows, times, AUDIO_WIDTH]."""
        clips, windows = inputs.heard.shape[:2]
        tokens = self.missing.repeat(clips, windows, WINDOW_TIMES, 1)
        clip, window, _ = present = inputs.heard.nonzero(as_tuple=True)
        tokens[clip, window, inputs.times[present]] = self.audio(inputs.audio[present])
        heard = functional.relu(tokens + self.time.weight).flatten(1, 2).transpose(1, 2)
        for layer in self.audio_after:
            heard = functional.relu(layer(heard * self.dropout(heard.new_ones(clips, AUDIO_WIDTH, 1))))
        return heard.transpose(1, 2).unflatten(1, (windows, WINDOW_TIMES))

    def forward(self, inputs: Inputs, event: Tensor | None = None) -> dict[str, Tensor]:
        """Logits of each task.

        Args:
            event: [batch], the event's window where it is told, as it is in training; otherwise the one that is heard.
        """
        pictures = self.pool_video(self.look(inputs), inputs.seen)
        sound = with_neighbours(self.pool_audio(self.listen(inputs)))
        window = self.window(sound)[..., 0]
        chosen = window.softmax(1) if event is None else functional.one_hot(event, window.shape[1]).float()
        sound_then, pictures_then = ((chosen[..., None] * what).sum(1) for what in (sound, with_next(pictures)))
        features = {"sound": sound_then, "joint": pictures_then,
                    "static": torch.cat([pictures.amax(1), pictures.mean(1)], -1)}
        logits = {"window": window}
        for group, tasks in self.tasks.items():
            parts = self.heads[group](features[group]).split([TASKS[task] for task in tasks], -1)
            logits.update(zip(tasks, parts))
        return {task: logits[task] for task in TASKS}
