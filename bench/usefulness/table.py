"""The table of the bench: means over training seeds, their spread, and what is kept of what carries the labels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from labels import CHANCE, EVIDENCE, GROUPS, TASKS
from settings import SETTINGS

Run = dict[str, NDArray[np.bool_]]
"""{setting: [clips, tasks]}: whether each label was read, by the reader of one training seed."""


@dataclass(frozen=True)
class Spread:
    """A mean over training seeds, with the lowest and the highest."""

    mean: float
    lowest: float
    highest: float

    @classmethod
    def of(cls, values: list[float]) -> Spread:
        """The spread of one value a seed."""
        return cls(round(float(np.mean(values)), 4), round(min(values), 4), round(max(values), 4))


@dataclass(frozen=True)
class Apart:
    """A difference, mean over seeds and clips."""

    mean: float
    error: float
    """1.96 standard errors over clips: half of the interval in which 95 of 100 other sets of clips would put the mean."""

    @classmethod
    def of(cls, runs: list[Run], setting: str, other: str, tasks: list[str] | None = None) -> Apart:
        """Accuracy of a setting less that of another, by the same readers on the same clips."""
        columns = [list(TASKS).index(task) for task in tasks or TASKS]
        of_clips = np.mean([run[setting][:, columns].mean(1) - run[other][:, columns].mean(1) for run in runs], 0)
        error = 1.96 * of_clips.std(ddof=1) / np.sqrt(len(of_clips)) if len(of_clips) > 1 else 0.0
        return cls(round(float(of_clips.mean()), 4), round(float(error), 4))


@dataclass(frozen=True)
class Row:
    """One setting."""

    setting: str
    tokens: float
    """Kept tokens of a clip, mean."""
    mean: Spread
    """Of all tasks."""
    to_full: Spread
    """Difference of the mean to that of all tokens, by the same reader on the same clips."""
    to_omnizip: Spread
    """Difference of the mean to that of OmniZip at the same preset; for unpruned settings 0."""
    to_omnizip_over_clips: Apart
    """The same, with how far it depends on the clips."""
    tasks: dict[str, Spread]
    groups: dict[str, float]
    kept: dict[str, float]
    """Share of the tokens that carry each kind of label."""
    event_window: float
    """Share of the cells that are kept of the windows in which object A is away."""


def mean_of(run: Run, setting: str) -> float:
    """The mean of all tasks."""
    return float(run[setting].mean())


def accuracies(run: Run) -> dict[str, dict[str, float]]:
    """{setting: {task: accuracy}}"""
    return {setting: dict(zip(TASKS, np.round(right.mean(0), 4).tolist())) for setting, right in run.items()}


def differences(runs: list[Run], setting: str, other: str) -> list[float]:
    """Mean of one setting less that of another, one a seed."""
    return [mean_of(run, setting) - mean_of(run, other) for run in runs]


def make_rows(
    runs: list[Run], tokens: dict[str, float], kept: dict[str, list[float]], window: dict[str, float]
) -> list[Row]:
    """The rows of runs, one a training seed."""
    rows = []
    for setting in SETTINGS:
        name = setting.name
        ours = f"omnizip@{setting.preset}" if setting.preset else name
        tasks = {task: Spread.of([float(run[name][:, number].mean()) for run in runs])
                 for number, task in enumerate(TASKS)}
        groups = {group: round(float(np.mean([tasks[task].mean for task in members])), 4)
                  for group, members in GROUPS.items()}
        rows.append(Row(
            name, round(tokens[name], 1), Spread.of([mean_of(run, name) for run in runs]),
            Spread.of(differences(runs, name, "full")),
            Spread.of(differences(runs, name, ours)), Apart.of(runs, name, ours), tasks, groups,
            dict(zip(EVIDENCE, np.round(kept[name], 3).tolist())), round(window[name], 4)))
    return rows


def text_of(rows: list[Row]) -> str:
    """The table for a terminal."""
    heading = "".join(f"{task:>10s}" for task in TASKS)
    lines = [f"{'setting':22s}{'tokens':>7s}{'mean':>7s}{'to full':>9s}{'to omnizip':>34s}{heading}"
             f"   kept: {' '.join(EVIDENCE)}; event's windows"]
    for row in rows:
        tasks = "".join(f"{spread.mean:10.3f}" for spread in row.tasks.values())
        kept = " ".join(f"{value:.2f}" for value in row.kept.values())
        apart = (f"{row.to_omnizip.mean:+.3f} ± {row.to_omnizip_over_clips.error:.3f}"
                 f" ({row.to_omnizip.lowest:+.3f} to {row.to_omnizip.highest:+.3f})")
        lines.append(f"{row.setting:22s}{row.tokens:7.0f}{row.mean.mean:7.3f}{row.to_full.mean:+9.3f}{apart:>34s}{tasks}"
                     f"   {kept}; {row.event_window:.3f}")
    return "\n".join([*lines, f"chance: mean {CHANCE:.3f}; ±: 1.96 standard errors over clips; in brackets: over seeds"])
