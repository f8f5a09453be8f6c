"""Addresses for the shell's tests: an account's own pages, and stand-ins for those above it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.urls import include, path
from django.views.decorators.http import require_POST

from collab.base.access.permissions import NotPermitted
from collab.base.accounts.policies import LOOK_AFTER_OWN_ACCOUNT
from collab.base.ui.forms import ScreenedForm

PAGE = engines["django"].from_string(
    '{% extends "ui/page.html" %}{% block title %}A page{% endblock %}'
    '{% block main %}<h1 class="app-h1">A page</h1>{{ form }}{% endblock %}'
    "{% block side %}{% if side_column %}<p>Beside</p>{% endif %}{% endblock %}"
)


class NoteForm(ScreenedForm):
    title = forms.CharField(label="Title", max_length=20)
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)


def page(request: HttpRequest, uid: str = "") -> HttpResponse:
    form = NoteForm(request.POST) if request.method == "POST" else NoteForm()
    if form.is_valid():
        messages.success(request, "The note is saved.")
        return redirect("/spaces")
    context = {"form": form, "side_column": "side" in request.GET}
    return HttpResponse(PAGE.render(context, request))


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a defect")


def forbidden(request: HttpRequest) -> HttpResponse:
    raise NotPermitted(LOOK_AFTER_OWN_ACCOUNT)


def denied(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [
    path("", page, name="home"),
    path("spaces", page),
    path("s/<str:uid>", page),
    path("help", page),
    path("help/permissions", page),
    path("posted", require_POST(page)),
    path("broken", broken),
    path("forbidden", forbidden),
    path("denied", denied),
    path("", include("collab.base.accounts.urls")),
]
handler400 = "collab.base.ui.errors.bad_request"
handler403 = "collab.base.ui.errors.permission_denied"
handler404 = "collab.base.ui.errors.page_not_found"
handler500 = "collab.base.ui.errors.server_error"
