"""README.md tells what results.json holds."""

import json
from pathlib import Path

from markdown import RESULTS, accuracy_of, kept_of, limits_of, rules_of, short

README = RESULTS.with_name("README.md").read_text()
PROJECT = (Path(__file__).parents[3] / "README.md").read_text()
DOCUMENT = json.loads(RESULTS.read_text())


def test_every_table_is_that_of_the_results() -> None:
    for table in (accuracy_of, kept_of, limits_of, rules_of):
        assert table(DOCUMENT) in README, f"README.md lacks the table of {table.__name__}: run markdown.py"


def test_the_projects_readme_has_the_means() -> None:
    means = {row["setting"]: short(row["mean"]["mean"]) for row in DOCUMENT["rows"]}
    methods = ("omnizip", "fixed", "energy", "random", "dycoke", "uniform")
    for preset in ("45", "35"):
        cells = [f"{preset} %", *(means[f"{method}@{preset}"] for method in methods), means["full"]]
        assert f"| {' | '.join(cells)} |" in PROJECT


def test_results_are_of_clips_that_nothing_was_chosen_by() -> None:
    assert DOCUMENT["conditions"]["split"] == "test"
    assert len(DOCUMENT["conditions"]["seeds"]) >= 3 and len(DOCUMENT["runs"]) == len(DOCUMENT["conditions"]["seeds"])
