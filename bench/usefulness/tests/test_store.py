"""What is used again, and what is made anew."""

from pathlib import Path

import numpy as np
import pytest

import store
from made_up import split


def test_a_fingerprint_follows_from_sources_program_and_conditions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "FOLDER", tmp_path)
    program = tmp_path / "program"
    program.write_text("1")
    (tmp_path / "a.py").write_text("1")
    first = store.fingerprint(("a.py",), program, count=3)
    assert store.fingerprint(("a.py",), program, count=3) == first
    changed = {first, store.fingerprint(("a.py",), program, count=4), store.fingerprint(("a.py",), None, count=3)}
    program.write_text("2")
    changed.add(store.fingerprint(("a.py",), program, count=3))
    (tmp_path / "a.py").write_text("2")
    changed.add(store.fingerprint(("a.py",), program, count=3))
    assert len(changed) == 5


def test_every_source_is_there() -> None:
    for name in (*store.CLIP_SOURCES, *store.ARRAY_SOURCES):
        assert (store.FOLDER / name).is_file()


def test_a_mark(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    assert not store.is_current(mark, "x")
    mark.write_text("x")
    assert store.is_current(mark, "x") and not store.is_current(mark, "y")


def test_stored_and_loaded(tmp_path: Path) -> None:
    made = split(2)
    np.save(tmp_path / "test.npy", made.tokens)
    store.save(made, tmp_path / "test.npz")
    found = store.load(tmp_path / "test.npz")
    for name in ("tokens", "positions", "labels", "evidence"):
        assert np.array_equal(getattr(found, name), getattr(made, name)), name
    assert list(found.views) == list(made.views)
    for name, view in made.views.items():
        for part in ("clips", "keep", "merged", "rows"):
            assert np.array_equal(getattr(found.views[name], part), getattr(view, part)), (name, part)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["test.npy", "test.npz"]
