"""What comes in letters that nobody can read is answered kindly, not by an error of ours."""

from typing import Any

from django.core.exceptions import BadRequest
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.wsgi import WSGIRequest
from django.db import DataError
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin


class UnreadableFormsMiddleware(MiddlewareMixin):
    """Refuses a form or a query whose charset is none for text, such as base64, or makes none, such
    as half a character in UTF-7; and whatever comes under a head that makes no sense.

    Django reads forms only when they are first looked at, and lets these errors through. A form
    says kindly which of its fields has a null character, and keeps what was typed; PostgreSQL
    refuses to be asked for one that was looked up as it came.
    """

    def process_request(self, request: HttpRequest) -> None:
        if getattr(request, "unreadable", False):
            raise BadRequest("its head makes no sense")
        try:
            for sent in (request.GET, request.POST):
                for name, values in sent.lists():
                    "".join([name, *values]).encode()
        except (LookupError, UnicodeError) as error:
            raise BadRequest(str(error)) from error

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        if isinstance(error, DataError) and _has_null(request):
            raise BadRequest(str(error)) from error


def _has_null(request: HttpRequest) -> bool:
    values = (
        value
        for sent in (request.GET, request.POST)
        for _, values in sent.lists()
        for value in values
    )
    return "\0" in request.path_info or any("\0" in value for value in values)


class _Headed(HttpRequest):
    """A request whose head may make no sense, at which Django fails before it asks any of us."""

    unreadable = False

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        try:
            super()._set_content_type_params(meta)
        except ValueError:
            self.content_type, self.content_params, self.unreadable = "", {}, True


class Asked(_Headed, ASGIRequest):
    """A request to the server of sockets."""


class AskedByThreads(_Headed, WSGIRequest):
    """A request to a server of threads."""
