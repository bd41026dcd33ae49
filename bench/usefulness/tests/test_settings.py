"""Settings, and the clips that they are made for."""

from collections import Counter

import numpy as np

from settings import FULL, METHODS, PRESETS, PRUNED, RULES, SETTINGS, Setting, clips_of, methods_of


def test_names_are_unique() -> None:
    names = [setting.name for setting in SETTINGS]
    assert len(set(names)) == len(names) == 3 + len(PRESETS) * (len(METHODS) + len(RULES) - 1)
    assert {"full", "no sound", "omnizip@45", "omnizip+wide@35", "uniform@35"} <= set(names)


def test_flags() -> None:
    assert FULL.arguments[:4] == ["--rho-audio", "0", "--rho-video", "0"]
    assert Setting("energy", "35").arguments == ["--rho-audio", "0.4", "--rho-video", "0.7", "--method", "energy"]
    assert Setting("omnizip", "45", "floor").arguments[-2:] == ["--guidance", "floor"]


def test_every_method_has_as_many_clips() -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for setting in PRUNED:
        counts[setting.method, setting.preset] += len(clips_of(setting, 480, 4))
    assert set(counts.values()) == {120}


def test_rules_share_the_clips_of_their_method() -> None:
    rules = [clips_of(Setting("omnizip", "35", rule), 96, 4) for rule in RULES]
    together = np.concatenate(rules)
    assert len(set(together.tolist())) == len(together) == 24
    assert len(set(together % 4)) == 1


def test_one_part_is_everything() -> None:
    for setting in PRUNED:
        assert clips_of(setting, 7, 1).tolist() == list(range(7))


def test_settings_by_method() -> None:
    groups = methods_of(SETTINGS)
    assert list(groups) == ["full", "no sound", "no pictures", *METHODS]
    assert len(groups["omnizip"]) == len(PRESETS) * len(RULES)
