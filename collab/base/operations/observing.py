"""Each request is counted, timed and told of in one line."""

import logging
import re
from collections.abc import Callable
from time import perf_counter
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse

from .metrics import REQUESTS, SECONDS

METHODS = {"GET", "HEAD", "POST", "PATCH", "DELETE", "PUT", "OPTIONS"}
GIVEN = re.compile(r"[0-9A-Za-z-]{8,64}")
SLOW_SECONDS = 1

log = logging.getLogger("collab.requests")


class ObservingMiddleware:
    """Stands around all others. Each line of the log that a request causes carries its number:
    the one that a proxy gave it in ``X-Request-ID``, or a new one, which the answer tells."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number, started = _begin(request), perf_counter()
        return _end(request, self.get_response(request), number, started)


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
