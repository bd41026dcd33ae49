"""The little of Ray that is used: tasks without retries of its own, waited for in a window. The driver decides what a
lost task means, because it counts attempts."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from .errors import TRANSIENT_FAULT, Interrupted, JobError

Function = Callable[..., Any]
Handle = Any
PACKAGE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Lost:
    """A task without a result: its worker or node is gone, it was cancelled, or it raised an exception."""

    message: str
    is_fault: bool = False
    """It raised an exception, such as OSError: its worker is there."""


class Engine(Protocol):
    """Where tasks run."""

    def slots(self) -> int:
        """Tasks that can run at the same time now."""

    def submit(self, function: Function, *arguments: Any) -> Handle: ...

    def wait(self, timeout_seconds: float) -> list[tuple[Handle, Any]]:
        """Tasks that ended, with what they returned or `Lost`.

        Raises the JobError that one of them raised: the job cannot go on.
        """

    def cancel(self) -> None:
        """Ends all tasks; what they hold is saved."""


class RayEngine:
    """Tasks on a Ray cluster: one that is there, or one on this machine that ends with this process.

    Raises JobError if there is no cluster at the address, or none can be started.
    """

    def __init__(self, address: str, cpus_per_task: int, workers: int | None) -> None:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        import ray

        self.ray: Any = ray
        self.cpus_per_task = cpus_per_task
        self.remotes: dict[Function, Any] = {}
        self.flying: dict[Handle, None] = {}
        handler = signal.getsignal(signal.SIGTERM)
        try:
            self.connect(address, workers)
        except SystemExit as end:
            # Ray has put a handler of its own there, which says it so.
            raise Interrupted(signal.SIGTERM) from end
        except (OSError, RuntimeError, ValueError, ray.exceptions.RayError) as error:
            raise JobError(f"Ray at address {address}: {first_line(error)}", TRANSIENT_FAULT) from error
        finally:
            signal.signal(signal.SIGTERM, handler)
        if address == "local" and self.fitting() == 0:
            ray.shutdown()
            raise JobError(f"this machine does not have {cpus_per_task} CPUs for a task; lower --cpus-per-task")

    def connect(self, address: str, workers: int | None) -> None:
        if address == "local":
            # Workers find this package where this process found it.
            inherited = os.environ.get("PYTHONPATH")
            os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(PACKAGE.parent), inherited]))
            self.ray.init(
                address="local", num_cpus=workers, include_dashboard=False, log_to_driver=False,
                logging_level=logging.ERROR, object_store_memory=100_000_000,
            )  # fmt: skip
        else:
            self.ray.init(
                address=address, log_to_driver=False, logging_level=logging.ERROR,
                runtime_env={"py_modules": [str(PACKAGE)]},
            )  # fmt: skip

    def slots(self) -> int:
        # A cluster that grows when tasks wait may have no node yet.
        return max(1, self.fitting())

    def fitting(self) -> int:
        """Tasks that fit on the nodes; CPUs of two nodes do not make one task."""
        nodes = [node for node in self.ray.nodes() if node["Alive"]]
        return sum(int(node["Resources"].get("CPU", 0) // self.cpus_per_task) for node in nodes)

    def submit(self, function: Function, *arguments: Any) -> Handle:
        if function not in self.remotes:
            # Spread: nodes share the load of reading, and a cluster is in use from its first tasks on.
            self.remotes[function] = self.ray.remote(
                max_retries=0, num_cpus=self.cpus_per_task, scheduling_strategy="SPREAD"
            )(function)
        handle = self.remotes[function].remote(*arguments)
        self.flying[handle] = None
        return handle

    def wait(self, timeout_seconds: float) -> list[tuple[Handle, Any]]:
        if not self.flying:
            return []
        ready, _ = self.ray.wait(list(self.flying), num_returns=1, timeout=timeout_seconds)
        if ready:
            # On a large cluster many end at the same time.
            ready, _ = self.ray.wait(list(self.flying), num_returns=len(self.flying), timeout=0)
        return [(handle, self.result(handle)) for handle in ready]

    def result(self, handle: Handle) -> Any:
        from ray import exceptions

        del self.flying[handle]
        try:
            return self.ray.get(handle)
        except exceptions.RayTaskError as error:
            # Our own code raised.
            if isinstance(error.cause, JobError):
                raise error.cause from None
            return Lost(first_line(error.cause), is_fault=True)
        except exceptions.RayError as error:
            return Lost(first_line(error))

    def cancel(self) -> None:
        from ray import exceptions

        with contextlib.suppress(exceptions.RayError):
            for handle in self.flying:
                self.ray.cancel(handle)
            if self.flying:
                self.ray.wait(list(self.flying), num_returns=len(self.flying), timeout=30)
        self.flying.clear()

    def close(self) -> None:
        self.ray.shutdown()


def first_line(error: BaseException) -> str:
    """An exception in a line; those of Ray tell a long story after it."""
    lines = str(error).strip().splitlines()
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
