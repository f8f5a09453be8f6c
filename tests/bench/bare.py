"""The product with one more address, /bare, at which Django answers through no middleware."""

from django.core.handlers.asgi import ASGIHandler, ASGIRequest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from asgi import application as product

ADDRESS = "/bare"


async def ok(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path(ADDRESS.removeprefix("/"), ok)]


class Asked(ASGIRequest):
    urlconf = __name__


class Bare(ASGIHandler):
    request_class = Asked


with override_settings(MIDDLEWARE=[]):
    bare = Bare()


async def application(scope, receive, send):  # type: ignore[no-untyped-def]
    answers = bare if scope.get("path") == ADDRESS else product
    await answers(scope, receive, send)
