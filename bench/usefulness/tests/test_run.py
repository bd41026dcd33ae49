"""The command line."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import run
from labels import TASKS
from limits import Limit
from made_up import split
from prepare import Prepared
from settings import SETTINGS
from train import Plan


def called(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> run.argparse.Namespace:
    monkeypatch.setattr(sys, "argv", ["run.py", *arguments])
    return run.options()


def refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as ended:
        called(monkeypatch, *arguments)
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_what_would_fail_late_fails_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    work = ("--work", str(tmp_path / "work"))
    assert "is no program" in refused(monkeypatch, capsys, "--program", str(tmp_path / "none"), *work)
    assert "is no program" in refused(monkeypatch, capsys, "--program", str(tmp_path), *work)
    own = ("--program", sys.executable, *work)
    for flags, reason in [
        (("--train", "799"), "800 or more"), (("--batch", "0"), "--batch must be 1"), (("--parts", "0"), "--parts must"),
        (("--test", "0"), "--test must"), (("--jobs", "0"), "--jobs must"), (("--steps", "3"), "--steps must"),
        (("--seeds", "1", "1"), "--seeds must differ"), (("--seeds", "-1"), "--seeds must differ"),
        (("--json", str(tmp_path / "none" / "a.json")), "is no folder"),
    ]:
        assert reason in refused(monkeypatch, capsys, *own, *flags)
    assert not (tmp_path / "work").exists()
    called(monkeypatch, *own, "--train", "800", "--json", str(tmp_path / "work" / "a.json"))
    assert (tmp_path / "work").is_dir()


def test_a_work_folder_is_used_by_one_call(tmp_path: Path) -> None:
    held = f"import run, pathlib\nwith run.alone(pathlib.Path({str(tmp_path)!r})):\n    print('in')"
    other = [sys.executable, "-c", held]
    folder = Path(run.__file__).parent
    with run.alone(tmp_path):
        finished = subprocess.run(other, cwd=folder, capture_output=True, text=True)
        assert finished.returncode == 1 and "is used by another call" in finished.stderr
    assert subprocess.run(other, cwd=folder, capture_output=True, text=True).stdout == "in\n"


@pytest.mark.parametrize("flags, tested", [((), "test"), (("--watch",), "watch")])
def test_everything_from_clips_to_results(
    flags: tuple[str, ...], tested: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    program, results = tmp_path / "program", tmp_path / "results.json"
    program.write_text("#!/bin/sh\necho 9.8.7\n")
    program.chmod(0o755)
    made: list[str] = []

    def make(prepared: Prepared, jobs: int) -> None:
        made.append(prepared.split)
        arrays = split(6, seed=len(made))
        np.save(prepared.arrays.with_suffix(".npy"), arrays.tokens)
        run.store.save(arrays, prepared.arrays)

    monkeypatch.setattr(run.Prepared, "make", make)
    monkeypatch.setattr(run, "train_all", lambda arguments, plan: [
        run.one_seed((arguments.work, seed, Plan(steps=2, full_steps=1, batch=4), arguments.tested, arguments.watch))
        for seed in arguments.seeds])
    monkeypatch.setattr(sys, "argv", ["run.py", "--program", str(program), "--work", str(tmp_path), "--json",
                                      str(results), "--seeds", "5", "6", "--steps", "8", *flags])
    with pytest.raises(SystemExit, match="missed: .*kind can be read"):
        run.main()
    assert made == ["train", tested]
    document = json.loads(results.read_text())
    conditions = document["conditions"]
    assert (conditions["omnizip"], conditions["split"], conditions["seeds"]) == ("9.8.7", tested, [5, 6])
    assert conditions["plan"]["full_steps"] == 2 and {"av", "numpy", "pillow", "torch"} <= set(conditions)
    assert [row["setting"] for row in document["rows"]] == [setting.name for setting in SETTINGS]
    assert [list(seed) for seed in document["runs"]] == [[setting.name for setting in SETTINGS]] * 2
    assert "omnizip@45: mean over fixed" in capsys.readouterr().out


def test_the_document_tells_limits_and_runs() -> None:
    right = {setting.name: np.arange(4)[:, None] < np.full(len(TASKS), 3) for setting in SETTINGS}
    document = run.document_of({"seeds": [1]}, [], [Limit("x", 0.98765, 0.9, 0.01), Limit("y", 0.1, 0.9)], [right])
    assert document["limits"] == [
        {"name": "x", "value": 0.9877, "limit": 0.9, "error": 0.01, "held": True},
        {"name": "y", "value": 0.1, "limit": 0.9, "error": None, "held": False}]
    assert document["runs"] == [{setting.name: dict.fromkeys(TASKS, 0.75) for setting in SETTINGS}]
