from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from collab.base.access.routes import opens
from networks.policies import READ_SITE

from .matrix import sections


@opens(READ_SITE)
def permissions(request: HttpRequest) -> HttpResponse:
    """Who can do what, in words."""
    return render(request, "guide/permissions.html", {"sections": sections()})
