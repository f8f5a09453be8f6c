"""Each request is counted, timed and told of in one line."""

import logging
import re
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Any
from uuid import uuid4

import structlog
from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponse

from .metrics import REQUESTS, SECONDS

METHODS = {"GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "OPTIONS"}
GIVEN = re.compile(r"[0-9A-Za-z-]{8,64}")
SLOW_SECONDS = 1

log = logging.getLogger("collab.requests")


class ObservingMiddleware:
    """Stands around all others. Each line of the log that a request causes carries its number:
    the one that a proxy gave it in ``X-Request-ID``, or a new one, which the answer tells."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        self.answers_async = iscoroutinefunction(get_response)
        if self.answers_async:
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponse | Awaitable[HttpResponse]:
        if self.answers_async:
            return self._observe_async(request)
        number, started = _begin(request), perf_counter()
        return _end(request, self.get_response(request), number, started)

    async def _observe_async(self, request: HttpRequest) -> HttpResponse:
        number, started = _begin(request), perf_counter()
        return _end(request, await self.get_response(request), number, started)


def _begin(request: HttpRequest) -> str:
    given = request.headers.get("X-Request-ID", "")
    number = given if GIVEN.fullmatch(given) else uuid4().hex
    structlog.contextvars.bind_contextvars(request=number)
    return number


def _end(request: HttpRequest, response: HttpResponse, number: str, started: float) -> HttpResponse:
    seconds = perf_counter() - started
    route = (request.resolver_match and request.resolver_match.url_name) or "nowhere"
    method = request.method if request.method in METHODS else "OTHER"
    REQUESTS.labels(route, method, response.status_code).inc()
    SECONDS.labels(route).observe(seconds)
    # The API knows its person by a token, a page by a session that it has looked at.
    person = getattr(request, "_api_person", None) or getattr(request, "_cached_user", None)
    told = {
        "route": route,
        "method": method,
        "status": response.status_code,
        "seconds": round(seconds, 4),
        "person": getattr(person, "uid", ""),
    }
    level = logging.WARNING if seconds > SLOW_SECONDS else logging.INFO
    log.log(level, "request", extra=told)
    response.headers["X-Request-ID"] = number
    structlog.contextvars.unbind_contextvars("request")
    return response
