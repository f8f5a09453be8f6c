"""A form in letters that nobody can read is answered kindly, not by an error of ours."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin


class UnreadableFormsMiddleware(MiddlewareMixin):
    """Refuses a request whose charset is none for text, such as base64 or idna.

    Django reads a form only when it is first looked at, and lets these errors through.
    """

    def process_request(self, request: HttpRequest) -> None:
        try:
            _ = request.POST
        except (LookupError, UnicodeError) as error:
            raise BadRequest(str(error)) from error
