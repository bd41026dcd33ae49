"""Limits are held or missed for the right reason."""

import pytest

from labels import GROUPS, TASKS
from limits import READABLE, Limit, make_limits, text_of_limits
from settings import SETTINGS
from table import Run
from test_table import CLIPS, rows_of, run


def missed(*runs: Run) -> list[str]:
    return [limit.name for limit in make_limits(list(runs), list(rows_of(list(runs)).values())) if not limit.held]


def good(**settings: float) -> Run:
    """All as it should be, but for the settings that are named."""
    made = run(0.95, **{"uniform_45": 0.85, "uniform_35": 0.8, **settings})
    for task in (*GROUPS["sound"], *GROUPS["joint"]):
        made = with_task(made, "no sound", task, 0.4)
    for task in (*GROUPS["joint"], *GROUPS["static"]):
        made = with_task(made, "no pictures", task, 0.4)
    return made


def with_task(made: Run, setting: str, task: str, value: float) -> Run:
    """A run in which one label of one setting is read as often as is told."""
    right = made[setting].copy()
    right[:, list(TASKS).index(task)] = [clip < round(value * CLIPS) for clip in range(CLIPS)]
    return {**made, setting: right}


def test_all_can_be_held() -> None:
    assert missed(good(), good()) == []


@pytest.mark.parametrize("settings, name", [
    ({"omnizip_45": 0.92, "fixed_45": 0.92, "energy_45": 0.92}, "omnizip@45: mean, of that of all tokens"),
    ({"omnizip_35": 0.91, "fixed_35": 0.91, "energy_35": 0.91}, "omnizip@35: mean, of that of all tokens"),
    ({"fixed_45": 0.97}, "omnizip@45: mean over fixed"),
    ({"fixed_35": 0.97}, "omnizip@35: mean over fixed"),
    ({"energy_45": 0.97}, "omnizip@45: mean over energy"),
    ({"energy_35": 0.97}, "omnizip@35: mean over energy"),
    ({"uniform_45": 0.91}, "omnizip@45: colour over uniform"),
    ({"uniform_35": 0.88}, "omnizip@35: colour over uniform"),
])
def test_each_can_be_missed(settings: dict[str, float], name: str) -> None:
    assert {key.replace("_", "@") for key in settings} <= {setting.name for setting in SETTINGS}
    found = missed(good(**settings))
    assert name in found and all(other == name or "worst label" in other for other in found)


def test_the_loss_of_one_label_is_seen() -> None:
    assert missed(with_task(good(), "omnizip@45", "mark", 0.9)) == [
        "omnizip@45: worst label (mark) to all tokens"]


def test_every_label_must_be_read_by_every_seed() -> None:
    assert set(READABLE) == set(TASKS)
    for task in TASKS:
        unread = good()
        for setting in SETTINGS:
            unread = with_task(unread, setting.name, task, 0.6)
        found = missed(good(), good(), unread)
        assert f"{task} can be read from all tokens, worst seed" in found
        assert all(task in name or "colour over uniform" in name for name in found)


@pytest.mark.parametrize("control, task", [("no sound", "count"), ("no sound", "text"),
                                           ("no pictures", "pattern"), ("no pictures", "caption")])
def test_a_label_that_is_read_from_the_wrong_stream_is_seen(control: str, task: str) -> None:
    assert missed(with_task(good(), control, task, 0.9)) == [f"{control}: what the least affected label loses ({task})"]


def test_the_limit_itself_is_held() -> None:
    assert Limit("x", 0.98, 0.98).held and not Limit("x", 0.9799, 0.98).held
    assert text_of_limits([Limit("x", 0.5, 0.98)]).split()[-1] == "MISSED"
    assert "± 0.012" in text_of_limits([Limit("x", 0.99, 0.98, 0.012)])
