"""How requests for pages are answered: each by one thread, from its first middleware to its last.

Under ASGI Django goes to a thread and back for each middleware, and has a new thread, with a new
connection to the database, for each request. That cost more processor time than most pages.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse

from collab.base.security.unreadable import Asked, AskedByThreads

THREADS = 32
"""Requests that are worked on at once; one that waits for the database or a file holds a thread."""


class Pages(ASGIHandler):
    """Answers requests for pages and to the API, on a few threads that stay."""

    request_class = Asked

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="page")
        super().__init__()

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)
        answer: Answer = self._middleware_chain  # type: ignore[has-type]
        self._middleware_chain = sync_to_async(tidily(answer))

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        # What a request asks of threads comes one after the other, and leaves nothing in them.
        async with ThreadSensitiveContext(executor=self._threads):
            await self.handle(scope, receive, send)


class ThreadedPages(WSGIHandler):
    """The same on a server of threads."""

    request_class = AskedByThreads


Answer = Callable[[HttpRequest], HttpResponse]


def tidily(answer: Answer) -> Answer:
    """Leave the thread's database connection as a request found it: Django does this in whatever
    thread it is in when a request begins and ends."""

    def answer_tidily(request: HttpRequest) -> HttpResponse:
        close_old_connections()
        try:
            return answer(request)
        finally:
            close_old_connections()

    return answer_tidily
