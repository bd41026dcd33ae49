"""What is asked about a clip, and the sizes that clips have."""

from __future__ import annotations

from dataclasses import dataclass

SECONDS = 8
WINDOW_SECONDS = 2
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
    "window": 4,  # sound: in which window the event is
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


@dataclass(frozen=True)
class Setting:
    """One way to make a bundle."""

    method: str
    preset: str
    guidance: str = "paper"

    @property
    def name(self) -> str:
        """`omnizip@45`, `omnizip+wide@35`, `full`."""
        if self.method == "full":
            return "full"
        guidance = "" if self.guidance == "paper" else f"+{self.guidance}"
        return f"{self.method}{guidance}@{self.preset}"

    @property
    def arguments(self) -> list[str]:
        """The flags of `omnizip run`."""
        if self.method == "full":
            return ["--rho-audio", "0", "--rho-video", "0", "--rate-min", "0", "--merge-count", "0"]
        rho_audio, rho_video = PRESETS[self.preset]
        flags = ["--rho-audio", str(rho_audio), "--rho-video", str(rho_video), "--method", self.method]
        return flags if self.guidance == "paper" else [*flags, "--guidance", self.guidance]


PRESETS: dict[str, tuple[float, float]] = {"45": (0.3, 0.6), "35": (0.4, 0.7)}
METHODS: tuple[str, ...] = ("omnizip", "fixed", "uniform", "random", "energy", "dycoke")
GUIDANCE: tuple[str, ...] = ("stretched", "floor", "wide")
FULL = Setting("full", "100")


def settings(methods: tuple[str, ...] = METHODS, guidance: tuple[str, ...] = ()) -> list[Setting]:
    """Everything kept, then every method, then OmniZip by other rules of guidance, at both presets."""
    chosen = [FULL]
    for preset in PRESETS:
        chosen += [Setting(method, preset) for method in methods]
        chosen += [Setting("omnizip", preset, rule) for rule in guidance]
    return chosen
