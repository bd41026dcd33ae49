"""What is painted, and which cells it covers."""

import numpy as np

import pictures
from labels import CELL, COLUMNS, FRAMES, HEIGHT, ROWS, WIDTH
from pictures import Placed, Sprite


def sprite(height: int, width: int) -> Sprite:
    return Sprite(np.full((height, width, 3), 200, np.float32), np.ones((height, width, 1), np.float32))


def test_cells_under_a_sprite_are_those_that_it_changes() -> None:
    rng = np.random.default_rng(3)
    for _ in range(50):
        height, width = rng.integers(1, 60, 2)
        x, y = int(rng.integers(0, WIDTH - width + 1)), int(rng.integers(0, HEIGHT - height + 1))
        picture = np.zeros((HEIGHT, WIDTH, 3), np.float32)
        sprite(height, width).paint(picture, x, y)
        changed = picture.reshape(ROWS, CELL, COLUMNS, CELL, 3).any((1, 3, 4))
        told = np.zeros((ROWS, COLUMNS), bool)
        told[pictures.cells_of(sprite(height, width), x, y)] = True
        assert (told == changed).all()


def test_goes_out_rests_and_comes_back() -> None:
    placed = Placed(sprite(4, 4), np.array([10.0, 20.0]), np.array([30.0, 0.0]), start=2.0, seconds=1.5)
    assert [placed.at(second)[0] for second in (1.9, 2.0, 2.125, 2.25, 3.25, 3.375, 3.5)] == [10, 10, 25, 40, 40, 25, 10]
    assert [placed.moves(second) for second in (1.9, 2.0, 3.4, 3.5)] == [False, True, True, False]


def test_evidence_of_what_moves_is_only_while_it_moves() -> None:
    placed = Placed(sprite(4, 4), np.array([10.0, 20.0]), np.array([30.0, 0.0]), start=2.0, seconds=1.0)
    seen = pictures.evidence_of(placed)
    assert np.flatnonzero(seen.any((1, 2))).tolist() == [4, 5]


def test_a_token_is_a_cell_of_two_frames() -> None:
    cells = np.zeros((FRAMES, ROWS, COLUMNS), bool)
    cells[5, 1, 2] = True
    assert np.flatnonzero(pictures.tokens_of(cells)).tolist() == [2 * ROWS * COLUMNS + COLUMNS + 2]


def test_a_still_is_its_own() -> None:
    first, again, other = (pictures.make_still(np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert (first == again).all() and not np.allclose(first, other)


def test_stripes_can_be_seen() -> None:
    grey = np.array([120, 120, 120], np.float32)
    plain, striped = (pictures.make_object(np.random.default_rng(1), grey, has, 30).colours for has in (False, True))
    assert plain.std() < 20 < 40 < striped.std()
