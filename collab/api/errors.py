"""What goes wrong outside an endpoint: a problem under /api/, a page elsewhere."""

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from collab.base.api.problems import Refused, answer
from collab.base.ui import errors as pages


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    problem = _problem(request, exception or BadRequest())
    return problem or pages.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    problem = _problem(request, exception or PermissionDenied())
    return problem or pages.permission_denied(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _problem(request, PermissionDenied()) or pages.csrf_failure(request, reason)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _problem(request, Http404()) or pages.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    ours = Refused(
        500,
        _("Something went wrong"),
        _("The fault is ours. Send the same again in a minute, under the same Idempotency-Key."),
    )
    return _problem(request, ours) or pages.server_error(request)


def _problem(request: HttpRequest, error: Exception) -> HttpResponse | None:
    if not request.path.startswith("/api/"):
        return None
    return answer(error, {"request": request})
