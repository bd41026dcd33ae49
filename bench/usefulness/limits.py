"""What must hold of the table."""

from __future__ import annotations

from dataclasses import dataclass

from labels import GROUPS, TASKS
from settings import FULL, NO_PICTURES, NO_SOUND
from table import Apart, Row, Run

READABLE: dict[str, float] = {"kind": 0.9, "window": 0.9, "count": 0.8, "colour": 0.9, "pattern": 0.8, "direction": 0.8,
                              "text": 0.8, "mark": 0.8, "caption": 0.8}
"""What the worst seed must reach on all tokens, before a comparison of a label says anything. Who only looks for any
text that appears gets .7 of the label text, and who looks at both objects without the sound .75 of the label pattern."""
NEEDED = 0.1
"""How far each label must fall without a stream that it needs."""
NEEDED_BY: dict[str, list[str]] = {NO_SOUND.name: [*GROUPS["sound"], *GROUPS["joint"]],
                                   NO_PICTURES.name: [*GROUPS["joint"], *GROUPS["static"]]}
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
    error: float | None = None
    """1.96 standard errors over clips, of differences."""

    @property
    def held(self) -> bool:
        """Whether the value is at least the limit."""
        return self.value >= self.limit - 1e-9


def worst_of(runs: list[Run], setting: str, other: str, tasks: list[str]) -> tuple[str, Apart]:
    """The task in which a setting is least above another."""
    apart = {task: Apart.of(runs, setting, other, [task]) for task in tasks}
    worst = min(apart, key=lambda task: apart[task].mean)
    return worst, apart[worst]


def limits_of_the_task(runs: list[Run], full: Row) -> list[Limit]:
    """That the reader can read every label from all tokens, and none without the streams that it needs."""
    limits = [Limit(f"{task} can be read from all tokens, worst seed", full.tasks[task].lowest, least)
              for task, least in READABLE.items()]
    for control, tasks in NEEDED_BY.items():
        worst, apart = worst_of(runs, FULL.name, control, tasks)
        limits.append(Limit(f"{control}: what the least affected label loses ({worst})", apart.mean, NEEDED, apart.error))
    return limits


def limits_of_preset(runs: list[Run], preset: str) -> list[Limit]:
    """That OmniZip loses little of all tokens, is above `uniform` on colour, and not under `fixed` and `energy`."""
    share, points = PRESET_LIMITS[preset]
    ours = f"omnizip@{preset}"
    full = sum(run[FULL.name].mean() for run in runs) / len(runs)
    to_full = Apart.of(runs, ours, FULL.name)
    worst, loss = worst_of(runs, ours, FULL.name, list(TASKS))
    colour = Apart.of(runs, ours, f"uniform@{preset}", [COLOUR])
    limits = [Limit(f"{ours}: mean, of that of all tokens", float(1 + to_full.mean / full), share,
                    round(float(to_full.error / full), 4)),
              Limit(f"{ours}: worst label ({worst}) to all tokens", loss.mean, BELOW_FULL, loss.error),
              Limit(f"{ours}: colour over uniform", colour.mean, points, colour.error)]
    for method in ("fixed", "energy"):
        apart = Apart.of(runs, ours, f"{method}@{preset}")
        limits.append(Limit(f"{ours}: mean over {method}", apart.mean, BELOW_OTHERS, apart.error))
    return limits


def make_limits(runs: list[Run], rows: list[Row]) -> list[Limit]:
    """All limits; differences are in shares, so that a point is 0.01."""
    full = next(row for row in rows if row.setting == FULL.name)
    return limits_of_the_task(runs, full) + [limit for preset in PRESET_LIMITS for limit in limits_of_preset(runs, preset)]


def text_of_limits(limits: list[Limit]) -> str:
    """The limits for a terminal."""
    return "\n".join(
        f"{limit.name:58s}{limit.value:8.3f}{f' ± {limit.error:.3f}' if limit.error is not None else '':8s}"
        f"   at least {limit.limit:6.3f}   {'ok' if limit.held else 'MISSED'}"
        for limit in limits)
