"""Safetensors files as read-only numpy views: of the mapped file for a path, of the bytes otherwise."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import BinaryIO, TypeAlias

import numpy as np
import safetensors
from numpy.typing import NDArray

from .errors import BundleError

Source: TypeAlias = "str | os.PathLike[str] | bytes | bytearray | memoryview | BinaryIO"
"""A path, the bytes of a file, or an open binary file."""

_DTYPES: dict[str, np.dtype] = {
    "BOOL": np.dtype(np.bool_),
    "U8": np.dtype(np.uint8),
    "I32": np.dtype("<i4"),
    "I64": np.dtype("<i8"),
    "F16": np.dtype("<f2"),
    "BF16": np.dtype("<u2"),
    "F32": np.dtype("<f4"),
    "F64": np.dtype("<f8"),
}


def read_tensors(source: Source) -> tuple[dict[str, NDArray], dict[str, str], str]:
    """Reads a safetensors file.

    The safetensors package checks the header, all offsets and sizes. Nothing is copied but BF16, which becomes F32;
    only while bytes are checked (not a path) are they in memory twice.

    Returns:
        The tensors by name, the strings of the metadata, and the file's name ("" where there is none).

    Raises:
        BundleError: the file cannot be read or is no safetensors file.
    """
    name, data = _bytes_of(source)
    length = int.from_bytes(data[:8].tobytes(), "little")
    header = json.loads(data[8 : 8 + length].tobytes())
    metadata = header.pop("__metadata__", {})
    body = data[8 + length :]
    return {key: _view(key, entry, body, name) for key, entry in header.items()}, metadata, name


def _bytes_of(source: Source) -> tuple[str, NDArray[np.uint8]]:
    try:
        if isinstance(source, (str, os.PathLike)):
            with safetensors.safe_open(os.fspath(source), framework="np"):
                return str(source), np.memmap(Path(source), dtype=np.uint8, mode="r")
        name = "" if isinstance(source, (bytes, bytearray, memoryview)) else str(getattr(source, "name", ""))
        data = bytes(source if isinstance(source, (bytes, bytearray, memoryview)) else source.read())
        safetensors.deserialize(data)
        return name, np.frombuffer(data, dtype=np.uint8)
    except (OSError, safetensors.SafetensorError) as error:
        where = str(source) if isinstance(source, (str, os.PathLike)) else ""
        raise BundleError("file", f"cannot be read as safetensors: {error}", where) from error


def _view(key: str, entry: dict, body: NDArray[np.uint8], name: str) -> NDArray:
    dtype = _DTYPES.get(entry["dtype"])
    if dtype is None:
        raise BundleError(key, f"the element type {entry['dtype']} is none of {', '.join(_DTYPES)}", name)
    begin, end = entry["data_offsets"]
    try:
        values = np.frombuffer(body[begin:end], dtype=dtype).reshape(entry["shape"])
    except (ValueError, OverflowError) as error:  # sides that numpy does not have, beside a side of 0
        raise BundleError(key, f"has a shape of {len(entry['shape'])} axes that is too large", name) from error
    if entry["dtype"] != "BF16":
        return values
    return (values.astype(np.uint32) << 16).view(np.float32)


def write_tensors(path: str | os.PathLike[str], tensors: dict[str, NDArray], metadata: dict[str, str]) -> None:
    """Writes a safetensors file; U16 stands for BF16, which numpy does not have.

    The safetensors package would do, but for BF16 it needs torch or a version-dependent description of memory.
    """
    types = {dtype: name for name, dtype in _DTYPES.items()}
    arrays = sorted(tensors.items(), key=lambda item: (-item[1].dtype.itemsize, item[0]))
    header: dict[str, object] = {"__metadata__": metadata}
    end = 0
    for name, values in arrays:
        begin, end = end, end + values.nbytes
        header[name] = {"dtype": types[values.dtype], "shape": list(values.shape), "data_offsets": [begin, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for _, values in arrays:
            file.write(np.ascontiguousarray(values).data)
