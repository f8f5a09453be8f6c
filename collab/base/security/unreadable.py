"""What comes in letters that nobody can read is answered kindly, not by an error of ours."""

from typing import Any

from django.core.exceptions import BadRequest
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, HttpResponseBadRequest
from django.utils.deprecation import MiddlewareMixin


class UnreadableFormsMiddleware(MiddlewareMixin):
    """Refuses a form or a query whose charset is none for text, such as base64, or makes none, such
    as half a character in UTF-7.

    Django reads them only when they are first looked at, and lets these errors through.
    """

    def process_request(self, request: HttpRequest) -> None:
        try:
            for sent in (request.GET, request.POST):
                for name, values in sent.lists():
                    "".join([name, *values]).encode()
        except (LookupError, UnicodeError) as error:
            raise BadRequest(str(error)) from error


class Pages(ASGIHandler):
    """Answers requests for pages; one whose head makes no sense is refused, where Django fails."""

    def create_request(self, scope: Any, body_file: Any) -> Any:
        try:
            return super().create_request(scope, body_file)
        except ValueError:
            return None, HttpResponseBadRequest()
