"""The table."""

import numpy as np

from labels import EVIDENCE, TASKS
from settings import SETTINGS
from table import Apart, Row, Run, Spread, accuracies, make_rows, text_of

CLIPS = 100


def run(base: float, **settings: float) -> Run:
    """All tasks read of so many clips, or of as many as is said for a setting, whose name has _ for @."""
    named = {name.replace("_", "@"): value for name, value in settings.items()}
    right = {name: np.arange(CLIPS) < round(named.get(name, base) * CLIPS) for name in (one.name for one in SETTINGS)}
    return {name: np.repeat(clips[:, None], len(TASKS), 1) for name, clips in right.items()}


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


def test_a_difference_tells_how_far_it_depends_on_the_clips() -> None:
    first, second = run(0.9, energy_45=0.8), run(0.9, energy_45=0.7)
    apart = Apart.of([first, second], "energy@45", "omnizip@45")
    of_clips = [0.0] * 70 + [-0.5] * 10 + [-1.0] * 10 + [0.0] * 10
    assert apart == Apart(-0.15, round(1.96 * float(np.std(of_clips, ddof=1)) / 10, 4))
    assert rows_of([first, second])["energy@45"].to_omnizip_over_clips == apart
    assert Apart.of([first], "fixed@45", "omnizip@45") == Apart(0, 0)


def test_a_difference_of_some_tasks() -> None:
    made = run(0.5)
    made["energy@45"][:, list(TASKS).index("colour")] = True
    assert Apart.of([made], "energy@45", "omnizip@45", ["colour"]).mean == 0.5
    assert Apart.of([made], "energy@45", "omnizip@45", ["mark"]).mean == 0


def test_accuracies() -> None:
    told = accuracies(run(0.9, energy_45=0.25))
    assert list(told) == [setting.name for setting in SETTINGS]
    assert told["energy@45"] == dict.fromkeys(TASKS, 0.25) and told["full"]["mark"] == 0.9


def test_text_has_a_line_a_setting() -> None:
    lines = text_of(list(rows_of([run(0.9)]).values())).splitlines()
    assert len(lines) == len(SETTINGS) + 2
    assert len({len(line) for line in lines[1:-1]}) == 1
    assert np.isclose(float(lines[1].split()[2]), 0.9)
