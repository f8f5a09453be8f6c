"""People who post one message after the other through real servers."""

import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from itertools import count
from threading import Event, Lock

from discussions.models import Message, Thread
from tests.proofs.common.writers import Answer, ByScript

from .serving import Served


@dataclass(frozen=True)
class Attempt:
    """A message that was sent: when, in seconds of the monotonic clock, and what came of it.

    ``answer`` is None where none came.
    """

    text: str
    began: float
    took: float
    answer: Answer | None

    @property
    def is_taken(self) -> bool:
        return bool(self.answer and self.answer.is_taken)


class Posting:
    """Several writers, each on a thread, until they are told to stop or their server is gone.

    Args:
        writers: who.
        thread: in which discussion.
        servers: those they spread over.
        pause: seconds that each waits between two messages.
        first: the number of the first message, which its text and key have.
    """

    def __init__(
        self,
        writers: Sequence[ByScript],
        thread: Thread,
        servers: Sequence[Served],
        pause: float = 0,
        first: int = 1,
    ) -> None:
        self.attempts: list[Attempt] = []
        self._numbers, self._lock = count(first), Lock()
        self._stopped = Event()
        self._pause = pause
        self._pool = ThreadPoolExecutor(len(writers))
        self._running: list[Future[None]] = [
            self._pool.submit(self._post, writer, thread, servers[n % len(servers)].address)
            for n, writer in enumerate(writers)
        ]

    @property
    def acknowledged(self) -> list[Attempt]:
        return [each for each in self.attempts if each.is_taken]

    def stop(self) -> None:
        self._stopped.set()
        self.wait()

    def wait(self) -> None:
        for each in self._running:
            each.result()
        self._pool.shutdown()

    def stored(self) -> dict[str, int]:
        """How often the database has each text that was sent."""
        there = Counter(Message.objects.values_list("body", flat=True))
        return {each.text: there[each.text] for each in self.attempts}

    def _post(self, writer: ByScript, thread: Thread, address: str) -> None:
        while not self._stopped.wait(self._pause):
            with self._lock:
                n = next(self._numbers)
            text, began, answer = f"The mat in bay {n} slips.", time.monotonic(), None
            try:
                answer = writer.post(thread, text, f"key-{n}", writer.line(address))
            except (OSError, HTTPException):
                self._stopped.set()
            took = time.monotonic() - began
            self.attempts.append(Attempt(text, began, took, answer))
