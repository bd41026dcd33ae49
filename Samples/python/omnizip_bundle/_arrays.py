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


def weighted_sums(
    array: Array, target: NDArray, source: NDArray, weight: NDArray, keep: NDArray[np.bool_] | None = None
) -> Array:
    """Row t becomes the sum of weight * array[source] over the entries with target t; others stay.

    The array is not changed. Sums are made in single precision at least. Gradients flow through a tensor's.

    Args:
        array: [n, ...]
        target: [K]
        source: [K]
        weight: [K]
        keep: of the result, only these rows: a long array is not copied whole. [n]

    Returns:
        [n, ...] or [rows kept, ...]; the array itself where nothing is to be done.
    """
    rest = array if keep is None else gather(array, keep)
    if target.size == 0:
        return rest
    rows, place = np.unique(target, return_inverse=True)
    weight = weight.reshape((-1,) + (1,) * (array.ndim - 1))
    sums_of: Any = _tensor_sums if is_tensor(array) else _numpy_sums
    sums = sums_of(array, place, source, weight, len(rows))
    if keep is None:
        return _replaced(rest, rows, sums)
    here = keep[rows]
    return _replaced(rest, (np.cumsum(keep) - 1)[rows[here]], gather(sums, here))


def _numpy_sums(array: NDArray, place: NDArray, source: NDArray, weight: NDArray, count: int) -> NDArray:
    sums = np.zeros((count, *array.shape[1:]), np.promote_types(array.dtype, np.float32))
    np.add.at(sums, place, weight * array[source])
    return sums


def _tensor_sums(array: torch.Tensor, place: NDArray, source: NDArray, weight: NDArray, count: int) -> torch.Tensor:
    import torch

    precision = torch.promote_types(array.dtype, torch.float32)
    factors = torch.from_numpy(weight.copy()).to(array.device, precision)
    parts = factors * gather(array, source).to(precision)
    places = torch.from_numpy(place.astype(np.int64)).to(array.device)
    return parts.new_zeros((count, *array.shape[1:])).index_add(0, places, parts)


def _replaced(array: Array, rows: NDArray, values: Array) -> Array:
    """A copy with other values in some rows."""
    result: Any = array
    if not is_tensor(array):
        result = result.copy()
        result[rows] = values
        return result
    import torch

    tensor: Any = values
    return result.index_copy(0, torch.from_numpy(rows.astype(np.int64)).to(result.device), tensor.to(result.dtype))
