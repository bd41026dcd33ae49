"""Mutations of media files. The case of a number is the same every time for one seed and the same sources."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from containers import CONTAINERS, Element, lists_of_siblings

EXTREMES = (0, 1, -1, *(2**bits - offset for bits in (7, 8, 15, 16, 31, 32, 63, 64) for offset in (0, 1)))
HEADER_BYTES = 4_096


@dataclass(frozen=True)
class Source:
    """A media file that mutations start from."""

    suffix: str
    content: bytes

    @staticmethod
    def read(path: Path) -> Source:
        return Source(path.suffix, path.read_bytes())


@dataclass(frozen=True)
class Mutation:
    """A mutated file; its name says what was done to it."""

    name: str
    content: bytes


Mutator = Callable[[Source, list[Source], random.Random], bytes]


def flip_bits(source: Source, others: list[Source], generator: random.Random) -> bytes:
    """One bit or up to 200, anywhere or in the header alone."""
    content = bytearray(source.content)
    reach = min(len(content), HEADER_BYTES) if generator.random() < 0.4 else len(content)
    for _ in range(generator.choice((1, 2, 5, 20, 200))):
        content[generator.randrange(reach)] ^= 1 << generator.randrange(8)
    return bytes(content)


def truncate(source: Source, others: list[Source], generator: random.Random) -> bytes:
    """Cut at either end."""
    at = generator.randrange(len(source.content))
    return source.content[:at] if generator.random() < 0.8 else source.content[at:]


def overwrite(source: Source, others: list[Source], generator: random.Random) -> bytes:
    """A range of zeros, ones, noise, or of the file itself."""
    content = bytearray(source.content)
    start = generator.randrange(len(content))
    count = min(generator.choice((4, 64, 1_024, 16_384)), len(content) - start)
    filling = generator.choice((bytes(count), b"\xff" * count, generator.randbytes(count), source.content[:count]))
    content[start : start + len(filling)] = filling
    return bytes(content)


def remove_range(source: Source, others: list[Source], generator: random.Random) -> bytes:
    """Bytes are missing in the middle."""
    start = generator.randrange(len(source.content))
    return source.content[:start] + source.content[start + generator.choice((1, 7, 188, 4_096)) :]


def random_bytes(source: Source, others: list[Source], generator: random.Random) -> bytes:
    """Noise behind the first bytes of a real file, so that its format is recognized."""
    kept = generator.choice((0, 4, 12, 64, 512))
    return source.content[:kept] + generator.randbytes(generator.choice((16, 1_000, 30_000)))


def concatenate(source: Source, others: list[Source], generator: random.Random) -> bytes:
    """Two files, whole or in part, one behind the other."""
    other = generator.choice(others).content
    at = generator.choice((0, len(source.content), generator.randrange(len(source.content))))
    return source.content[:at] + other + source.content[at:]


def lie_in_header(source: Source, others: list[Source], generator: random.Random) -> bytes:
    """Numbers of 1 to 8 bytes near the start are set to extremes."""
    content = bytearray(source.content)
    for _ in range(generator.randint(1, 4)):
        _set_number(content, min(HEADER_BYTES, len(content)), generator)
    return bytes(content)


def move_elements(source: Source, others: list[Source], generator: random.Random) -> bytes:
    """Boxes, elements or chunks are swapped, doubled or removed, once to three times."""
    container = CONTAINERS.get(source.suffix)
    if container is None:
        return remove_range(source, others, generator)
    tree = container.parse(source.content)
    for _ in range(generator.randint(1, 3)):
        siblings = _siblings(tree, generator)
        one, two = generator.randrange(len(siblings)), generator.randrange(len(siblings))
        action = generator.choice(("swap", "double", "remove", "replace"))
        if action == "swap":
            siblings[one], siblings[two] = siblings[two], siblings[one]
        elif action == "double":
            siblings.insert(two, siblings[one].copy())
        elif action == "remove":
            del siblings[one]
        else:
            elsewhere = _siblings(tree, generator)
            siblings[one] = generator.choice(elsewhere).copy()
    return container.serialize(tree)


def lie_in_element(source: Source, others: list[Source], generator: random.Random) -> bytes:
    """Numbers inside one element, or the size that it states, are set to extremes; sizes around it stay right."""
    container = CONTAINERS.get(source.suffix)
    if container is None:
        return lie_in_header(source, others, generator)
    tree = container.parse(source.content)
    for _ in range(generator.randint(1, 3)):
        element = generator.choice(_siblings(tree, generator))
        if generator.random() < 0.25:
            element.stated_size = generator.choice((0, 1, 7, len(element.payload) + 1, *EXTREMES)) % 2**56
        elif element.payload:
            payload = bytearray(element.payload)
            _set_number(payload, min(len(payload), 256), generator)
            element.payload = bytes(payload)
    return container.serialize(tree)


MUTATORS: dict[str, tuple[Mutator, int]] = {
    "bits": (flip_bits, 4),
    "cut": (truncate, 2),
    "overwritten": (overwrite, 2),
    "missing": (remove_range, 1),
    "random": (random_bytes, 1),
    "joined": (concatenate, 1),
    "header-lie": (lie_in_header, 3),
    "elements": (move_elements, 4),
    "element-lie": (lie_in_element, 4),
}


def mutation(number: int, seed: int, sources: list[Source]) -> Mutation:
    """Case `number` of a seed. Every source comes in turn."""
    generator = random.Random(f"{seed}/mutation/{number}")
    source = sources[number % len(sources)]
    names = list(MUTATORS)
    name = generator.choices(names, [MUTATORS[name][1] for name in names])[0]
    content = MUTATORS[name][0](source, sources, generator)
    return Mutation(f"{number:05d}-{name}{source.suffix}", content)


def _siblings(tree: list[Element], generator: random.Random) -> list[Element]:
    """A list of siblings that is not empty; lists deep in the tree are as likely as the root."""
    lists = [siblings for siblings in lists_of_siblings(tree) if siblings]
    if not lists:
        tree.append(Element(b""))
        return tree
    return generator.choice(lists)


def _set_number(content: bytearray, reach: int, generator: random.Random) -> None:
    width = generator.choice((1, 2, 4, 4, 8))
    if reach < width:
        return
    at = generator.randrange(reach - width + 1)
    if generator.random() < 0.7:
        at -= at % min(width, 4)
    value = generator.choice((*EXTREMES, generator.randrange(256))) % 2 ** (8 * width)
    order: Literal["little", "big"] = "little" if generator.random() < 0.3 else "big"
    content[at : at + width] = value.to_bytes(width, order)
