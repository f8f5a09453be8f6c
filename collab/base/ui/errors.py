"""Pages for what went wrong, in the shell and in kind words.

400, 413, 500 and 503 use no database and no context: whatever broke cannot break them too.
"""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.deprecation import MiddlewareMixin

from collab.base.access.permissions import NotPermitted
from collab.base.access.refusals import note_refusal

from .sent_again import to_send_again


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    needed = None
    if isinstance(exception, NotPermitted):
        needed = exception.needed
        note_refusal(request, over=exception.over, permission=needed.key)
    return render(request, "403.html", {"needed": needed}, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or came from elsewhere."""
    return render(request, "ui/errors/csrf.html", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


def wrong_method(request: HttpRequest) -> HttpResponse:
    return render(request, "405.html", status=405)


class WrongMethodMiddleware(MiddlewareMixin):
    """Gives a page to whoever opens an address that only forms are sent to.

    Django has a handler for every other error; its own answer to this one is empty.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if response.status_code != 405 or request.path.startswith("/api/"):
            return response
        page = wrong_method(request)
        page.headers["Allow"] = response.headers["Allow"]
        return page


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("500.html"), status=500)


def unavailable(request: HttpRequest, status: int) -> HttpResponse:
    """What the product stands on is away (503) or full (507). A text that may be sent again comes
    back to be sent."""
    context = {"address": request.get_full_path(), "again": list(to_send_again(request))}
    return HttpResponse(render_to_string(f"{status}.html", context), status=status)
