"""Instructions of each kernel against those in instructions.json, which the repository keeps.

A regression shows on a noisy machine, too. Counts are comparable only between programs of the same compiler; another
compiler's are printed without a verdict.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

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
    return {kernel: count(setting.kernels, kernel) for kernel in listed.stdout.split()}


def count(program: Path, kernel: str) -> int:
    """Instructions while a function of the name above runs, with all that it calls."""
    with tempfile.TemporaryDirectory(prefix="callgrind-") as folder:
        output = Path(folder) / "out"
        options = ["--tool=callgrind", "-q", f"--callgrind-out-file={output}", f"--toggle-collect={MEASURED}"]
        subprocess.run(["valgrind", *options, program, "--once", kernel], check=True)
        totals = re.search(r"^totals: (\d+)$", output.read_text(errors="replace"), re.MULTILINE)
    if totals is None:
        raise ValueError(f"callgrind wrote no totals for {kernel}")
    return int(totals[1])


def measured(setting: Setting) -> list[Record]:
    if shutil.which("valgrind") is None:
        print("instructions: left out, valgrind is not installed")
        return []
    counts = counted(setting)
    if setting.update_instructions:
        KEPT.write_text(json.dumps({"compiler": compiler(), "instructions": counts}, indent=2) + "\n")
        print(f"instructions: wrote {KEPT.name}")
    kept = json.loads(KEPT.read_text())
    is_same = kept["compiler"] == compiler()
    if not is_same:
        print(f"instructions: counts of {KEPT.name} are of {kept['compiler']}: no verdict")
    return [record for name, now in counts.items() for record in compared(name, now, kept, is_same)]


def compared(name: str, now: int, kept: dict[str, dict[str, int]], is_same: bool) -> list[Record]:
    records = [row(f"{name}: instructions", [now / 1e6], "M")]
    before = kept["instructions"].get(name)
    if before is not None:
        change = abs(now / before - 1)
        goal = 100 * TOLERANCE if is_same else None
        records.append(row(f"{name}: change against {KEPT.name}", [100 * change], "%", goal))
    return records
