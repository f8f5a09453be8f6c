"""How requests for pages are answered: each by one thread, from its first middleware to its last.

Under ASGI Django goes to a thread and back for each middleware, and has a new thread, with a new
connection to the database, for each request. That cost more processor time than most pages.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any, cast

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import get_resolver

from collab.base.security.unreadable import Asked, AskedByThreads

from .outages import Busy

WAITING_FOR_EACH = 8
"""Requests that may wait for each thread; a page gives up after some twenty seconds."""
ALIVE = "/healthz"

Answer = Callable[[HttpRequest], HttpResponse]
AnswerLater = Callable[[HttpRequest], Awaitable[HttpResponse]]


class Pages(ASGIHandler):
    """Answers requests for pages and to the API, on a few threads that stay.

    Each holds a connection to the database as long as it works. Where all wait for something, such
    as a database that is away, so many requests wait for them and the next are refused at once:
    nobody waits for longer than their page does. Whether the process is alive is answered by a
    thread that waits for nothing.
    """

    request_class = Asked

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(settings.PAGE_THREADS, thread_name_prefix="page")
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="aside")
        self._under_way = 0
        super().__init__()

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)
        answer: Answer = self._middleware_chain  # type: ignore[has-type]
        self._by_threads = self._by(self._threads, tidily(answer))
        self._by_aside = self._by(self._aside, tidily(answer))
        self._refusing = self._by(self._aside, refuse)
        self._middleware_chain = self._answer

    def _by(self, threads: ThreadPoolExecutor, answer: Answer) -> AnswerLater:
        return sync_to_async(answer, thread_sensitive=False, executor=threads)

    async def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.path == ALIVE:
            return await self._by_aside(request)
        if self._under_way >= settings.PAGE_THREADS * (1 + WAITING_FOR_EACH):
            return await self._refusing(request)
        self._under_way += 1
        try:
            return await self._by_threads(request)
        finally:
            self._under_way -= 1

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


def refuse(request: HttpRequest) -> HttpResponse:
    """Too much is under way: it may be sent again in a moment."""
    try:
        raise Busy
    except Busy:
        response: HttpResponse = get_resolver().resolve_error_handler(500)(request)
        return response


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
