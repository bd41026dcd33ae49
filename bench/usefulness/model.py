"""A small transformer that reads kept tokens, each with its position and modality, and nothing of dropped ones."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from labels import COLUMNS, ROWS, SECONDS, TASKS

WIDTH = 64
LATENTS = 8
LAYERS = 3
HEADS = 4
TIME_FEATURES = SECONDS + 6
"""One second of several, and where in it."""
PLACE_FEATURES = ROWS + COLUMNS


def time_features(positions: Tensor) -> Tensor:
    """[n, TIME_FEATURES] of [n, 3] position ids, 25 a second."""
    time = positions[:, 0].float()
    second = functional.one_hot((time // 25).long().clamp(max=SECONDS - 1), SECONDS).float()
    angle = time[:, None] / 25 * torch.tensor([0.25, 0.5, 1.0]) * 2 * torch.pi
    return torch.cat([second, angle.sin(), angle.cos()], 1)


def place_features(positions: Tensor) -> Tensor:
    """[n, PLACE_FEATURES] of [n, 3] position ids: row and column."""
    row = functional.one_hot(positions[:, 1].long(), ROWS)
    column = functional.one_hot(positions[:, 2].long(), COLUMNS)
    return torch.cat([row, column], 1).float()


class Block(nn.Module):
    """Latents look at the tokens, then at each other."""

    def __init__(self) -> None:
        super().__init__()
        self.look = nn.MultiheadAttention(WIDTH, HEADS, batch_first=True)
        self.mix = nn.MultiheadAttention(WIDTH, HEADS, batch_first=True)
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in range(3))
        self.think = nn.Sequential(nn.Linear(WIDTH, 2 * WIDTH), nn.GELU(), nn.Linear(2 * WIDTH, WIDTH))

    def forward(self, latents: Tensor, tokens: Tensor, absent: Tensor | None) -> Tensor:
        """[batch, LATENTS, WIDTH] after one round; `absent` [batch, tokens] marks padding."""
        latents = latents + self.look(self.norms[0](latents), tokens, tokens, absent, need_weights=False)[0]
        normed = self.norms[1](latents)
        latents = latents + self.mix(normed, normed, normed, need_weights=False)[0]
        return latents + self.think(self.norms[2](latents))


class Reader(nn.Module):
    """Labels of a clip from its kept tokens.

    What sounds in a second and in the one before is added to the video tokens of that second, as a model that has the
    tokens of a chunk side by side could do by attention.
    """

    def __init__(self, video_features: int, audio_features: int) -> None:
        super().__init__()
        self.video = nn.Linear(video_features, WIDTH)
        self.audio = nn.Linear(audio_features, WIDTH)
        self.time = nn.Linear(TIME_FEATURES, WIDTH)
        self.place = nn.Linear(PLACE_FEATURES, WIDTH, bias=False)
        self.after = nn.ModuleList(nn.Linear(WIDTH, WIDTH) for _ in range(2))
        self.heard = nn.Linear(WIDTH, WIDTH)
        self.fuse = nn.Linear(2 * WIDTH, 2 * WIDTH)
        self.both = nn.Sequential(nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 2 * WIDTH), nn.GELU(),
                                  nn.Linear(2 * WIDTH, WIDTH))
        self.norm = nn.LayerNorm(WIDTH)
        self.latents = nn.Parameter(torch.randn(LATENTS, WIDTH) * 0.5)
        self.blocks = nn.ModuleList(Block() for _ in range(LAYERS))
        self.head = nn.Sequential(nn.LayerNorm(LATENTS * WIDTH), nn.Dropout(0.2),
                                  nn.Linear(LATENTS * WIDTH, sum(TASKS.values())))
        for layer in (self.time, self.place):
            nn.init.normal_(layer.weight, std=0.4)

    def forward(
        self, video: Tensor, video_positions: Tensor, audio: Tensor, audio_positions: Tensor, audio_present: Tensor
    ) -> list[Tensor]:
        """Logits of each task.

        Args:
            video: features of kept video tokens, [batch, n, F]; every clip of a batch keeps as many.
            video_positions: [batch, n, TIME_FEATURES + PLACE_FEATURES]
            audio: [batch, m, G], padded.
            audio_positions: [batch, m, TIME_FEATURES]
            audio_present: [batch, m], false where there is padding.
        """
        seen_time, seen_place = video_positions.split([TIME_FEATURES, PLACE_FEATURES], -1)
        seen_at = self.time(seen_time)
        heard_at = self.time(audio_positions)
        heard = functional.gelu(self.audio(audio) + heard_at)
        heard = self.after[1](heard) + heard_at
        seen = functional.gelu(self.video(video) + self.place(seen_place) + seen_at)
        seen = self.after[0](seen) + seen_at
        seconds = audio_positions[..., :SECONDS] * audio_present[..., None]
        by_second = seconds.transpose(1, 2) @ functional.gelu(self.heard(heard)) / 5
        by_second = torch.cat([by_second, functional.pad(by_second, (0, 0, 1, 0))[:, :-1]], -1)
        shift, gate = self.fuse(by_second).chunk(2, -1)
        now = seen_time[..., :SECONDS]
        seen = seen * (1 + now @ gate) + now @ shift
        seen = seen + self.both(seen)
        tokens = self.norm(torch.cat([seen, heard], 1))
        absent = None
        if not bool(audio_present.all()):
            absent = torch.cat([torch.zeros(seen.shape[:2], dtype=torch.bool), ~audio_present], 1)
        latents = self.latents.expand(len(tokens), -1, -1)
        for block in self.blocks:
            latents = block(latents, tokens, absent)
        return list(self.head(latents.flatten(1)).split(list(TASKS.values()), 1))
