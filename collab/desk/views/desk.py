"""A collaborative's desk: what needs its leads, and doing it in place."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collab.base.access.permissions import Role, may
from collab.base.access.routes import opens
from collab.base.ui.redirects import back, back_to
from networks.actions.beginning import AlreadyThere, DoesNotBelong
from networks.actions.invitations import MayNotInvite
from networks.actions.places import NotAGuestsEnd
from networks.forms import DeclineRequestForm
from networks.models import Collaborative, TooLateToUndo
from networks.models.tenure import AlreadyEnded
from networks.policies import OPEN_OWN_PAGES
from networks.standing import standing_of

from ..actions.settings import count_as_quiet
from ..actions.steps import Settled, take_step, undo_step
from ..desk import Desk
from ..forms import QuietForm
from ..mails import TooLate
from ..models import Step
from ..policies import READ_DESK, WORK_AT_DESK
from ..reading import Done, find_line, read_desk
from ..sources import SOURCES, Group

CHANGED_MEANWHILE = (
    Settled,
    TooLate,
    TooLateToUndo,
    AlreadyThere,
    AlreadyEnded,
    DoesNotBelong,
    MayNotInvite,
    NotAGuestsEnd,
)


@opens(OPEN_OWN_PAGES)
def desks(request: HttpRequest) -> HttpResponse:
    """The desk of the only collaborative that somebody leads or coaches; a list of several."""
    found = list(led_by(request.user))
    if len(found) == 1:
        return redirect("desk", found[0].uid)
    return render(
        request,
        "desk/choose.html",
        {"collaboratives": found, "crumbs": [(_("Your account"), reverse("me"))]},
    )


def led_by(person: Any) -> Any:
    """The open collaboratives that somebody leads or coaches, by name."""
    own = {
        each.collaborative_id
        for each in standing_of(person).collaboratives
        if each.role in (Role.LEAD, Role.COACH)
    }
    return Collaborative.objects.still_open().filter(pk__in=own).order_by("name")


@opens(READ_DESK, on=Collaborative)
def desk(request: HttpRequest, collaborative: Collaborative) -> HttpResponse:
    return _page(request, collaborative)


@require_POST
@opens(WORK_AT_DESK, on=Collaborative)
def step(
    request: HttpRequest, collaborative: Collaborative, source: str, what: str, about: str
) -> HttpResponse:
    """Do something about a line; what was done stands in its place."""
    return _step(request, collaborative, source, what, about)


@opens(WORK_AT_DESK, on=Collaborative)
def decline(
    request: HttpRequest, collaborative: Collaborative, source: str, about: str
) -> HttpResponse:
    """Decline somebody, and say why if one likes."""
    form = DeclineRequestForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        return _step(request, collaborative, source, "decline", about, reason=reason)
    at = Desk(collaborative, request.user, timezone.now())
    line = find_line(at, source, about)
    if line is None or not line.can("decline"):
        messages.info(request, _("That needs nobody any more. It was settled meanwhile."))
        return redirect("desk", collaborative.uid)
    context = {
        "form": form,
        "asks": line.sentence.text,
        "next": back_to(request, _address(collaborative)),
        "crumbs": [(_("Desk"), _address(collaborative))],
    }
    return render(request, "networks/decline_request.html", context)


def _step(
    request: HttpRequest,
    collaborative: Collaborative,
    source: str,
    what: str,
    about: str,
    **how: str,
) -> HttpResponse:
    if source not in SOURCES:
        raise Http404
    named = {"source": source, "what": what, "about": about}
    try:
        take_step(by=request.user, collaborative=collaborative, **named, **how)
    except CHANGED_MEANWHILE as reason:
        messages.info(request, _words(reason))
    return back(request, _address(collaborative))


@require_POST
@opens(WORK_AT_DESK, on=Collaborative)
def undo(request: HttpRequest, collaborative: Collaborative, step: str) -> HttpResponse:
    found = Step.objects.filter(collaborative=collaborative, uid=step, by=request.user)
    taken = found.select_related("collaborative").first()
    if taken is None:
        raise Http404
    try:
        undo_step(by=request.user, step=taken)
    except CHANGED_MEANWHILE as reason:
        messages.info(request, _words(reason))
    return back(request, _address(collaborative))


@require_POST
@opens(WORK_AT_DESK, on=Collaborative)
def quiet(request: HttpRequest, collaborative: Collaborative) -> HttpResponse:
    """Change after how many days an organisation counts as quiet."""
    form = QuietForm(request.POST)
    if not form.is_valid():
        return _page(request, collaborative, form)
    count_as_quiet(by=request.user, collaborative=collaborative, **form.cleaned_data)
    messages.success(
        request,
        _("Organisations now count as quiet after %(days)d days.")
        % {"days": form.cleaned_data["quiet_days"]},
    )
    return redirect("desk", collaborative.uid)


def _page(
    request: HttpRequest, collaborative: Collaborative, form: QuietForm | None = None
) -> HttpResponse:
    asked = request.GET.get("show", "")
    show = Group(asked) if asked in set(Group) else None
    later = "later" in request.GET
    at = Desk(collaborative, request.user, timezone.now())
    shown = read_desk(at, show=show, later=later, after=request.GET.get("after", ""))
    here = _address(collaborative)
    asks = {"show": show} if show else {}
    return render(
        request,
        "desk/desk.html",
        {
            "collaborative": collaborative,
            "crumbs": [(collaborative.name, collaborative.get_absolute_url())],
            "shown": shown,
            "rows": [(isinstance(row, Done), row) for row in shown.rows],
            "show": show,
            "later": later,
            "filters": [
                (group.label, shown.counts[group], f"{here}?show={group}", group == show)
                for group in Group
                if shown.counts[group] or group == show
            ],
            "here": here,
            "next": request.get_full_path() if request.method == "GET" else here,
            "later_href": f"{here}?{urlencode(asks | {'later': 1})}",
            "after_href": f"{here}?{urlencode(asks | {'after': shown.after})}",
            "settings": at.settings,
            "form": form or QuietForm(initial={"quiet_days": at.settings.quiet_days}),
            "may_work": may(request.user, WORK_AT_DESK, collaborative),
        },
    )


def _address(collaborative: Collaborative) -> str:
    return reverse("desk", args=[collaborative.uid])


def _words(reason: Exception) -> str:
    return reason.messages[0] if isinstance(reason, ValidationError) else str(reason)
