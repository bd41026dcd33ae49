"""The pictures of a clip: a made-up still, objects that move, and texts."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from labels import CELL, COLUMNS, FRAMES, FRAMES_PER_SECOND, HEIGHT, ROWS, WIDTH

Picture = NDArray[np.float32]
MOVER_COLOURS = np.array([(205, 50, 45), (50, 165, 65), (50, 80, 210), (215, 195, 50)], np.float32)
MARK_COLOURS = np.array([(245, 245, 245), (15, 15, 15), (215, 60, 200), (40, 200, 205)], np.float32)
TEXT_COLOURS = np.array([(250, 240, 90), (250, 250, 250)], np.float32)
DIRECTIONS = np.array([(-1, 0), (1, 0), (0, -1), (0, 1)])
LETTERS = list("ABCDEFHKLMNRSTUXZ")


@dataclass(frozen=True)
class Sprite:
    """Something to paint: colours [h, w, 3] and how much they cover [h, w, 1]."""

    colours: Picture
    cover: Picture

    @property
    def size(self) -> tuple[int, int]:
        """Height and width."""
        return self.cover.shape[0], self.cover.shape[1]

    def paint(self, picture: Picture, x: int, y: int) -> None:
        """Paints onto `picture` with the upper left corner at (x, y), which must fit."""
        height, width = self.size
        target = picture[y : y + height, x : x + width]
        target += (self.colours - target) * self.cover


@dataclass(frozen=True)
class Placed:
    """A sprite at a place; away from it from `start` for `seconds`, by `shift` at most."""

    sprite: Sprite
    place: NDArray[np.float64]
    shift: NDArray[np.float64]
    start: float = math.inf
    seconds: float = 0.0

    def at(self, second: float) -> tuple[int, int]:
        """Its corner (x, y) at a moment: out along the shift in the first sixth, held there, and back in the last."""
        share = (second - self.start) / self.seconds if self.moves(second) else 0.0
        away = min(1.0, 6 * share, 6 * (1 - share))
        x, y = np.rint(self.place + self.shift * away).astype(int)
        return int(x), int(y)

    def moves(self, second: float) -> bool:
        """Whether it is away from its place."""
        return self.start <= second < self.start + self.seconds


def make_still(rng: np.random.Generator) -> Picture:
    """A picture of its own for each clip: clouds of some colours, and on most of them panels with edges or waves."""
    height, width = HEIGHT, WIDTH + 40
    frequency = np.hypot(np.fft.fftfreq(height)[:, None] * height, np.fft.rfftfreq(width)[None] * width)
    fall = np.maximum(frequency, 1) ** -rng.uniform(1.1, 1.9)
    layers = []
    for _ in range(2):
        spectrum = np.fft.rfft2(rng.standard_normal((height, width))) * fall
        layer = np.fft.irfft2(spectrum, (height, width))
        layers.append(layer / layer.std())
    hue = rng.uniform(-1, 1, (2, 3))
    still = sum(layer[..., None] * (18 + 14 * tone) for layer, tone in zip(layers, hue))
    style = rng.integers(3)
    if style == 1:
        for _ in range(int(rng.integers(4, 12))):
            y, x = int(rng.integers(0, height - 30)), int(rng.integers(0, width - 30))
            panel = still[y : y + int(rng.integers(30, 120)), x : x + int(rng.integers(30, 160))]
            panel *= rng.uniform(0.3, 1)
            panel += rng.uniform(-45, 45, 3)
    if style == 2:
        angle, period = rng.uniform(0, np.pi), rng.uniform(18, 60)
        yy, xx = np.mgrid[:height, :width]
        still += 18 * np.sin(2 * np.pi * (xx * np.cos(angle) + yy * np.sin(angle)) / period)[..., None]
    return (still * rng.uniform(0.5, 1.0) + rng.uniform(85, 140)).astype(np.float32)


def make_object(rng: np.random.Generator, colour: NDArray[np.float32], striped: bool, side: int) -> Sprite:
    """A disc or a square of a colour, with stripes or without."""
    yy, xx = np.mgrid[:side, :side]
    colours = colour + rng.uniform(-15, 15, 3) + rng.normal(0, 5, (side, side, 1))
    if striped:
        along = xx if rng.random() < 0.5 else yy
        colours = colours + 70 * np.sign(np.sin(2 * np.pi * along / 12 + rng.uniform(0, 6)))[..., None]
    middle = side / 2 - 0.5
    disc = (xx - middle) ** 2 + (yy - middle) ** 2 < (side / 2) ** 2
    cover = disc if rng.random() < 0.5 else np.ones((side, side), bool)
    return Sprite(np.clip(colours, 0, 255).astype(np.float32), cover[..., None].astype(np.float32))


def make_text(rng: np.random.Generator, size: int) -> Sprite:
    """A word of four to six letters."""
    word = "".join(rng.choice(LETTERS, int(rng.integers(4, 7))))
    drawing = Image.new("L", (8 * size, 2 * size))
    ImageDraw.Draw(drawing).text((2, 2), word, fill=255, font=ImageFont.load_default(size))
    cover = np.asarray(drawing, np.float32)[..., None] / 255
    rows, columns = np.flatnonzero(cover.max((1, 2))), np.flatnonzero(cover.max((0, 2)))
    cover = cover[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    colour = TEXT_COLOURS[rng.integers(2)]
    return Sprite(np.broadcast_to(colour, (*cover.shape[:2], 3)).astype(np.float32), cover)


def cells_of(sprite: Sprite, x: int, y: int) -> tuple[slice, slice]:
    """Rows and columns of the cells under a sprite."""
    height, width = sprite.size
    return slice(y // CELL, (y + height - 1) // CELL + 1), slice(x // CELL, (x + width - 1) // CELL + 1)


def evidence_of(placed: Placed, shown: slice | None = None) -> NDArray[np.bool_]:
    """[frames, rows, columns]: cells under what moves, while it moves; with `shown`, under what is there then."""
    cells = np.zeros((FRAMES, ROWS, COLUMNS), bool)
    for frame in range(FRAMES) if shown is None else range(FRAMES)[shown]:
        second = frame / FRAMES_PER_SECOND
        if shown is not None or placed.moves(second):
            cells[frame][cells_of(placed.sprite, *placed.at(second))] = True
    return cells


def tokens_of(cells: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """From cells of frames to video tokens, each of which is a cell of two frames."""
    return cells.reshape(FRAMES // 2, 2, -1).any(1).ravel()
