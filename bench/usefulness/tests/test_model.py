"""The reader sees kept tokens only, each in its place."""

from dataclasses import replace

import torch
from torch import nn

from labels import COLUMNS, ROWS, TASKS, WINDOWS
from model import LISTEN_TIMES, WINDOW_TIMES, Inputs, Pool, Reader, coordinates, with_neighbours, with_next

WINDOW = list(TASKS).index("window")


def inputs(batch: int = 2, tokens: int = 7) -> Inputs:
    torch.manual_seed(1)
    places = torch.stack([torch.randint(bound, (batch, WINDOWS, tokens)) for bound in (2, 9, 16)], -1)
    times = torch.rand(batch, WINDOWS, WINDOW_TIMES).argsort(-1)[..., :tokens]
    return Inputs(torch.randn(batch, WINDOWS, tokens, 5), places, torch.rand(batch, WINDOWS, tokens) < 0.7,
                  torch.randn(batch, WINDOWS, tokens, 6), times,
                  torch.rand(batch, WINDOWS, tokens) < 0.7)


def reader() -> Reader:
    torch.manual_seed(2)
    return Reader(5, 6).eval()


def same(first: dict[str, torch.Tensor], second: dict[str, torch.Tensor]) -> bool:
    return all(torch.allclose(first[task], second[task], atol=1e-5) for task in TASKS)


def test_a_logit_a_value() -> None:
    logits = reader()(inputs())
    assert {task: out.shape for task, out in logits.items()} == {task: (2, count) for task, count in TASKS.items()}


def test_padding_is_not_read() -> None:
    given = inputs()
    other = replace(given, video=torch.where(given.seen[..., None], given.video, 9.0),
                    audio=torch.where(given.heard[..., None], given.audio, -9.0))
    assert same(reader()(given), reader()(other))
    changed = replace(given, video=given.video + 1)
    assert not same(reader()(given), reader()(changed))


def test_the_order_of_tokens_does_not_matter() -> None:
    given = inputs()
    order = torch.randperm(7)
    other = Inputs(*(getattr(given, name)[:, :, order] for name in Inputs.__dataclass_fields__))
    assert same(reader()(given), reader()(other))


def test_places_and_times_matter() -> None:
    given = inputs()
    assert not same(reader()(given), reader()(replace(given, places=given.places.roll(1, 2))))
    assert not same(reader()(given), reader()(replace(given, times=(given.times + 1) % WINDOW_TIMES)))


def test_the_window_that_is_told_is_read() -> None:
    given = inputs()
    outputs = [reader()(given, event=torch.tensor([window, window])) for window in (0, 3)]
    assert torch.equal(outputs[0]["window"], outputs[1]["window"])
    assert torch.equal(outputs[0]["mark"], outputs[1]["mark"])
    assert not torch.allclose(outputs[0]["colour"], outputs[1]["colour"])


def test_what_was_dropped_of_the_sound_shows() -> None:
    given = inputs()
    fewer = replace(given, heard=given.heard & (torch.arange(7) != int(given.heard[0, 1].nonzero()[0])))
    model = reader()
    nn.init.normal_(model.missing)
    heard = [model.listen(which)[0, 1] for which in (given, fewer)]
    changed = (heard[0] != heard[1]).any(-1).nonzero()[:, 0]
    time = int(given.times[0, 1][(given.heard & ~fewer.heard)[0, 1]])
    reach = 2 * (LISTEN_TIMES // 2)
    assert time in changed and changed.min() >= time - reach and changed.max() <= time + reach


def test_sound_is_heard_across_windows() -> None:
    given, model = inputs(), reader()
    last = replace(given, times=torch.full_like(given.times, WINDOW_TIMES - 1))
    louder = replace(last, audio=last.audio + torch.tensor([1.0, 0, 0, 0])[:, None, None])
    first = [model.listen(which)[:, 1, 0] for which in (last, louder)]
    assert not torch.equal(first[0], first[1])


def test_neighbours() -> None:
    windows = torch.tensor([[[1.0], [2.0], [3.0]]])
    assert with_next(windows).tolist() == [[[1, 2], [2, 3], [3, 0]]]
    assert with_neighbours(windows).tolist() == [[[0, 1, 2], [1, 2, 3], [2, 3, 0]]]


def test_coordinates() -> None:
    assert coordinates().shape == (ROWS, COLUMNS, 2)
    assert coordinates()[0, -1].tolist() == [-1, 1] and coordinates()[ROWS // 2, 0].tolist() == [0, -1]


def test_a_pool_is_the_largest_and_a_mean_of_what_is_there() -> None:
    pool = Pool(2, heads=1)
    nn.init.zeros_(pool.attend.weight)
    values = torch.tensor([[1.0, 0.0], [4.0, 2.0], [9.0, 9.0]])
    assert pool(values, torch.tensor([True, True, False])).tolist() == [4.0, 2.0, 2.5, 1.0]
    assert pool(values, torch.tensor([False] * 3)).tolist() == [0.0] * 4


def test_a_pool_attends() -> None:
    pool = Pool(2, heads=2)
    nn.init.zeros_(pool.attend.bias)
    pool.attend.weight.data = torch.tensor([[100.0, 0.0], [0.0, -100.0]])
    values = torch.tensor([[1.0, 5.0], [4.0, 2.0]])
    assert pool(values, torch.tensor([True, True])).tolist() == [4.0, 5.0, 4.0, 2.0]
