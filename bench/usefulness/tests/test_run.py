"""The command line."""

import sys
from pathlib import Path

import pytest

import run


def refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    monkeypatch.setattr(sys, "argv", ["run.py", *arguments])
    with pytest.raises(SystemExit) as ended:
        run.options()
    assert ended.value.code == 2
    return capsys.readouterr().err


def test_what_would_fail_late_fails_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    work = ("--work", str(tmp_path / "work"))
    assert "is no program" in refused(monkeypatch, capsys, "--program", str(tmp_path / "none"), *work)
    assert "is no program" in refused(monkeypatch, capsys, "--program", str(tmp_path), *work)
    own = ("--program", sys.executable)
    assert "768 or more" in refused(monkeypatch, capsys, *own, *work, "--train", "767")
    assert not (tmp_path / "work").exists()
    monkeypatch.setattr(run, "BYTES_A_CLIP", 1 << 50)
    assert "has room for" in refused(monkeypatch, capsys, *own, *work)


def test_what_is_there_is_used_until_something_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    calls: list[str] = []
    monkeypatch.setattr(run, "write_clips", lambda split, *_: calls.append(f"clips of {split}"))
    monkeypatch.setattr(run.tokens, "read_split", lambda *_: calls.append("bundles"))
    monkeypatch.setattr(run.store, "save", lambda *_: None)
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    (tmp_path / "clips").mkdir()
    monkeypatch.setattr(sys, "argv", ["run.py", "--program", str(program), "--work", str(tmp_path)])
    arguments = run.options()
    run.prepare("test", 5, 1, arguments)
    run.prepare("test", 5, 1, arguments)
    assert calls == ["clips of test", "bundles"]
    program.write_text("#!/bin/sh\nexit\n")
    run.prepare("test", 5, 1, arguments)
    assert calls[2:] == ["bundles"]
    run.prepare("test", 6, 1, arguments)
    assert calls[3:] == ["clips of test", "bundles"]
    capsys.readouterr()
