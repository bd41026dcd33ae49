"""An engine without Ray, in this process: it ends tasks in the order of a seed, and may lose them."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from omnizip_ray.engine import Function, Handle, Lost
from omnizip_ray.errors import JobError

Answer = Callable[[Function, tuple[Any, ...]], Any]


def really(function: Function, arguments: tuple[Any, ...]) -> Any:
    """Does the task."""
    return function(*arguments)


class FakeEngine:
    """`answer` says what a task returns: a value, or `Lost`; what it raises is raised as Ray's engine does."""

    def __init__(self, answer: Answer = really, slots: int = 2, seed: int = 1) -> None:
        self.answer = answer
        self.slots_now = slots
        self.random = random.Random(seed)
        self.flying: dict[Handle, tuple[Function, tuple[Any, ...]]] = {}
        self.submitted: list[str] = []
        self.most_flying = 0
        self.is_cancelled = False
        self.is_closed = False

    def slots(self) -> int:
        return self.slots_now

    def submit(self, function: Function, *arguments: Any) -> Handle:
        handle = len(self.submitted)
        self.submitted.append(function.__name__)
        self.flying[handle] = (function, arguments)
        self.most_flying = max(self.most_flying, len(self.flying))
        return handle

    def wait(self, timeout_seconds: float) -> list[tuple[Handle, Any]]:
        count = self.random.randint(1, len(self.flying))
        return [(handle, self.result(handle)) for handle in self.random.sample(list(self.flying), count)]

    def result(self, handle: Handle) -> Any:
        function, arguments = self.flying.pop(handle)
        try:
            return self.answer(function, arguments)
        except JobError:
            raise
        except Exception as error:
            return Lost(f"{type(error).__name__}: {error}", is_fault=True)

    def cancel(self) -> None:
        self.is_cancelled = True
        self.flying.clear()

    def close(self) -> None:
        self.is_closed = True
