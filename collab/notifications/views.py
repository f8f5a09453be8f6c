"""What somebody is told of."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collab.base.access.routes import opens
from collab.base.access.subjects import find
from collab.base.ui.paging import page_of

from .actions import read_all_notices, read_notice, unread_notices
from .models import Notice
from .policies import READ_OWN_NOTICES
from .reading import NEWEST_FIRST, count_at_the_bell, notices_of, unread_count
from .words import told

JUST_READ = "notices_just_read"
"""In a session: the moment at which all were marked as read, and how many those were."""


class UnreadForm(forms.Form):
    """What is listed: all of it, or what is new."""

    unread = forms.BooleanField(required=False)


@opens(READ_OWN_NOTICES)
def notices(request: HttpRequest) -> HttpResponse:
    """What somebody is told of, newest first, by day."""
    person = request.user
    only_unread = UnreadForm(request.GET)
    only_unread.is_valid()
    rows = notices_of(person)
    if only_unread.cleaned_data["unread"]:
        rows = rows.filter(is_unread=True)
    page = page_of(rows, order=NEWEST_FIRST, after=request.GET.get("after", ""))
    return render(
        request,
        "notifications/notices.html",
        {
            "notices": told(page.rows, person),
            "after": page.after,
            "unread": unread_count(person),
            "only_unread": only_unread.cleaned_data["unread"],
            "just_read": request.session.get(JUST_READ, ("", 0))[1],
        },
    )


@opens(READ_OWN_NOTICES)
def notice(request: HttpRequest, uid: str) -> HttpResponse:
    """On to what somebody was told of, which is read from now on."""
    found = get_object_or_404(Notice.objects.visible_to(request.user), uid=uid)
    read_notice(by=request.user, notice=found)
    subject = find(found.ref, request.user)
    if subject is None:
        raise Http404
    return redirect(subject)


@opens(READ_OWN_NOTICES)
def count(request: HttpRequest) -> HttpResponse:
    """How many are new, for the bell of a page that is open."""
    return JsonResponse({"unread": count_at_the_bell(request.user)})


@require_POST
@opens(READ_OWN_NOTICES)
def read_all(request: HttpRequest) -> HttpResponse:
    at = timezone.now()
    request.session[JUST_READ] = at.isoformat(), read_all_notices(by=request.user, at=at)
    return redirect("notices")


@require_POST
@opens(READ_OWN_NOTICES)
def unread(request: HttpRequest) -> HttpResponse:
    """Take back that all were marked as read."""
    at, _count = request.session.pop(JUST_READ, ("", 0))
    if at:
        unread_notices(by=request.user, read_at=datetime.fromisoformat(at))
        messages.success(request, _("They are new again."))
    return redirect("notices")
