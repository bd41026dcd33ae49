#!/usr/bin/env python3
"""Makes files of embeddings with the size of a real model's, to measure `omnizip compress`.

usage: embeddings.py OUTPUT [--windows 64] [--dimension 3584] [--dtype F32] [--seed 1]

Each window of two seconds has 50 audio tokens and two patches of 9 x 16 cells, as Qwen2.5-Omni makes them. Neighbouring
patches resemble each other, as pictures do.
"""

from __future__ import annotations

import argparse
import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

AUDIO_PER_WINDOW = 50
PATCHES_PER_WINDOW = 2
CELLS = (9, 16)
BYTES = {"F32": 4, "F16": 2, "BF16": 2}


@dataclass(frozen=True)
class Shape:
    """How much a file holds."""

    windows: int
    dimension: int
    dtype: str = "F32"

    @property
    def audio(self) -> int:
        return self.windows * AUDIO_PER_WINDOW

    @property
    def video(self) -> int:
        return self.windows * PATCHES_PER_WINDOW * CELLS[0] * CELLS[1]


def rows(shape: Shape, count: int, block: int, seed: int) -> Iterator[np.ndarray]:
    """`count` rows in blocks of `block`, each block half of the one before it and half new."""
    random = np.random.default_rng(seed)
    # Drawing every number anew would take minutes for a long file.
    news = 0.7 * random.standard_normal((16, block, shape.dimension), dtype=np.float32)
    before = news[0]
    for start in range(0, count, block):
        shift = int(random.integers(shape.dimension))
        before = 0.7 * before + np.roll(news[random.integers(len(news))], shift, axis=1)
        yield before[: count - start]


def encoded(values: np.ndarray, dtype: str) -> bytes:
    """Little-endian bytes of single-precision values; BF16 is cut, not rounded."""
    if dtype == "BF16":
        return (values.view(np.uint32) >> 16).astype("<u2").tobytes()
    return values.astype({"F32": "<f4", "F16": "<f2"}[dtype]).tobytes()


def write(path: Path, shape: Shape, seed: int = 1) -> None:
    """Writes a file, a block of rows in memory at a time."""
    size = BYTES[shape.dtype] * shape.dimension
    parts = [
        ("window_audio", "I32", [shape.windows, 2], 8 * shape.windows),
        ("window_patches", "I32", [shape.windows, 2], 8 * shape.windows),
        ("audio_saliency", "F32", [shape.audio], 4 * shape.audio),
        ("audio_embeddings", shape.dtype, [shape.audio, shape.dimension], size * shape.audio),
        ("video_embeddings", shape.dtype, [shape.video, shape.dimension], size * shape.video),
    ]
    patches = shape.windows * PATCHES_PER_WINDOW
    header: dict[str, object] = {
        "__metadata__": {"grid_t": str(patches), "cells_h": str(CELLS[0]), "cells_w": str(CELLS[1])}
    }
    end = 0
    for name, dtype, sizes, count in parts:
        header[name] = {"dtype": dtype, "shape": sizes, "data_offsets": [end, end + count]}
        end += count
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    starts = np.arange(shape.windows, dtype="<i4")
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for length in (AUDIO_PER_WINDOW, PATCHES_PER_WINDOW):
            file.write(np.stack([starts * length, (starts + 1) * length], axis=1).astype("<i4").tobytes())
        file.write(np.random.default_rng(seed).random(shape.audio, dtype=np.float32).astype("<f4").tobytes())
        for block in rows(shape, shape.audio, AUDIO_PER_WINDOW, seed + 1):
            file.write(encoded(block, shape.dtype))
        for block in rows(shape, shape.video, CELLS[0] * CELLS[1], seed + 2):
            file.write(encoded(block, shape.dtype))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output", type=Path)
    parser.add_argument("--windows", type=int, default=64)
    parser.add_argument("--dimension", type=int, default=3584)
    parser.add_argument("--dtype", choices=BYTES, default="F32")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    write(arguments.output, Shape(arguments.windows, arguments.dimension, arguments.dtype), arguments.seed)


if __name__ == "__main__":
    main()
