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
    rows: Any = array
    if not is_tensor(array):
        return rows[index]
    import torch

    numbers = np.flatnonzero(index) if index.dtype == np.bool_ else index
    return rows.index_select(0, torch.from_numpy(numbers.astype(np.int64)).to(rows.device))


def concatenate(first: Array, second: Array) -> Array:
    """Both arrays, one below the other."""
    parts: Any = (first, second)
    both: Any
    if is_tensor(first):
        import torch

        both = torch.cat(parts)
    else:
        both = np.concatenate(parts)
    return both


def weighted_sums(array: Array, target: NDArray, source: NDArray, weight: NDArray) -> Array:
    """A copy in which row t is the sum of weight * array[source] over the entries with target t; others stay.

    Sums are made in single precision at least. Gradients flow through a tensor's.
    """
    if target.size == 0:
        return array
    weight = weight.reshape((-1,) + (1,) * (array.ndim - 1))
    sums_of: Any = _tensor_sums if is_tensor(array) else _numpy_sums
    return sums_of(array, target, source, weight)


def _numpy_sums(array: NDArray, target: NDArray, source: NDArray, weight: NDArray) -> NDArray:
    rows, place = np.unique(target, return_inverse=True)
    sums = np.zeros((rows.size, *array.shape[1:]), np.promote_types(array.dtype, np.float32))
    np.add.at(sums, place, weight * array[source])
    result = array.copy()
    result[rows] = sums
    return result


def _tensor_sums(array: torch.Tensor, target: NDArray, source: NDArray, weight: NDArray) -> torch.Tensor:
    import torch

    rows, place = (torch.from_numpy(values.astype(np.int64)) for values in np.unique(target, return_inverse=True))
    precision = torch.promote_types(array.dtype, torch.float32)
    factors = torch.from_numpy(weight.copy()).to(array.device, precision)
    parts = factors * gather(array, source).to(precision)
    sums = parts.new_zeros((len(rows), *array.shape[1:])).index_add(0, place.to(array.device), parts)
    return array.index_copy(0, rows.to(array.device), sums.to(array.dtype))
