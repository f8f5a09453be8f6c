"""What whoever runs the product asks it. No session, no page."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from collab.base.access.routes import opens

from .metrics import REGISTRY
from .policies import PROBE
from .readiness import readiness, told


@opens(PROBE)
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers. Whoever gets no answer starts it anew."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@opens(PROBE)
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """All that it stands on does its work: 200, or 503 with what does not. What pages can do
    without is told and changes nothing."""
    parts = readiness()
    words = {name: "ok" if holds else "failed" for name, holds in parts.items()}
    return JsonResponse(words | told(), status=200 if all(parts.values()) else 503)


@opens(PROBE)
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Counts for Prometheus. Without the operator's token there is no such page."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(token, settings.METRICS_TOKEN):
        raise Http404
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)
