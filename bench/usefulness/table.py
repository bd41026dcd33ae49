"""The table of the bench, and its limits."""

from __future__ import annotations

from dataclasses import asdict, dataclass

import numpy as np

from labels import CHANCE, EVIDENCE, GROUPS, TASKS


Run = dict[str, dict[str, float]]
"""{setting: {task: accuracy}} of one training seed."""


@dataclass(frozen=True)
class Row:
    """One setting: means over training seeds, and half of their range."""

    setting: str
    tokens: float
    mean: float
    half_range: float
    of_full: float
    tasks: dict[str, float]
    groups: dict[str, float]
    kept: dict[str, float]
    """Share of the tokens that carry each kind of label."""
    event_window: float
    """Share of the cells of the event's window that are kept."""


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


def make_rows(
    runs: list[Run], tokens: dict[str, float], kept: dict[str, list[float]], window: dict[str, float]
) -> list[Row]:
    """The rows of runs, one a training seed."""
    full = np.mean([list(run["full"].values()) for run in runs])
    rows = []
    for setting in runs[0]:
        values = np.array([[run[setting][task] for task in TASKS] for run in runs])
        means, tasks = values.mean(1), dict(zip(TASKS, values.mean(0).round(4).tolist()))
        groups = {name: round(float(np.mean([tasks[task] for task in members])), 4) for name, members in GROUPS.items()}
        rows.append(Row(setting, round(tokens[setting], 1), round(float(means.mean()), 4),
                        round(float(np.ptp(means)) / 2, 4), round(float(means.mean() / full), 4), tasks, groups,
                        dict(zip(EVIDENCE, np.round(kept[setting], 3).tolist())), round(window[setting], 4)))
    return rows


def make_limits(rows: list[Row]) -> list[Limit]:
    """What must hold; a mean is of all tasks, points are hundredths."""
    by_name = {row.setting: row for row in rows}
    full = by_name["full"]
    limits = [Limit(f"{task} can be read from all tokens", full.tasks[task], least) for task, least in READABLE.items()]
    for preset, share, points in (("45", 0.98, 0.05), ("35", 0.97, 0.08)):
        ours = by_name[f"omnizip@{preset}"]
        limits.append(Limit(f"omnizip@{preset}: mean, of full", ours.of_full, share))
        uniform = by_name[f"uniform@{preset}"]
        colour = ours.tasks["colour"] - uniform.tasks["colour"]
        limits.append(Limit(f"omnizip@{preset}: colour over uniform", colour, points))
        for method in ("fixed", "energy"):
            other = by_name[f"{method}@{preset}"]
            limits.append(Limit(f"omnizip@{preset}: mean over {method}", ours.mean - other.mean, -0.015))
    return limits


READABLE: dict[str, float] = {"direction": 0.6, "text": 0.75, "mark": 0.8, "caption": 0.8}
"""What the reader must reach on all tokens before a comparison of these labels says anything."""


def text_of(rows: list[Row]) -> str:
    """The table for a terminal."""
    heading = "".join(f"{task:>10s}" for task in TASKS)
    columns = f"{'setting':22s}{'tokens':>7s}{'mean':>7s}{'+-':>7s}{'of full':>8s}{heading}"
    lines = [f"{columns}   kept: {' '.join(EVIDENCE)}; event's window"]
    for row in rows:
        tasks = "".join(f"{value:10.3f}" for value in row.tasks.values())
        kept = " ".join(f"{value:.2f}" for value in row.kept.values())
        lines.append(f"{row.setting:22s}{row.tokens:7.0f}{row.mean:7.3f}{row.half_range:7.3f}{row.of_full:8.3f}{tasks}"
                     f"   {kept}; {row.event_window:.3f}")
    return "\n".join([*lines, f"chance: mean {CHANCE:.3f}"])


def text_of_limits(limits: list[Limit]) -> str:
    """The limits for a terminal."""
    return "\n".join(
        f"{limit.name:42s}{limit.value:8.3f}   at least {limit.limit:.3f}   {'ok' if limit.held else 'MISSED'}"
        for limit in limits)


def document_of(
    methods: list[Row], rules: list[Row], limits: list[Limit], conditions: dict[str, object],
    runs: list[dict[str, Run]],
) -> dict[str, object]:
    """The results as JSON."""
    held = [{**asdict(limit), "value": round(limit.value, 4), "held": limit.held} for limit in limits]
    return {"conditions": conditions, "methods": [asdict(row) for row in methods],
            "guidance": [asdict(row) for row in rules], "limits": held, "runs": runs}
