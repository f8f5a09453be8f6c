"""Many questions, one look at the database."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from .threads import in_thread

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Together(Generic[Question, Answer]):
    """Answers in a thread all the questions that came while it answered those before.

    So each question is looked into after it was asked, and a thousand that come at once take a few
    looks, not a thousand.

    Args:
        look: gets questions and gives their answers in the same order.
    """

    def __init__(self, look: Callable[[list[Question]], Sequence[Answer]]) -> None:
        self._look = look
        self._asked: list[tuple[Question, asyncio.Future[Answer]]] = []
        self._looking: asyncio.Task[None] | None = None

    async def ask(self, question: Question) -> Answer:
        """The answer.

        Raises:
            Exception: what the look raised.
        """
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._asked.append((question, answer))
        if self._looking is None:
            self._looking = asyncio.create_task(self._answer())
        return await answer

    async def _answer(self) -> None:
        try:
            while self._asked:
                asked, self._asked = self._asked, []
                try:
                    found = await in_thread(self._look, [question for question, _ in asked])
                except Exception as error:
                    for _, answer in asked:
                        if not answer.done():
                            answer.set_exception(error)
                else:
                    for (_, answer), each in zip(asked, found, strict=True):
                        if not answer.done():
                            answer.set_result(each)
        finally:
            self._looking = None
