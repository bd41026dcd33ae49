"""Bundles of the program itself. OMNIZIP_PROGRAM names it."""

import os
import stat
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import made_up
from bundles import Maker, read_bundle, told_by
from clips import write_clips
from labels import EVIDENCE, TOKENS, VIDEO_TOKENS
from settings import FULL, PRUNED, Setting
from tokens import check_counts, kept_evidence, read_split, window_share

NAMES = ["watch-00000", "watch-00001"]


@pytest.fixture(scope="module")
def program() -> Path:
    return Path(os.environ["OMNIZIP_PROGRAM"]).resolve()


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clips")
    write_clips("watch", len(NAMES), folder, 1)
    return folder


def maker_of(program: Path, clips: Path, tmp_path: Path) -> Maker:
    return Maker(program, clips, tmp_path / "bundles", 2)


def test_a_split_is_read_and_checked(program: Path, clips: Path, tmp_path: Path) -> None:
    split = read_split(maker_of(program, clips, tmp_path), tmp_path / "watch.npy", parts=1)
    assert split.tokens.shape[:2] == (2, TOKENS) and np.abs(split.tokens).max(-1).all()
    assert not (tmp_path / "bundles").exists()
    assert split.positions[VIDEO_TOKENS:, 0].tolist() == list(range(200))
    for setting in PRUNED:
        view = split.views[setting.name]
        assert view.keep.sum(1).tolist() == {"45": [609, 609], "35": [474, 474]}[setting.preset]
        assert (view.merged >= 0).any() == (setting.method in ("omnizip", "fixed"))
        assert 0 < window_share(split, setting.name) < 1
    assert kept_evidence(split, FULL.name).tolist() == [1.0] * len(EVIDENCE)
    split.views["energy@35"].keep[1, 0] ^= True
    with pytest.raises(ValueError, match="clip 1, energy@35"):
        check_counts(split.views)


def test_clips_at_random_do_not_lose_the_same_cells(program: Path, clips: Path, tmp_path: Path) -> None:
    first, second = maker_of(program, clips, tmp_path).bundles(NAMES, Setting("random", "45"))
    assert not np.array_equal(first.keep, second.keep)


def test_bundles_of_another_setting_are_refused(program: Path, clips: Path, tmp_path: Path) -> None:
    maker = maker_of(program, clips, tmp_path)
    asked = Setting("omnizip", "45", "floor")
    maker.run(NAMES[:1], asked.arguments, tmp_path / "out")
    path = tmp_path / "out" / f"{NAMES[0]}.safetensors"
    assert read_bundle(path, asked).keep.sum() == 609
    for other in (FULL, Setting("omnizip", "45"), Setting("omnizip", "35", "floor"), Setting("fixed", "45", "floor")):
        with pytest.raises(ValueError, match="made by"):
            read_bundle(path, other)


def test_bundles_of_another_seed_are_refused(program: Path, clips: Path, tmp_path: Path) -> None:
    maker, asked = maker_of(program, clips, tmp_path), Setting("random", "35")
    maker.run(NAMES[:1], [*asked.arguments, "--seed", "3"], tmp_path / "out")
    path = tmp_path / "out" / f"{NAMES[0]}.safetensors"
    assert read_bundle(path, asked, 3).keep.sum() == 474
    with pytest.raises(ValueError, match="seed 3, not 2"):
        read_bundle(path, asked, 2)


def test_counts_of_different_clips_are_compared() -> None:
    made = made_up.split(4)
    for view in made.views.values():
        view.keep[:] = np.arange(TOKENS) % 3 == 0
    check_counts(made.views)
    short = made.views["fixed@35"]
    views = {**made.views, "fixed@35": replace(short, clips=np.array([9]), keep=short.keep[:1].copy())}
    views["fixed@35"].keep[0, VIDEO_TOKENS:] = False
    check_counts(views)
    views["fixed@35"].keep[0, :VIDEO_TOKENS] = False
    with pytest.raises(ValueError, match="clip 9, fixed@35"):
        check_counts(views)


def test_a_window_counts_by_what_is_away_in_it() -> None:
    made = made_up.split(1)
    mover = made.evidence[:, EVIDENCE.index("mover"), :VIDEO_TOKENS].reshape(1, 4, -1)
    mover[:] = False
    mover[0, 1, :30], mover[0, 2, 5:15] = True, True
    keep = made.views[FULL.name].keep
    keep[0, : VIDEO_TOKENS // 2] = False
    assert window_share(made, FULL.name) == 0.25


def test_what_metadata_tells() -> None:
    assert told_by({"rho_audio": "0.0", "rho_video": "0.0"}) == FULL
    assert told_by({"rho_audio": "0.3", "rho_video": "0.6", "method": "energy"}) == Setting("energy", "45")
    assert told_by({"rho_audio": "0.3", "rho_video": "0.5"}) not in PRUNED


def test_a_program_that_fails_ends_everything(clips: Path, tmp_path: Path) -> None:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\necho out of order >&2\nexit 74\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    with pytest.raises(SystemExit, match="failed with 74: (?s:.*)out of order"):
        maker_of(program, clips, tmp_path).run(NAMES, [], tmp_path / "out")
