"""The little of Ray that is used: tasks without retries of its own, waited for in a window. The driver decides what a
lost task means, because it counts attempts."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

Function = Callable[..., Any]
Handle = Any
PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Lost:
    """A task that came to no end: its worker or node is gone, or it was cancelled."""

    message: str


class Engine(Protocol):
    """Where tasks run."""

    def slots(self) -> int:
        """Tasks that can run at the same time now."""

    def submit(self, function: Function, *arguments: Any) -> Handle: ...

    def wait(self, timeout_seconds: float) -> list[tuple[Handle, Any]]:
        """Tasks that ended, with what they returned or `Lost`; raises what they raised."""

    def cancel(self) -> None:
        """Ends all tasks; what they hold is saved."""


class RayEngine:
    """Tasks on a Ray cluster: one that is there, or one on this machine that ends with this process."""

    def __init__(self, address: str, cpus_per_task: int, workers: int | None) -> None:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        import ray

        self.ray = ray
        self.cpus_per_task = cpus_per_task
        self.remotes: dict[Function, Any] = {}
        self.flying: dict[Handle, None] = {}
        if address == "local":
            # Workers find this package where this process found it.
            inherited = os.environ.get("PYTHONPATH")
            os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(PACKAGE.parent), inherited]))
            ray.init(
                address="local", num_cpus=workers, include_dashboard=False, log_to_driver=False,
                logging_level="error", object_store_memory=100_000_000,
            )  # fmt: skip
        else:
            ray.init(
                address=address, log_to_driver=False, logging_level="error",
                runtime_env={"py_modules": [str(PACKAGE)]},
            )  # fmt: skip

    def slots(self) -> int:
        cpus = self.ray.cluster_resources().get("CPU", 0)
        return max(1, int(cpus // self.cpus_per_task))

    def submit(self, function: Function, *arguments: Any) -> Handle:
        if function not in self.remotes:
            # Spread: nodes share the load of reading, and a cluster is in use from its first tasks on.
            options = {"max_retries": 0, "num_cpus": self.cpus_per_task, "scheduling_strategy": "SPREAD"}
            self.remotes[function] = self.ray.remote(**options)(function)
        handle = self.remotes[function].remote(*arguments)
        self.flying[handle] = None
        return handle

    def wait(self, timeout_seconds: float) -> list[tuple[Handle, Any]]:
        if not self.flying:
            return []
        ready, _ = self.ray.wait(list(self.flying), num_returns=1, timeout=timeout_seconds)
        return [(handle, self.result(handle)) for handle in ready]

    def result(self, handle: Handle) -> Any:
        from ray import exceptions

        del self.flying[handle]
        try:
            return self.ray.get(handle)
        except exceptions.RayTaskError:
            # Our own code raised: the cause is an exception of its type.
            raise
        except exceptions.RayError as error:
            return Lost(f"{type(error).__name__}: {str(error).strip().splitlines()[0]}")

    def cancel(self) -> None:
        for handle in self.flying:
            self.ray.cancel(handle)
        if self.flying:
            self.ray.wait(list(self.flying), num_returns=len(self.flying), timeout=30)
        self.flying.clear()

    def close(self) -> None:
        self.ray.shutdown()
