"""Instruction counts by valgrind's callgrind: the same on a busy machine as on an idle one."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from measuring import Argument

_NAMED = re.compile(r"\((\d+)\)(?: (.*))?")


def available() -> bool:
    return shutil.which("valgrind") is not None


def by_library(command: Sequence[Argument], within: str | None = None) -> dict[str, int]:
    """Instructions in each library or program; `within`: only while a function of a matching name runs (`*` is any)."""
    with tempfile.TemporaryDirectory(prefix="callgrind-") as folder:
        output = Path(folder) / "out"
        options = ["--tool=callgrind", f"--callgrind-out-file={output}", "--error-exitcode=0", "-q"]
        if within is not None:
            options.append(f"--toggle-collect={within}")
        subprocess.run(["valgrind", *options, *command], check=True, stdout=subprocess.DEVNULL)
        return _self_costs(output)


def _self_costs(path: Path) -> dict[str, int]:
    """Sums the cost lines of a callgrind file by object; the line after `calls=` is the callee's cost, counted there."""
    names: dict[str, str] = {}
    costs: defaultdict[str, int] = defaultdict(int)
    library, is_call = "", False
    with path.open(errors="replace") as lines:
        for line in lines:
            if line.startswith(("ob=", "cob=")):
                match = _NAMED.fullmatch(line.split("=", 1)[1].strip())
                number, name = match.groups() if match else (line, line)
                if name:
                    names[number] = Path(name).name
                if line.startswith("ob="):
                    library = names.get(number, number)
            elif line.startswith("calls="):
                is_call = True
            elif line[0] in "0123456789+-*":
                if not is_call:
                    costs[library] += int(line.split()[1])
                is_call = False
    return dict(costs)
