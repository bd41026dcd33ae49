#!/usr/bin/env python3
"""Prints the tables of a run from its results, for README.md, which a test compares with them.

usage: markdown.py [RESULTS]
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from labels import EVIDENCE, TASKS

RESULTS = Path(__file__).with_name("results.json")
Document = dict[str, Any]


def row_of(cells: list[str]) -> str:
    """One line of a table."""
    return f"| {' | '.join(cells)} |"


def table_of(heading: list[str], rows: list[list[str]]) -> str:
    """A table."""
    return "\n".join([row_of(heading), "|" + "-|" * len(heading), *map(row_of, rows)])


def apart_of(row: dict[str, Any]) -> str:
    """`-.031 ± .009 (-.036 to -.028)`."""
    spread = row["to_omnizip"]
    values = [f"{spread[key]:+.3f}".replace("0.", ".", 1) for key in ("mean", "lowest", "highest")]
    return f"{values[0]} ± {short(row['to_omnizip_over_clips']['error'])} ({values[1]} to {values[2]})"


def short(value: float) -> str:
    """`.968`."""
    return f"{value:.3f}".removeprefix("0") if value < 1 else f"{value:.3f}"


def is_rule(row: dict[str, Any]) -> bool:
    """Whether the row is about a rule of guidance that is not the default."""
    return "+" in row["setting"]


def accuracy_of(document: Document) -> str:
    """What the readers read, by label."""
    rows = [[row["setting"], f"{row['tokens']:.0f}", short(row["mean"]["mean"]), apart_of(row),
             *(short(spread["mean"]) for spread in row["tasks"].values())]
            for row in document["rows"] if not is_rule(row)]
    for row in rows:
        if "@" not in row[0] or row[0].startswith("omnizip"):
            row[3] = ""
    return table_of(["setting", "tokens", "mean", "to omnizip, ± over clips (over seeds)", *TASKS], rows)


def kept_of(document: Document) -> str:
    """What is kept of the tokens that carry the labels."""
    rows = [[row["setting"], *(f"{row['kept'][name]:.2f}" for name in EVIDENCE), f"{row['event_window']:.3f}"]
            for row in document["rows"] if "@" in row["setting"] and not is_rule(row)]
    return table_of(["kept of", *EVIDENCE, "event's windows"], rows)


def rules_of(document: Document) -> str:
    """The rules of guidance."""
    rows = [[row["setting"], short(row["mean"]["mean"]), apart_of(row), f"{row['event_window']:.3f}",
             *(f"{row['kept'][name]:.2f}" for name in EVIDENCE)]
            for row in document["rows"] if row["setting"].startswith("omnizip")]
    return table_of(["setting", "mean", "to paper, ± over clips (over seeds)", "event's windows kept", *EVIDENCE], rows)


def limits_of(document: Document) -> str:
    """The limits."""
    rows = []
    for limit in document["limits"]:
        error = "" if limit["error"] is None else f" ± {limit['error']:.3f}"
        rows.append([limit["name"], f"{limit['value']:.3f}{error}", f"{limit['limit']:.3f}",
                     "held" if limit["held"] else "missed"])
    return table_of(["limit", "measured", "at least", ""], rows)


def main() -> None:
    """All tables."""
    document = json.loads((Path(sys.argv[1]) if len(sys.argv) > 1 else RESULTS).read_text())
    print(*(part(document) for part in (accuracy_of, kept_of, limits_of, rules_of)), sep="\n\n")


if __name__ == "__main__":
    main()
