"""Whoever posts, and sends the same again under the same key until it is acknowledged, as the
page's outbox does."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from http.client import HTTPException
from time import monotonic

from discussions.models import Thread
from tests.proofs.common.writers import ByScript

AGAIN_AFTER = 0.25
"""Seconds after which something is sent again that got no answer."""
NO_ANSWER = 0
TAKEN_WITHIN = 120
"""Seconds: whatever happens is over by then, so what is not taken never will be."""

MayPost = Callable[[int], Awaitable[None]]


async def at_once(n: int) -> None:
    """No post waits for anything."""


class Outboxes:
    """Several who post in one discussion at the same time.

    Args:
        thread: where they write.
        posts: how many posts they make together.
        may_post: waits until the n-th of them may be sent.
    """

    def __init__(self, thread: Thread, posts: int, may_post: MayPost = at_once) -> None:
        self.thread = thread
        self.may_post = may_post
        self.acknowledged: dict[str, float] = {}
        """By the key of each post: when it was acknowledged."""
        self.answers: Counter[int] = Counter()
        """By status; `NO_ANSWER` where there was none."""
        self.longest = 0.0
        """Seconds from the first time that a post was sent until it was acknowledged."""
        self._left = iter(range(posts))

    @property
    def sent_again(self) -> int:
        return self.answers.total() - self.answers[200]

    async def have_sent(self, posts: int) -> None:
        """Wait until so many posts have been acknowledged."""
        while len(self.acknowledged) < posts:
            await asyncio.sleep(0.005)

    async def empty(self, writer: ByScript) -> None:
        """Post one after the other, through this writer, until all are posted."""
        for n in self._left:
            await self.may_post(n)
            await self._post(writer, f"key-{n}")

    async def _post(self, writer: ByScript, key: str) -> None:
        began = monotonic()
        while True:
            status, after = await asyncio.to_thread(self._send, writer, key)
            self.answers[status] += 1
            if status == 200:
                break
            assert monotonic() - began < TAKEN_WITHIN, f"{key} is not taken: {self.answers}"
            await asyncio.sleep(after)
        self.acknowledged[key] = monotonic()
        self.longest = max(self.longest, self.acknowledged[key] - began)

    def _send(self, writer: ByScript, key: str) -> tuple[int, float]:
        """The answer's status, and when to send it again."""
        try:
            answer = writer.post(self.thread, text_of(key), key)
        except (OSError, HTTPException):
            return NO_ANSWER, AGAIN_AFTER
        assert answer.is_taken or answer.status != 200, answer
        return answer.status, float(answer.head.get("Retry-After", AGAIN_AFTER))


def text_of(key: str) -> str:
    return f"What {key} says"
