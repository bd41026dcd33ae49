"""The stages that are pure arithmetic, by omnizip-bench: CPU time of one thread."""

from __future__ import annotations

import json
import subprocess

from measuring import Argument, Record, Setting, row

GOALS_MS = {"omnizip, 64 windows of 50 + 288 tokens, D 256": 50, "log-mel, a minute": 40}


def measured(setting: Setting) -> list[Record]:
    command: list[Argument] = [setting.kernels, str(max(5, setting.pairs))]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [
        row(kernel["name"], kernel["milliseconds"], "ms CPU", GOALS_MS.get(kernel["name"]))
        for kernel in map(json.loads, lines)
    ]
