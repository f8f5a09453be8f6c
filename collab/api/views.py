"""The description of the API: for programs as OpenAPI, for people as a page."""

from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from drf_spectacular.generators import SchemaGenerator

from collab.base.access.routes import opens
from collab.base.api.policies import USE_API

from .reading import sections


@cache
def openapi() -> dict[str, Any]:
    return dict(SchemaGenerator(api_version="1").get_schema(public=True))


@opens(USE_API)
def description(request: HttpRequest) -> HttpResponse:
    return JsonResponse(openapi())


@opens(USE_API)
def docs(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "api/docs.html",
        {"sections": sections(openapi()), "base": settings.PUBLIC_BASE_URL},
    )
