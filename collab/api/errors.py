"""What goes wrong outside an endpoint: a problem under /api/, a page elsewhere."""

import sys

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from collab.base.api.problems import Refused, answer
from collab.base.operations.outages import Outage, outage_behind
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
    if outage := outage_behind(sys.exception()):
        return unavailable(request, outage)
    ours = Refused(
        500,
        _("Something went wrong"),
        _("The fault is ours. Send the same again in a minute, under the same Idempotency-Key."),
    )
    return _problem(request, ours) or pages.server_error(request)


def unavailable(request: HttpRequest, outage: Outage) -> HttpResponse:
    """Something that we stand on is away. A page's script gets a problem too: it keeps the text and
    sends it again."""
    asks_for = request.get_preferred_type(["text/html", "application/json"])
    problem = Refused(outage.status, str(outage.title), str(outage.detail))
    response = _problem(request, problem, by_script=asks_for == "application/json")
    response = response or pages.unavailable(request, outage.status)
    response.headers["Cache-Control"] = "private, no-store"
    if outage.retry_after:
        response.headers["Retry-After"] = str(outage.retry_after)
    return response


def _problem(
    request: HttpRequest, error: Exception, *, by_script: bool = False
) -> HttpResponse | None:
    if not (request.path.startswith("/api/") or by_script):
        return None
    return answer(error, {"request": request})
