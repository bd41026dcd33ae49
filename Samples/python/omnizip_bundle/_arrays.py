"""The few operations that masks and merges need, for numpy arrays and torch tensors alike.

torch is used only if a tensor is handed in, so numpy alone is enough to import this package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import torch

Array = TypeVar("Array", NDArray[Any], "torch.Tensor")
"""A numpy array or a torch tensor."""


def is_tensor(array: object) -> bool:
    """Whether it is a torch tensor (or a parameter)."""
    return type(array).__module__.partition(".")[0] == "torch"


def gather(array: Array, index: NDArray) -> Array:
    """Rows of an array by integers or by a mask; gradients flow through a tensor's."""
    if not is_tensor(array):
        return array[index]
    import torch

    rows = np.flatnonzero(index) if index.dtype == np.bool_ else index
    return array.index_select(0, torch.from_numpy(rows.astype(np.int64)).to(array.device))


def concatenate(first: Array, second: Array) -> Array:
    """Both arrays, one below the other."""
    if not is_tensor(first):
        return np.concatenate([first, second])
    import torch

    return torch.cat([first, second])


def weighted_sums(array: Array, target: NDArray, source: NDArray, weight: NDArray) -> Array:
    """A copy in which row t is the sum of weight * array[source] over the entries with target t; others stay.

    Sums are made in single precision at least. Gradients flow through a tensor's.
    """
    if target.size == 0:
        return array
    rows, place = np.unique(target, return_inverse=True)
    trailing = (-1,) + (1,) * (array.ndim - 1)
    if not is_tensor(array):
        sums = np.zeros((rows.size, *array.shape[1:]), np.promote_types(array.dtype, np.float32))
        np.add.at(sums, place, weight.reshape(trailing) * array[source])
        result = array.copy()
        result[rows] = sums
        return result
    import torch

    def tensor(values: NDArray) -> torch.Tensor:
        return torch.from_numpy(values.copy()).to(array.device)

    precision = torch.promote_types(array.dtype, torch.float32)
    parts = tensor(weight).to(precision).reshape(trailing) * gather(array, source).to(precision)
    sums = parts.new_zeros((rows.size, *array.shape[1:])).index_add(0, tensor(place), parts)
    return array.index_copy(0, tensor(rows.astype(np.int64)), sums.to(array.dtype))
