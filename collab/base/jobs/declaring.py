"""How a job is declared: a function with keyword-only arguments that JSON can hold.

::

    @job
    def tell_followers(*, uid: str) -> None: ...

    tell_followers.enqueue(uid=thread.uid)  # inside the action's transaction

    @every(timedelta(days=1))
    @job
    def forget_old_drafts() -> None: ...

A job may be run again: its worker can die after the last line and before that is written down.
Each must therefore look first whether there is still something to do. Its arguments are references,
never a name or a text.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import overload

from django_tasks.base import Task

URGENT, ORDINARY, HEAVY = QUEUES = ("urgent", "default", "heavy")

LONGEST_PERIOD = timedelta(days=7)

Function = Callable[..., None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Task[..., None]):
    """A function that a worker runs, after the commit of whoever asked for it.

    ``attempts`` bounds how often it is begun: a job that kills its worker, or fails each time, ends
    as failed. ``seconds`` bounds a heavy one.
    """

    attempts: int = 5
    seconds: float = 120

    @property
    def heavy(self) -> bool:
        return self.queue_name == HEAVY


PERIODIC: dict[str, tuple[Job, timedelta]] = {}


class TryAgain(Exception):
    """Raised by a job that cannot be done yet; it counts as no failed attempt.

    Args:
        after: how long to wait.
    """

    def __init__(self, after: timedelta) -> None:
        super().__init__(f"in {after}")
        self.after = after


@overload
def job(function: Function) -> Job: ...
@overload
def job(
    *, urgent: bool = False, heavy: bool = False, attempts: int = 5, seconds: float = 120
) -> Callable[[Function], Job]: ...
def job(
    function: Function | None = None,
    *,
    urgent: bool = False,
    heavy: bool = False,
    attempts: int = 5,
    seconds: float = 120,
) -> Job | Callable[[Function], Job]:
    """Make a job of a function.

    Args:
        urgent: somebody waits for it, so it must be short. Urgent jobs have a lane of their own.
        heavy: it works on what others sent, or for long: it runs in a child process, which may
            die or be ended without harm to the server. Heavy jobs have a lane of their own too.
        attempts: how often it is begun before it counts as failed.
        seconds: after this long a heavy job is ended, which is a failed attempt.

    Raises:
        TypeError: an argument is not keyword-only, or it is urgent and heavy at once.
    """

    def declare(function: Function) -> Job:
        if urgent and heavy:
            raise TypeError(f"{function.__name__} cannot be urgent and heavy at once")
        for parameter in inspect.signature(function).parameters.values():
            if parameter.kind is not parameter.KEYWORD_ONLY:
                raise TypeError(f"{function.__name__}: write (*, {parameter.name})")
        return Job(
            func=function,
            queue_name=URGENT if urgent else HEAVY if heavy else ORDINARY,
            attempts=attempts,
            seconds=seconds,
        )

    return declare(function) if function else declare


def every(period: timedelta) -> Callable[[Job], Job]:
    """Have a job without arguments run once in each period, however many workers there are.

    Periods are counted from 1 January 1970 in UTC, so a daily job is due from midnight. One that
    was missed while nothing ran is not caught up.

    Raises:
        ValueError: the period is longer than seven days; what ran is not remembered for longer.
    """
    if not timedelta(0) < period <= LONGEST_PERIOD:
        raise ValueError(f"A period lies between a moment and {LONGEST_PERIOD}, not {period}")

    def declare(job: Job) -> Job:
        PERIODIC[job.module_path] = (job, period)
        return job

    return declare
