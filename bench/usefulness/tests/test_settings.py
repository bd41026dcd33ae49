"""Settings, and the clips that they are made for."""

from collections import Counter

import numpy as np

from settings import FULL, METHODS, PRESETS, PRUNED, RULES, SETTINGS, Setting, clips_of, families_of


def test_names_are_unique() -> None:
    names = [setting.name for setting in SETTINGS]
    assert len(set(names)) == len(names) == 3 + len(PRESETS) * (len(METHODS) + len(RULES) - 1)
    assert {"full", "no sound", "omnizip@45", "omnizip+wide@35", "uniform@35"} <= set(names)


def test_flags() -> None:
    assert FULL.arguments[:4] == ["--rho-audio", "0", "--rho-video", "0"]
    assert Setting("energy", "35").arguments == ["--rho-audio", "0.4", "--rho-video", "0.7", "--method", "energy"]
    assert Setting("omnizip", "45", "floor").arguments[-2:] == ["--guidance", "floor"]


def test_every_family_has_as_many_clips() -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for setting in PRUNED:
        counts[setting.family, setting.preset] += len(clips_of(setting, 500, 5))
    assert len(counts) == 5 * len(PRESETS) and set(counts.values()) == {100}


def test_a_family_shares_its_clips() -> None:
    members = [Setting("fixed", "35"), *(Setting("omnizip", "35", rule) for rule in RULES)]
    together = np.concatenate([clips_of(member, 100, 5) for member in members])
    assert len(set(together.tolist())) == len(together) == 20
    assert len(set(together % 5)) == 1


def test_presets_have_other_clips() -> None:
    for method in METHODS:
        first, second = (clips_of(Setting(method, preset), 100, 5) for preset in PRESETS)
        assert not set(first.tolist()) & set(second.tolist())


def test_one_part_is_everything() -> None:
    for setting in PRUNED:
        assert clips_of(setting, 7, 1).tolist() == list(range(7))


def test_settings_by_family() -> None:
    groups = families_of(SETTINGS)
    assert list(groups) == ["full", "no sound", "no pictures", "omnizip", "uniform", "random", "energy", "dycoke"]
    assert len(groups["omnizip"]) == len(PRESETS) * (len(RULES) + 1)
