"""Containers as trees of elements, so that mutations can move whole boxes about and keep the sizes around them right.

MP4 and MOV boxes, EBML elements (Matroska, WebM) and RIFF chunks (AVI, WAV). Parsing and serializing an untouched file
gives its own bytes back; what cannot be parsed becomes the payload of its parent.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

MP4_PARENTS = {
    b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"dinf", b"mvex", b"moof", b"traf", b"mfra", b"udta"
}  # fmt: skip
EBML_PARENTS = {
    bytes.fromhex(number)
    for number in "1a45dfa3 18538067 114d9b74 4dbb 1549a966 1654ae6b ae e0 e1 1f43b675 a0 1c53bb6b bb b7".split()
}
RIFF_PARENTS = {b"RIFF", b"LIST"}


@dataclass
class Element:
    """A box, element or chunk. `header` is what stands between its size and its content (the type of a RIFF list)."""

    kind: bytes
    payload: bytes = b""
    children: list[Element] = field(default_factory=list)
    is_parent: bool = False
    header: bytes = b""
    size_width: int = 4
    # Stated instead of the real size: a lie.
    stated_size: int | None = None

    def copy(self) -> Element:
        return Element(
            self.kind, self.payload, [child.copy() for child in self.children], self.is_parent, self.header,
            self.size_width, self.stated_size,
        )  # fmt: skip


class Container(Protocol):
    """How a kind of container is read and written."""

    def parse(self, data: bytes) -> list[Element]: ...

    def serialize(self, elements: list[Element]) -> bytes: ...


class MP4:
    """Boxes: 32-bit size that counts its own header, type; size 1: a 64-bit size follows."""

    def parse(self, data: bytes) -> list[Element]:
        elements, at = [], 0
        while at + 8 <= len(data):
            size, width = int.from_bytes(data[at : at + 4], "big"), 4
            kind, start = data[at + 4 : at + 8], at + 8
            if size == 1:
                size, width, start = int.from_bytes(data[at + 8 : at + 16], "big"), 8, at + 16
            end = at + size if size else len(data)
            if end < start or end > len(data):
                break
            element = Element(kind, size_width=width)
            if kind in MP4_PARENTS and self.serialize(children := self.parse(data[start:end])) == data[start:end]:
                element.is_parent, element.children = True, children
            else:
                element.payload = data[start:end]
            elements.append(element)
            at = end
        if at < len(data):
            elements.append(Element(b"", data[at:]))
        return elements

    def serialize(self, elements: list[Element]) -> bytes:
        parts = []
        for element in elements:
            content = self.serialize(element.children) if element.is_parent else element.payload
            if not element.kind:
                parts.append(content)
                continue
            wide = element.size_width == 8
            size = element.stated_size if element.stated_size is not None else len(content) + (16 if wide else 8)
            if wide:
                parts.append(struct.pack(">I4sQ", 1, element.kind, size % 2**64) + content)
            else:
                parts.append(struct.pack(">I4s", size % 2**32, element.kind) + content)
        return b"".join(parts)


class EBML:
    """Elements: number of 1 to 4 bytes, size of 1 to 8 bytes that says its own width."""

    def parse(self, data: bytes) -> list[Element]:
        elements, at = [], 0
        while at < len(data):
            id_width = self._width(data[at])
            size_at = at + id_width
            if id_width > 4 or size_at >= len(data):
                break
            size_width = self._width(data[size_at])
            start = size_at + size_width
            if size_width > 8 or start > len(data):
                break
            size = int.from_bytes(data[size_at:start], "big") - (1 << (7 * size_width))
            end = start + size
            if size == (1 << (7 * size_width)) - 1 or end > len(data):
                break
            element = Element(data[at:size_at], size_width=size_width)
            if element.kind in EBML_PARENTS:
                element.is_parent, element.children = True, self.parse(data[start:end])
            else:
                element.payload = data[start:end]
            elements.append(element)
            at = end
        if at < len(data):
            elements.append(Element(b"", data[at:]))
        return elements

    def serialize(self, elements: list[Element]) -> bytes:
        parts = []
        for element in elements:
            content = self.serialize(element.children) if element.is_parent else element.payload
            if element.kind:
                size = element.stated_size if element.stated_size is not None else len(content)
                width = element.size_width if size < (1 << (7 * element.size_width)) - 1 else 8
                parts.append(element.kind + (size % 2 ** (7 * width) + (1 << (7 * width))).to_bytes(width, "big"))
            parts.append(content)
        return b"".join(parts)

    @staticmethod
    def _width(first: int) -> int:
        return 9 - first.bit_length() if first else 9


class RIFF:
    """Chunks: type, 32-bit little-endian size without the header, content, padding to an even length."""

    def parse(self, data: bytes) -> list[Element]:
        elements, at = [], 0
        while at + 8 <= len(data):
            kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
            start, end = at + 8, at + 8 + size
            if end + end % 2 > len(data):
                break
            element = Element(kind)
            if kind in RIFF_PARENTS and size >= 4:
                element.is_parent, element.header = True, data[start : start + 4]
                element.children = self.parse(data[start + 4 : end])
            else:
                element.payload = data[start:end]
            elements.append(element)
            at = end + end % 2
        if at < len(data):
            elements.append(Element(b"", data[at:]))
        return elements

    def serialize(self, elements: list[Element]) -> bytes:
        parts = []
        for element in elements:
            content = element.header + (self.serialize(element.children) if element.is_parent else element.payload)
            if element.kind:
                size = element.stated_size if element.stated_size is not None else len(content)
                content = element.kind + struct.pack("<I", size % 2**32) + content + bytes(len(content) % 2)
            parts.append(content)
        return b"".join(parts)


CONTAINERS: dict[str, Container] = {
    **dict.fromkeys((".mp4", ".mov", ".m4a", ".3gp"), MP4()),
    **dict.fromkeys((".mkv", ".webm"), EBML()),
    **dict.fromkeys((".avi", ".wav"), RIFF()),
}


def lists_of_siblings(elements: list[Element]) -> Iterator[list[Element]]:
    """Every list of siblings in a tree, so that elements can be moved within and between them."""
    yield elements
    for element in elements:
        if element.is_parent:
            yield from lists_of_siblings(element.children)
