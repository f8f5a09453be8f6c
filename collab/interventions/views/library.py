from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from collab.base.access.routes import opens
from networks.policies import READ_SITE

from ..library import listing
from ..models import Intervention


@opens(READ_SITE)
def interventions(request: HttpRequest) -> HttpResponse:
    """Every intervention that the reader may see, newest first."""
    found = listing(Intervention.objects.visible_to(request.user), request.GET)
    return render(request, "interventions/library.html", {"listing": found})
