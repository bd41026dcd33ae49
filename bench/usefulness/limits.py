"""What must hold of the table."""

from __future__ import annotations

from dataclasses import dataclass

from labels import TASKS
from table import Row

READABLE: dict[str, float] = {"direction": 0.8, "text": 0.85, "mark": 0.8, "caption": 0.8}
"""What the worst seed must reach on all tokens, before a comparison of these labels says anything. Who only looks for
any text that appears gets .7 of the label text."""
COLOUR = "colour"
PRESET_LIMITS: dict[str, tuple[float, float]] = {"45": (0.98, 0.05), "35": (0.97, 0.08)}
"""By preset: the least share of the mean of all tokens, and how far colour must be above `uniform`."""
BELOW_OTHERS = -0.015
"""How far the mean may be from those of `fixed` and `energy`."""
BELOW_FULL = -0.03
"""How far a single label may be from that of all tokens: the mean of nine hides the loss of one."""


@dataclass(frozen=True)
class Limit:
    """One limit and what was measured."""

    name: str
    value: float
    limit: float

    @property
    def held(self) -> bool:
        """Whether the value is at least the limit."""
        return self.value >= self.limit - 1e-9


def make_limits(rows: list[Row]) -> list[Limit]:
    """All limits; differences are in shares, so that a point is 0.01."""
    by_name = {row.setting: row for row in rows}
    full = by_name["full"]
    limits = [Limit(f"{task} can be read from all tokens, worst seed", full.tasks[task].lowest, least)
              for task, least in READABLE.items()]
    for preset, (share, points) in PRESET_LIMITS.items():
        ours = by_name[f"omnizip@{preset}"]
        limits.append(Limit(f"omnizip@{preset}: mean, of that of all tokens", ours.mean.mean / full.mean.mean, share))
        apart = {task: ours.tasks[task].mean - full.tasks[task].mean for task in TASKS}
        worst = min(apart, key=lambda task: apart[task])
        limits.append(Limit(f"omnizip@{preset}: worst label ({worst}) to all tokens", apart[worst], BELOW_FULL))
        colour = ours.tasks[COLOUR].mean - by_name[f"uniform@{preset}"].tasks[COLOUR].mean
        limits.append(Limit(f"omnizip@{preset}: colour over uniform", colour, points))
        limits += [Limit(f"omnizip@{preset}: mean over {method}", -by_name[f"{method}@{preset}"].to_omnizip.mean,
                         BELOW_OTHERS) for method in ("fixed", "energy")]
    return limits


def text_of_limits(limits: list[Limit]) -> str:
    """The limits for a terminal."""
    return "\n".join(
        f"{limit.name:48s}{limit.value:8.3f}   at least {limit.limit:6.3f}   {'ok' if limit.held else 'MISSED'}"
        for limit in limits)
