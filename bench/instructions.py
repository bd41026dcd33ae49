"""Instructions of each kernel against those in instructions.json, which the repository keeps.

A regression shows on a noisy machine, too. Counts are comparable only between programs of the same compiler; another
compiler's are printed without a verdict.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import callgrind
from measuring import Record, Setting, row

KEPT = Path(__file__).with_name("instructions.json")
TOLERANCE = 0.02
# The function of omnizip-bench around the kernel itself: what is made before it is not counted.
MEASURED = "*measuredOnce*"


def compiler() -> str:
    text = subprocess.run(["swift", "--version"], capture_output=True, text=True, check=True).stdout
    return next(line.strip() for line in text.splitlines() if "Swift version" in line)


def counted(setting: Setting) -> dict[str, int]:
    listed = subprocess.run([setting.kernels, "--list"], check=True, capture_output=True, text=True)
    kernels = listed.stdout.split()
    return {
        kernel: sum(callgrind.by_library([setting.kernels, "--once", kernel], MEASURED).values()) for kernel in kernels
    }


def measured(setting: Setting) -> list[Record]:
    if not callgrind.available():
        print("instructions: left out, valgrind is not installed")
        return []
    counts = counted(setting)
    if setting.update_instructions:
        KEPT.write_text(json.dumps(dict(compiler=compiler(), instructions=counts), indent=2) + "\n")
        print(f"instructions: wrote {KEPT.name}")
    kept = json.loads(KEPT.read_text())
    is_same = kept["compiler"] == compiler()
    if not is_same:
        print(f"instructions: counts of {KEPT.name} are of {kept['compiler']}: no verdict")
    return [record for name, count in counts.items() for record in compared(name, count, kept, is_same)]


def compared(name: str, count: int, kept: dict[str, dict[str, int]], is_same: bool) -> list[Record]:
    records = [row(f"{name}: instructions", [count / 1e6], "M")]
    before = kept["instructions"].get(name)
    if before is not None:
        change = abs(count / before - 1)
        goal = 100 * TOLERANCE if is_same else None
        records.append(row(f"{name}: change against {KEPT.name}", [100 * change], "%", goal))
    return records
