"""What is asked about a clip, and the sizes that clips have."""

from __future__ import annotations

SECONDS = 8
WINDOW_SECONDS = 2
WINDOWS = SECONDS // WINDOW_SECONDS
FRAMES_PER_SECOND = 2
FRAMES = SECONDS * FRAMES_PER_SECOND
SAMPLE_RATE = 16_000
CELL = 28
ROWS, COLUMNS = 9, 16
HEIGHT, WIDTH = ROWS * CELL, COLUMNS * CELL
CELLS = ROWS * COLUMNS
VIDEO_TOKENS = SECONDS * CELLS
AUDIO_TOKENS = SECONDS * 25
TOKENS = VIDEO_TOKENS + AUDIO_TOKENS

TASKS: dict[str, int] = {
    "kind": 4,  # sound: clap, tone, glass, voice
    "window": 4,  # sound: in which window the event begins
    "count": 3,  # sound: one, two or three pulses
    "colour": 4,  # sound and pictures: colour of the object that moves while the sound is heard
    "pattern": 2,  # sound and pictures: whether it is striped
    "direction": 4,  # sound and pictures: where it goes
    "text": 2,  # sound and pictures: whether a text appears with the sound
    "mark": 4,  # pictures: colour of a small object that never moves
    "caption": 2,  # pictures: whether there is a text that stays all the time
}
"""Labels of a clip and how many values each has."""

GROUPS: dict[str, tuple[str, ...]] = {
    "sound": ("kind", "window", "count"),
    "joint": ("colour", "pattern", "direction", "text"),
    "static": ("mark", "caption"),
}

EVIDENCE: tuple[str, ...] = ("sound", "mover", "text", "mark", "caption")
"""What carries the labels: tokens of the event's sound, cells of what moves, of both texts and of the mark."""

CHANCE = sum(1 / values for values in TASKS.values()) / len(TASKS)
