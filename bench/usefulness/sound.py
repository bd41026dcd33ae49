"""The sound of a clip: a background, an event of one to three pulses, and a sound without an event."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from labels import SAMPLE_RATE, SECONDS

Samples = NDArray[np.float64]
LENGTH = SECONDS * SAMPLE_RATE


def level(samples: Samples) -> float:
    """Root mean square."""
    return float(np.sqrt(np.mean(samples**2)))


def pulse(kind: int, rng: np.random.Generator, seconds: float) -> Samples:
    """A clap, a tone, glass or a voice."""
    count = int(seconds * SAMPLE_RATE)
    t = np.arange(count) / SAMPLE_RATE
    if kind == 0:
        return np.convolve(rng.standard_normal(count) * np.exp(-t / (seconds / 4)), [1, -0.6], "same")
    if kind == 1:
        pitch = rng.uniform(500, 2200)
        fade = np.minimum(1, np.minimum(t, seconds - t) / 0.008)
        return (np.sin(2 * np.pi * pitch * t) + 0.3 * np.sin(4 * np.pi * pitch * t)) * fade
    if kind == 2:
        partials = np.stack([np.sin(2 * np.pi * pitch * t + pitch) for pitch in rng.uniform(2600, 7200, 9)])
        return partials.sum(0) * np.exp(-t / (seconds / 2.5))
    pitch, first, second = rng.uniform(100, 220), rng.uniform(350, 800), rng.uniform(1000, 2200)
    phase = 2 * np.pi * pitch * (t + 0.1 * t * t / seconds)
    voice = np.zeros(count)
    for harmonic in range(1, 24):
        at = harmonic * pitch
        gain = np.exp(-(((at - first) / 160) ** 2)) + 0.6 * np.exp(-(((at - second) / 220) ** 2)) + 0.02
        voice += gain * np.sin(harmonic * phase)
    return voice * np.sqrt(np.sin(np.pi * t / seconds))


def music(rng: np.random.Generator) -> Samples:
    """Plucked notes."""
    samples = 0.01 * rng.standard_normal(LENGTH)
    scale = 130.8 * 2 ** (np.array([0, 4, 7, 12, 9, 5]) / 12)
    note = np.arange(int(0.9 * SAMPLE_RATE)) / SAMPLE_RATE
    for start in np.arange(0, LENGTH, int(rng.uniform(0.22, 0.4) * SAMPLE_RATE)):
        pitch = scale[rng.integers(6)]
        partials = [np.sin(2 * np.pi * pitch * h * note) / h * np.exp(-note * (3 + h)) for h in (1, 2, 3, 4)]
        plucked = np.sum(partials, 0) * rng.uniform(0.6, 1)
        samples[start : start + len(plucked)] += plucked[: LENGTH - start]
    return samples


def background(rng: np.random.Generator) -> Samples:
    """White noise, brown noise, hum, music or almost nothing."""
    kind = rng.integers(5)
    noise = rng.standard_normal(LENGTH)
    if kind == 1:
        spectrum = np.fft.rfft(noise)
        return np.fft.irfft(spectrum / np.sqrt(np.maximum(np.arange(len(spectrum)), 20)), LENGTH)
    if kind == 2:
        t = np.arange(LENGTH) / SAMPLE_RATE
        return np.sum([np.sin(100 * np.pi * j * t + j) / j for j in (1, 2, 3, 5, 7)], 0) + 0.05 * noise
    if kind == 3:
        return music(rng)
    return noise if kind == 0 else 0.02 * noise


def add(samples: Samples, sound: Samples, seconds: float, loudness: float) -> None:
    """Adds `sound` at `seconds`, at `loudness`."""
    start = int(seconds * SAMPLE_RATE)
    sound = (sound / level(sound) * loudness)[: LENGTH - start]
    samples[start : start + len(sound)] += sound


def thump(rng: np.random.Generator) -> Samples:
    """A sound that belongs to nothing."""
    seconds = rng.uniform(0.3, 1.0)
    t = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    swell = np.convolve(rng.standard_normal(len(t)), np.ones(12) / 12, "same") * np.sin(np.pi * t / seconds)
    return np.sin(180 * np.pi * t) * np.exp(-t * 5) + 0.3 * swell


def make_sound(
    rng: np.random.Generator, kind: int, pulses: int, event: float, other: float
) -> tuple[Samples, list[tuple[float, float]]]:
    """Samples in [-1, 1], and from when to when each pulse is heard.

    Args:
        event: second of the first pulse.
        other: second of the sound that belongs to nothing.
    """
    samples = background(rng)
    samples *= 0.03 / level(samples)
    t = np.arange(LENGTH) / SAMPLE_RATE
    samples *= 10 ** (rng.uniform(-4, 4) * np.sin(2 * np.pi * t / rng.uniform(8, 16) + rng.uniform(0, 6)) / 20)
    loudness = 0.03 * 10 ** (rng.uniform(2, 16) / 20)
    seconds = rng.uniform(0.08, 0.22)
    gap = seconds + rng.uniform(0.12, 0.25)
    heard = []
    for number in range(pulses):
        start = event + number * gap
        add(samples, pulse(kind, rng, seconds), start, loudness)
        heard.append((start, start + seconds))
    add(samples, thump(rng), other, 0.03 * 10 ** (rng.uniform(2, 14) / 20))
    return samples / np.abs(samples).max() * rng.uniform(0.2, 0.8), heard
