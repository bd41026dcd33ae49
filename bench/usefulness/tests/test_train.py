"""Training and testing."""

from collections import Counter

import numpy as np
import torch

from batches import Batches, scales_of
from labels import TASKS
from made_up import split
from settings import FULL, METHODS
from train import Plan, draw_setting, score, train

PLAN = Plan(steps=40, full_steps=10, batch=8, warm_up=5)


def test_every_family_is_drawn_as_often() -> None:
    seed = 7
    rng = np.random.default_rng(seed)
    drawn = Counter(draw_setting(rng).family for _ in range(8_000))
    assert set(drawn) == {"full", "no sound", "no pictures", *METHODS} - {"fixed"}
    assert all(abs(count - 1_000) < 150 for count in drawn.values()), f"seed {seed}: {drawn}"


def test_the_rate_rises_and_falls_to_nothing() -> None:
    plan = Plan(steps=100, rate=1.0, warm_up=10)
    rates = [plan.rate_at(step) for step in range(100)]
    assert rates[:9] == sorted(rates[:9]) and rates[10:] == sorted(rates[10:], reverse=True)
    assert max(rates) <= 1 and rates[99] < 0.001


def test_learns_what_tokens_say_and_nothing_else() -> None:
    made = split(64, seed=3, share=0.6)
    mark = list(TASKS).index("mark")
    made.tokens[:, :, :32] = made.labels[:, mark, None, None] * 2 - 3
    fresh = split(64, seed=4, share=0.6)
    fresh.tokens[:, :, :32] = fresh.labels[:, mark, None, None] * 2 - 3
    right = score(train(made, 1, PLAN), Batches(fresh, scales_of(made)), FULL)
    figures = dict(zip(TASKS, right.mean(0)))
    assert figures["mark"] > 0.9
    assert figures["colour"] < 0.5 and figures["kind"] < 0.5


def test_a_score_is_of_each_clip() -> None:
    made = split(53, seed=5)
    reader = train(made, 1, Plan(steps=1, full_steps=1, batch=8))
    batches = Batches(made, scales_of(made))
    right = score(reader, batches, FULL)
    assert right.shape == (53, len(TASKS)) and 0.1 < right.mean() < 0.7
    inputs, labels = batches.draw(made.views[FULL.name], np.arange(52, 53))
    last = [int(logits.argmax()) for logits in reader.eval()(inputs).values()]
    assert right[52].tolist() == (np.array(last) == labels[0].numpy()).tolist()


def test_a_seed_gives_the_same_reader() -> None:
    torch.set_num_threads(1)
    made, plan = split(16), Plan(steps=3, full_steps=1, batch=4, warm_up=1)
    first, again, other = (train(made, seed, plan).state_dict() for seed in (1, 1, 2))
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not all(torch.equal(first[name], other[name]) for name in first)
