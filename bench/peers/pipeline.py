#!/usr/bin/env python3
"""What one would write today with packages from PyPI to make compressed tokens of a video, on one thread.

usage: pipeline.py VIDEO --output FILE [--fps 2]

PyAV decodes; PyTorch resizes (bicubic, antialias, as torchvision does); transformers' WhisperFeatureExtractor makes the
log-mel spectrum; OmniZip is omnizip.py. Tokens are simple features of the shapes that omnizip's encoder makes: cells of
28 x 28 pixels in two frames, and four spectra, averaged and projected to 256 values. It is a peer in cost, not in
tokens.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import torch
from omnizip import Window, compress
from safetensors.torch import save_file
from torch import Tensor
from torch.nn.functional import avg_pool2d, interpolate
from transformers import WhisperFeatureExtractor

DIMENSION = 256
CELL = 28
POOLED = 4
"""Pixels of a cell are averaged over squares of this size."""
CELLS = (9, 16)
RATE = 16_000
SPECTRA_PER_TOKEN = 4
TOKENS_PER_WINDOW, PATCHES_PER_WINDOW = 50, 2


def sampled(path: Path, fps: float) -> Iterator[np.ndarray]:
    """The last frame at or before each sampling time, as RGB."""
    with av.open(path) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = 1
        wanted, last = 0, None
        for frame in container.decode(stream):
            while last is not None and wanted / fps < frame.time:
                yield last.to_ndarray(format="rgb24")
                wanted += 1
            last = frame
        if last is not None and wanted / fps <= last.time:
            yield last.to_ndarray(format="rgb24")


def resized(picture: np.ndarray) -> Tensor:
    """uint8 [3, H, W] as torchvision's resize makes it."""
    pixels = torch.from_numpy(picture).permute(2, 0, 1)[None].float()
    size = (CELLS[0] * CELL, CELLS[1] * CELL)
    return interpolate(pixels, size, mode="bicubic", antialias=True)[0].round().clamp(0, 255).byte()


def samples(path: Path) -> np.ndarray:
    """Mono, 16 kHz."""
    resampler = av.AudioResampler(format="flt", layout="mono", rate=RATE)
    with av.open(path) as container:
        decoded = [part for frame in container.decode(audio=0) for part in resampler.resample(frame)]
        return np.concatenate([part.to_ndarray()[0] for part in [*decoded, *resampler.resample(None)]])


def video_tokens(pictures: list[Tensor], projection: Tensor) -> Tensor:
    """[T, cells, D]: two frames a patch, which repeats the last where it is alone."""
    pairs = [*pictures, pictures[-1]] if len(pictures) % 2 else pictures
    pooled = avg_pool2d(torch.stack(pairs).float() / 255, POOLED)
    squares = CELL // POOLED
    patches = pooled.reshape(len(pairs) // 2, 2, 3, CELLS[0], squares, CELLS[1], squares)
    return patches.permute(0, 3, 5, 1, 2, 4, 6).flatten(3).flatten(1, 2) @ projection


def audio_tokens(sound: np.ndarray, projection: Tensor) -> tuple[Tensor, Tensor]:
    """[A, D] and saliency [A]: the mean level of four spectra."""
    extractor = WhisperFeatureExtractor(feature_size=128)
    spectra = extractor(sound, sampling_rate=RATE, padding=False, truncation=False, return_tensors="pt")
    mel = spectra.input_features[0].T
    count = len(mel) // SPECTRA_PER_TOKEN
    pooled = mel[: count * SPECTRA_PER_TOKEN].reshape(count, SPECTRA_PER_TOKEN, -1).mean(dim=1)
    return pooled @ projection, pooled.mean(dim=1)


def windows(audio: int, patches: int) -> list[Window]:
    """Two seconds each; the last takes what is left."""
    count = max(1, patches // PATCHES_PER_WINDOW)
    last = count - 1
    return [
        Window(
            slice(index * TOKENS_PER_WINDOW, audio if index == last else (index + 1) * TOKENS_PER_WINDOW),
            slice(index * PATCHES_PER_WINDOW, patches if index == last else (index + 1) * PATCHES_PER_WINDOW),
        )
        for index in range(count)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("video", type=Path)
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--fps", type=float, default=2)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    random = torch.Generator().manual_seed(1)
    cell_values = 2 * 3 * (CELL // POOLED) ** 2
    with torch.inference_mode():
        pictures = [resized(picture) for picture in sampled(arguments.video, arguments.fps)]
        video = video_tokens(pictures, torch.randn(cell_values, DIMENSION, generator=random))
        audio, saliency = audio_tokens(samples(arguments.video), torch.randn(128, DIMENSION, generator=random))
        result = compress(audio, video, saliency, windows(len(audio), len(video)))
    save_file({name: values.contiguous() for name, values in result.items()}, arguments.output)


if __name__ == "__main__":
    main()
