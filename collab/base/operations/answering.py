"""How requests for pages are answered: each by one thread, from its first middleware to its last.

Under ASGI Django goes to a thread and back for each middleware, and has a new thread, with a new
connection to the database, for each request. That cost more processor time than most pages.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any, cast

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from collab.base.security.unreadable import Asked, AskedByThreads

THREADS = 32
"""Requests that are worked on at once; one that waits for the database or a file holds a thread."""

Answer = Callable[[HttpRequest], HttpResponse]


class Pages(ASGIHandler):
    """Answers requests for pages and to the API, on a few threads that stay."""

    request_class = Asked

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="page")
        super().__init__()

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)
        answer: Answer = self._middleware_chain  # type: ignore[has-type]
        self._middleware_chain = sync_to_async(
            tidily(answer), thread_sensitive=False, executor=self._threads
        )

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async with ThreadSensitiveContext(executor=AtOnce()):
            await self.handle(scope, receive, send)

    async def run_get_response(self, request: HttpRequest) -> HttpResponseBase:
        response = await super().run_get_response(request)
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            content = cast(Iterator[bytes], response.streaming_content)
            response.streaming_content = self._parts(content)
        return response

    async def _parts(self, content: Iterator[bytes]) -> AsyncIterator[bytes]:
        """What a file is read from may be slow, and it may be large: a part at a time."""
        loop = asyncio.get_running_loop()
        while (part := await loop.run_in_executor(self._threads, next, content, None)) is not None:
            yield part


class AtOnce(Executor):
    """Does at once what Django would go to a thread for before and after each answer: it tells
    that a request has begun or ended, and closes what that has used."""

    def submit(self, do: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(do(*args, **kwargs))
        except BaseException as error:
            done.set_exception(error)
        return done


class ThreadedPages(WSGIHandler):
    """The same on a server of threads."""

    request_class = AskedByThreads


def tidily(answer: Answer) -> Answer:
    """Leave the thread's database connection as a request found it: Django does so in the thread
    that tells of a request's beginning and end."""

    def answer_tidily(request: HttpRequest) -> HttpResponse:
        close_old_connections()
        try:
            return answer(request)
        finally:
            close_old_connections()

    return answer_tidily
