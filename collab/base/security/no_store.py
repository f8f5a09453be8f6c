"""What somebody saw while signed in is kept by no browser.

On a ward several people use one computer: after signing out, Back must show nothing.
"""

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin


class NoStoreMiddleware(MiddlewareMixin):
    """Tells browsers and proxies to keep no answer to somebody who is signed in.

    It asks the session alone, which costs no query for a visitor without one.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if "no-store" in response.headers.get("Cache-Control", ""):
            return response  # the session may be what is away
        if SESSION_KEY in request.session:
            response.headers["Cache-Control"] = "private, no-store"
        return response
