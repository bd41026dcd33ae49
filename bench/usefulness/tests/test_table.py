"""The table."""

import numpy as np

from labels import EVIDENCE, TASKS
from settings import SETTINGS
from table import Row, Run, Spread, make_rows, text_of


def run(base: float, **settings: float) -> Run:
    """All tasks at `base`, or at what is said for a setting, whose name has _ for @."""
    named = {name.replace("_", "@"): value for name, value in settings.items()}
    return {setting.name: dict.fromkeys(TASKS, named.get(setting.name, base)) for setting in SETTINGS}


def rows_of(runs: list[Run]) -> dict[str, Row]:
    names = [setting.name for setting in SETTINGS]
    rows = make_rows(runs, dict.fromkeys(names, 609.0), dict.fromkeys(names, [0.5] * len(EVIDENCE)),
                     dict.fromkeys(names, 0.4))
    assert [row.setting for row in rows] == names
    return {row.setting: row for row in rows}


def test_means_and_spreads() -> None:
    rows = rows_of([run(0.9), run(0.8), run(0.7)])
    assert rows["full"].mean == Spread(0.8, 0.7, 0.9)
    assert rows["full"].tasks["mark"] == Spread(0.8, 0.7, 0.9)
    assert rows["full"].groups == {"sound": 0.8, "joint": 0.8, "static": 0.8}


def test_differences_are_of_the_same_seed() -> None:
    rows = rows_of([run(0.9, energy_45=0.85), run(0.7, energy_45=0.64)])
    assert rows["energy@45"].to_omnizip == Spread(-0.055, -0.06, -0.05)
    assert rows["energy@35"].to_omnizip == Spread(0, 0, 0)
    assert rows["energy@45"].to_full == Spread(-0.055, -0.06, -0.05)


def test_other_presets_are_compared_with_their_own() -> None:
    rows = rows_of([run(0.9, omnizip_35=0.8, fixed_35=0.8)])
    assert rows["fixed@35"].to_omnizip.mean == 0 and rows["fixed@35"].to_full.mean == -0.1
    assert rows["fixed@45"].to_omnizip.mean == 0


def test_text_has_a_line_a_setting() -> None:
    lines = text_of(list(rows_of([run(0.9)]).values())).splitlines()
    assert len(lines) == len(SETTINGS) + 2
    assert len({len(line) for line in lines[1:-1]}) == 1
    assert np.isclose(float(lines[1].split()[2]), 0.9)
