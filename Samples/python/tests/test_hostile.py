"""Files made to harm: whatever they hold, reading ends with a BundleError that names the place."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from synthetic import make_members

from omnizip_bundle import BundleError, read_bundle
from omnizip_bundle._safetensors import write_tensors

Header = dict[str, Any]


def changed(folder: Path, change: Callable[[Header], None]) -> bytes:
    """A bundle with another header."""
    write_tensors(folder / "b", *make_members(61))
    data = (folder / "b").read_bytes()
    end = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:end])
    change(header)
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data[end:]


@pytest.mark.parametrize(
    "shape", [[0, 2**63], [0, 2**62, 2**62], [0] + [1] * 99], ids=["a side", "a product", "axes"])
def test_shapes_that_numpy_does_not_have(tmp_path: Path, shape: list[int]) -> None:
    def change(header: Header) -> None:
        header["odd"] = {"dtype": "U8", "shape": shape, "data_offsets": [0, 0]}

    with pytest.raises(BundleError) as caught:
        read_bundle(changed(tmp_path, change))
    assert caught.value.tensor == "odd"


@pytest.mark.parametrize(
    ("key", "text"),
    [("grid_thw", "[" * 200_000), ("resized_height", "9" * 30), ("resized_width", str(10**18)),
     ("dimension", "9" * 5000)])
def test_metadata_that_python_cannot_take(tmp_path: Path, key: str, text: str) -> None:
    with pytest.raises(BundleError) as caught:
        read_bundle(changed(tmp_path, lambda header: header["__metadata__"].update({key: text})))
    assert caught.value.tensor == f"metadata.{key}"
    assert len(str(caught.value)) < 300


def test_random_bytes_of_a_header(tmp_path: Path) -> None:
    """One byte of the header changed, 500 times: a bundle or a BundleError, nothing else."""
    rng = np.random.default_rng(62)
    data = changed(tmp_path, lambda header: None)
    end = 8 + int.from_bytes(data[:8], "little")
    refused = 0
    for _ in range(500):
        spoilt = bytearray(data)
        spoilt[int(rng.integers(8, end))] = int(rng.integers(256))
        try:
            read_bundle(bytes(spoilt)).validate()
        except BundleError:
            refused += 1
    assert refused > 100


def packed(folder: Path, pictures: list[bytes]) -> Path:
    """A bundle of these PNG files, and of the first of them for the other frames."""
    tensors, metadata = make_members(63)
    files = pictures + pictures[:1] * (len(tensors["frame_index"]) - len(pictures))
    tensors["packed_frames"] = np.frombuffer(b"".join(files), np.uint8)
    tensors["packed_frame_ends"] = np.cumsum([len(file) for file in files])
    write_tensors(folder / "b", tensors, metadata)
    return folder / "b"


def png(width: int, height: int) -> bytes:
    """A picture."""
    buffer = io.BytesIO()
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (height, width, 3), np.uint8)).save(buffer, format="PNG")
    return buffer.getvalue()


def test_pictures_that_would_fill_the_memory(tmp_path: Path) -> None:
    """A header that claims 4 gigapixels, and one picture of another size."""
    header = b"IHDR" + (65_535).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    bomb = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + header + zlib.crc32(header).to_bytes(4, "big")
    for file in (bomb, png(85, 56)):
        with pytest.raises(BundleError, match="packed_frames: frame 0"):
            read_bundle(packed(tmp_path, [file])).pictures()


def test_random_bytes_of_a_picture(tmp_path: Path) -> None:
    rng = np.random.default_rng(64)
    good = png(84, 56)
    for _ in range(300):
        spoilt = bytearray(good)
        for place in rng.integers(8, len(good) if rng.random() < 0.5 else 60, 2):
            spoilt[int(place)] = int(rng.integers(256))
        try:
            read_bundle(packed(tmp_path, [bytes(spoilt)])).pictures()
        except BundleError:
            pass
