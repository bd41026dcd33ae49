"""The ways to make a bundle that are compared, and which clips each is made for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PRESETS: dict[str, tuple[float, float]] = {"45": (0.3, 0.6), "35": (0.4, 0.7)}
"""rho_audio and rho_video by the share of tokens that stay, in percent."""
METHODS: tuple[str, ...] = ("omnizip", "fixed", "uniform", "random", "energy", "dycoke")
RULES: tuple[str, ...] = ("paper", "stretched", "floor", "wide")
"""Rules of guidance, for the method omnizip."""


@dataclass(frozen=True)
class Setting:
    """One way to make a bundle, or a control made of the bundle that keeps everything."""

    method: str
    preset: str = ""
    guidance: str = "paper"

    @property
    def name(self) -> str:
        """`omnizip@45`, `omnizip+wide@35`, `full`."""
        if not self.preset:
            return self.method
        guidance = "" if self.guidance == "paper" else f"+{self.guidance}"
        return f"{self.method}{guidance}@{self.preset}"

    @property
    def family(self) -> str:
        """What chooses tokens: `fixed` and the rules of guidance choose as omnizip does and differ in rates only."""
        return "omnizip" if self.method == "fixed" else self.method

    @property
    def arguments(self) -> list[str]:
        """The flags of `omnizip run`."""
        if not self.preset:
            return ["--rho-audio", "0", "--rho-video", "0", "--rate-min", "0", "--merge-count", "0"]
        rho_audio, rho_video = PRESETS[self.preset]
        flags = ["--rho-audio", str(rho_audio), "--rho-video", str(rho_video), "--method", self.method]
        return flags if self.guidance == "paper" else [*flags, "--guidance", self.guidance]


FULL = Setting("full")
"""Everything kept, nothing merged."""
NO_SOUND, NO_PICTURES = Setting("no sound"), Setting("no pictures")
"""Controls: all tokens of one modality only. They tell which labels need both."""
UNPRUNED: tuple[Setting, ...] = (FULL, NO_SOUND, NO_PICTURES)
PRUNED: tuple[Setting, ...] = tuple(
    Setting(method, preset, rule)
    for preset in PRESETS for method in METHODS for rule in (RULES if method == "omnizip" else RULES[:1]))
SETTINGS: tuple[Setting, ...] = UNPRUNED + PRUNED


def families_of(settings: tuple[Setting, ...]) -> dict[str, list[Setting]]:
    """Settings by family, for each to have the same share of the training."""
    groups: dict[str, list[Setting]] = {}
    for setting in settings:
        groups.setdefault(setting.family, []).append(setting)
    return groups


def clips_of(setting: Setting, count: int, parts: int) -> NDArray[np.int64]:
    """The clips of a split that a pruned setting is made for.

    All of them; or, with `parts` above 1, as many of each family and preset: one in `parts`, which the members of the
    family share. The presets of a family have other clips.
    """
    numbers = np.arange(count)
    if parts <= 1:
        return numbers
    families = families_of(PRUNED)
    turn = list(families).index(setting.family) + 2 * list(PRESETS).index(setting.preset)
    members = [member for member in families[setting.family] if member.preset == setting.preset]
    return numbers[numbers % parts == turn % parts][members.index(setting) :: len(members)]
