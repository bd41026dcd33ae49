"""Limits are held or missed for the right reason."""

import pytest

from limits import Limit, make_limits, text_of_limits
from settings import SETTINGS
from table import Run
from test_table import rows_of, run


def missed(*runs: Run) -> list[str]:
    return [limit.name for limit in make_limits(list(rows_of(list(runs)).values())) if not limit.held]


def good(**settings: float) -> Run:
    return run(0.95, **{"uniform_45": 0.85, "uniform_35": 0.8, **settings})


def with_task(made: Run, setting: str, task: str, value: float) -> Run:
    return {name: {**tasks, task: value} if name == setting else tasks for name, tasks in made.items()}


def test_all_can_be_held() -> None:
    assert missed(good(), good()) == []


@pytest.mark.parametrize("setting, settings, name", [
    ("omnizip@45", {"omnizip_45": 0.92, "fixed_45": 0.92, "energy_45": 0.92}, "omnizip@45: mean, of that of all tokens"),
    ("fixed@35", {"fixed_35": 0.97}, "omnizip@35: mean over fixed"),
    ("energy@45", {"energy_45": 0.97}, "omnizip@45: mean over energy"),
    ("uniform@45", {"uniform_45": 0.91}, "omnizip@45: colour over uniform"),
    ("uniform@35", {"uniform_35": 0.88}, "omnizip@35: colour over uniform"),
])
def test_each_can_be_missed(setting: str, settings: dict[str, float], name: str) -> None:
    assert setting in {known.name for known in SETTINGS}
    assert name in missed(good(**settings))


def test_the_loss_of_one_label_is_seen() -> None:
    assert missed(with_task(good(), "omnizip@45", "mark", 0.9)) == [
        "omnizip@45: worst label (mark) to all tokens"]


def test_one_seed_that_cannot_read_is_seen() -> None:
    unread = {name: {**tasks, "mark": 0.7} for name, tasks in good().items()}
    assert missed(good(), good(), unread) == ["mark can be read from all tokens, worst seed"]


def test_the_limit_itself_is_held() -> None:
    assert Limit("x", 0.98, 0.98).held and not Limit("x", 0.9799, 0.98).held
    assert text_of_limits([Limit("x", 0.5, 0.98)]).split()[-1] == "MISSED"
