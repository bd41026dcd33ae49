"""Labelled clips as files: `NAME.mp4`, and `labels.json` and `evidence.npz` for all of them.

An event: a pulsed sound, while object A is pushed a few cells from its place and comes back. It begins anywhere in a
window and may end in the next. In windows that it does not touch: object B is pushed without a sound, maybe with a text.
At another time: a sound without a movement. Always there: a mark, a small object that never moves, and in half of the
clips a caption. Every clip has a still of its own: training and test share none.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from fractions import Fraction
from multiprocessing import get_context
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

import pictures
from labels import (AUDIO_TOKENS, EVIDENCE, FRAMES, FRAMES_PER_SECOND, HEIGHT, SAMPLE_RATE, SECONDS, TOKENS,
                    VIDEO_TOKENS, WIDTH, WINDOW_SECONDS, WINDOWS)
from pictures import Placed
from sound import make_sound

SPLITS: dict[str, int] = {"train": 11, "watch": 977, "test": 83_207}
"""Seeds of the splits. What was changed on this bench was changed by `watch`; `test` has no part in that."""
LONGEST_EVENT_SECONDS = 1.5
"""From the first pulse to the end of the last, of the push and of the text."""


@dataclass(frozen=True)
class Clip:
    """One clip."""

    frames: NDArray[np.uint8]
    samples: NDArray[np.float64]
    labels: dict[str, int]
    evidence: NDArray[np.bool_]
    """[len(EVIDENCE), TOKENS]: the tokens that carry the labels, video first."""


def away_from(rng: np.random.Generator, event: float, last: float, gap: float) -> float:
    """A second that is at least `gap` from the event."""
    while True:
        second = float(rng.uniform(0.2, last))
        if abs(second - event) >= gap:
            return second


def within(rng: np.random.Generator, window: int) -> float:
    """When an event of a window begins: any time that leaves it room before the clip ends."""
    last = min(WINDOW_SECONDS - 0.3, SECONDS - LONGEST_EVENT_SECONDS - window * WINDOW_SECONDS)
    return window * WINDOW_SECONDS + float(rng.uniform(0.1, last))


def outside(rng: np.random.Generator, window: int, seconds: float) -> float:
    """When something that lasts `seconds` may begin without being seen in a window or the next."""
    first, last = window * WINDOW_SECONDS - seconds, (window + 2) * WINDOW_SECONDS
    while True:
        second = float(rng.uniform(0.1, SECONDS - seconds))
        if second <= first or second >= last:
            return second


def place(
    rng: np.random.Generator, size: tuple[int, int], taken: list[tuple[float, float, float]],
    box: tuple[float, float, float, float],
) -> NDArray[np.float64]:
    """A corner for something of `size`, in `box` (x0, y0, x1, y1), not over what is there (x, y, radius of each)."""
    height, width = size
    corner = np.zeros(2)
    for _ in range(80):
        corner = np.array([rng.uniform(box[0], box[2] - width), rng.uniform(box[1], box[3] - height)])
        x, y = corner[0] + width / 2, corner[1] + height / 2
        if all(abs(x - a) > r + width / 2 or abs(y - b) > r + height / 2 for a, b, r in taken):
            break
    taken.append((corner[0] + width / 2, corner[1] + height / 2, max(height, width) / 2 + 6))
    return corner


def make_movers(
    rng: np.random.Generator, labels: dict[str, int], event: float, taken: list[tuple[float, float, float]]
) -> list[Placed]:
    """A, which the label is about, and B. Both rest near the middle and are pushed towards an edge."""
    colours = rng.permutation(4)
    labels.update(colour=int(colours[0]), pattern=int(rng.integers(2)), direction=int(rng.integers(4)))
    middle = (WIDTH * 0.3, HEIGHT * 0.28, WIDTH * 0.7, HEIGHT * 0.72)
    movers = []
    for number in range(2):
        striped = labels["pattern"] if number == 0 else rng.integers(2)
        colour = pictures.MOVER_COLOURS[colours[number]]
        sprite = pictures.make_object(rng, colour, bool(striped), int(rng.integers(28, 40)))
        corner = place(rng, sprite.size, taken, middle)
        towards = pictures.DIRECTIONS[labels["direction"] if number == 0 else rng.integers(4)]
        room = np.where(towards > 0, np.array([WIDTH, HEIGHT]) - corner - sprite.size[0], corner)
        shift = towards * room * rng.uniform(0.7, 1.0)
        seconds = float(rng.uniform(1.2, LONGEST_EVENT_SECONDS))
        start = event - 0.05 if number == 0 else outside(rng, labels["window"], seconds)
        movers.append(Placed(sprite, corner, shift, start, seconds))
    return movers


def make_texts(
    rng: np.random.Generator, labels: dict[str, int], movers: list[Placed], taken: list[tuple[float, float, float]]
) -> list[tuple[Placed, float, float]]:
    """What is written, and from when to when: the text of the label, and the caption.

    A text appears as A is pushed, or, if it does not belong to the sound, as B is: pictures alone do not tell which.
    """
    labels.update(text=int(rng.integers(2)), caption=int(rng.integers(2)))
    everywhere = (0.0, 0.0, float(WIDTH), float(HEIGHT))
    texts = []
    for shown in (labels["text"] == 1 or rng.random() < 0.6, labels["caption"] == 1):
        is_caption = bool(texts)
        sprite = pictures.make_text(rng, int(rng.integers(24, 31)))
        corner = place(rng, sprite.size, taken, everywhere)
        placed = Placed(sprite, corner, np.zeros(2))
        pushed = movers[0] if labels["text"] == 1 else movers[1]
        span = (0.0, 99.0) if is_caption else (pushed.start, pushed.start + pushed.seconds)
        texts.append((placed, *(span if shown else (99.0, 99.0))))
    return texts


def make_clip(split: str, number: int) -> Clip:
    """Clip `number` of a split; always the same."""
    rng = np.random.default_rng([SPLITS[split], number])
    labels = dict(window=int(rng.integers(WINDOWS)), kind=int(rng.integers(4)), count=int(rng.integers(3)))
    event = within(rng, labels["window"])
    samples, heard = make_sound(rng, labels["kind"], labels["count"] + 1, event, away_from(rng, event, 6.8, 1.5))
    taken: list[tuple[float, float, float]] = []
    movers = make_movers(rng, labels, event, taken)
    labels["mark"] = int(rng.integers(4))
    sprite = pictures.make_object(rng, pictures.MARK_COLOURS[labels["mark"]], False, int(rng.integers(28, 37)))
    mark = Placed(sprite, place(rng, sprite.size, taken, (0, 0, WIDTH, HEIGHT)), np.zeros(2))
    texts = make_texts(rng, labels, movers, taken)
    frames = paint(rng, [mark, *reversed(movers)], texts)
    evidence = evidence_of(heard, movers[0], mark, texts)
    if labels["text"] == 0:
        evidence[EVIDENCE.index("text")] = False
    return Clip(frames, samples, labels, evidence)


def evidence_of(
    heard: list[tuple[float, float]], mover: Placed, mark: Placed, texts: list[tuple[Placed, float, float]]
) -> NDArray[np.bool_]:
    """[len(EVIDENCE), TOKENS]: the tokens under what is heard and seen."""
    evidence = np.zeros((len(EVIDENCE), TOKENS), bool)
    for start, end in heard:
        last = min(AUDIO_TOKENS, int(np.ceil(end * 25)))
        evidence[EVIDENCE.index("sound"), VIDEO_TOKENS + int(start * 25) : VIDEO_TOKENS + last] = True
    text, caption = ((placed, frames_of(start, end)) for placed, start, end in texts)
    cells = {"mover": pictures.evidence_of(mover), "mark": pictures.evidence_of(mark, slice(None)),
             "text": pictures.evidence_of(*text), "caption": pictures.evidence_of(*caption)}
    for name, seen in cells.items():
        evidence[EVIDENCE.index(name), :VIDEO_TOKENS] = pictures.tokens_of(seen)
    return evidence


def frames_of(start: float, end: float) -> slice:
    """The frames from one second to another."""
    first, last = (min(FRAMES, int(np.ceil(second * FRAMES_PER_SECOND))) for second in (start, end))
    return slice(first, last)


def paint(
    rng: np.random.Generator, objects: list[Placed], texts: list[tuple[Placed, float, float]]
) -> NDArray[np.uint8]:
    """All frames: the still, panned in a quarter of the clips, with everything on it, flicker in a fifth, and grain."""
    still = pictures.make_still(rng)
    pan = int(rng.integers(1, 3)) * int(rng.choice([-1, 1])) if rng.random() < 0.25 else 0
    flicker = 0.05 if rng.random() < 0.2 else 0.0
    grain = rng.standard_normal((HEIGHT + 64, WIDTH + 64, 1), np.float32) * rng.uniform(0.7, 4)
    frames = np.empty((FRAMES, HEIGHT, WIDTH, 3), np.uint8)
    for frame in range(FRAMES):
        second = frame / FRAMES_PER_SECOND
        left = 20 + pan * (frame - FRAMES // 2)
        picture = still[:, left : left + WIDTH].copy()
        for placed in objects:
            placed.sprite.paint(picture, *placed.at(second))
        for placed, start, end in texts:
            if start <= second < end:
                placed.sprite.paint(picture, *placed.at(second))
        picture *= 1 + flicker * np.sin(2 * np.pi * 3.7 * second)
        y, x = rng.integers(64, size=2)
        frames[frame] = np.clip(picture + grain[y : y + HEIGHT, x : x + WIDTH], 0, 255)
    return frames


def write_video(path: Path, clip: Clip) -> None:
    """H.264 and AAC in an MP4 file."""
    with av.open(str(path), "w") as file:
        video = file.add_stream("libx264", rate=FRAMES_PER_SECOND, options={"preset": "ultrafast", "crf": "20"})
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.codec_context.thread_count = 1
        sound = file.add_stream("aac", rate=SAMPLE_RATE, layout="mono", options={"aac_coder": "fast"})
        sound.bit_rate = 96_000
        for picture in clip.frames:
            for packet in video.encode(av.VideoFrame.from_ndarray(picture, "rgb24")):
                file.mux(packet)
        for packet in video.encode():
            file.mux(packet)
        frame = av.AudioFrame.from_ndarray(clip.samples.astype(np.float32)[None], "fltp", "mono")
        frame.sample_rate, frame.time_base, frame.pts = SAMPLE_RATE, Fraction(1, SAMPLE_RATE), 0
        for packet in sound.encode(frame):
            file.mux(packet)
        for packet in sound.encode():
            file.mux(packet)


def name_of(split: str, number: int) -> str:
    """The name of a clip without its ending."""
    return f"{split}-{number:05d}"


def _write(job: tuple[str, int, Path]) -> tuple[dict[str, int], NDArray[np.bool_]]:
    split, number, folder = job
    clip = make_clip(split, number)
    write_video(folder / f"{name_of(split, number)}.mp4", clip)
    return clip.labels, clip.evidence


def write_clips(split: str, count: int, folder: Path, jobs: int) -> None:
    """Makes the clips of a split in a new folder; `labels.json` comes last, when all else is there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with get_context("spawn").Pool(jobs) as pool:
        made = pool.map(_write, [(split, number, folder) for number in range(count)], chunksize=16)
    np.savez_compressed(folder / "evidence.npz", evidence=np.stack([evidence for _, evidence in made]))
    labels = {name_of(split, number): labels for number, (labels, _) in enumerate(made)}
    (folder / "labels.json.part").write_text(json.dumps(labels))
    os.replace(folder / "labels.json.part", folder / "labels.json")
