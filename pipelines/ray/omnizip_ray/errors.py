"""What ends a job, with the exit code that says so. Codes are those of omnizip itself."""

from __future__ import annotations

import signal

ALL_DONE = 0
SOME_FAILED = 1
USAGE = 64
INTERNAL_ERROR = 70
"""An exception that nobody foresaw; Python's own code for it, 1, means that some videos failed."""
TRANSIENT_FAULT = 75


class JobError(Exception):
    """The job cannot go on. The message names the cause and what to do."""

    def __init__(self, message: str, exit_code: int = USAGE) -> None:
        super().__init__(message)
        self.message = message
        self.exit_code = exit_code

    def __reduce__(self) -> tuple[type[JobError], tuple[str, int]]:
        # Workers send it to the driver.
        return (JobError, (self.message, self.exit_code))


class TaskFault(Exception):
    """An attempt of a task failed; another one may succeed."""


class Interrupted(Exception):
    """SIGINT or SIGTERM came; the exit code is 128 and its number."""

    def __init__(self, number: int) -> None:
        super().__init__(signal.Signals(number).name)
        self.exit_code = 128 + number
