"""Asking to belong to an organisation, and answering those who ask."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collab.base.access.routes import opens
from collab.base.ui.redirects import back, back_to

from ..actions.beginning import AlreadyThere
from ..actions.changing_roles import change_affiliation_role
from ..actions.organisations import (
    confirm_affiliation,
    decline_affiliation,
    end_affiliation,
    reconsider_affiliation,
    request_affiliation,
)
from ..by_domain import REMIND_BEFORE, ways_in
from ..finding import BY_NAME, NEAREST_FIRST, found, meant
from ..forms import ConfirmForm, DeclineRequestForm, DirectoryForm
from ..inviting import sent_to
from ..looking_after import only_ones
from ..models import Affiliation, Invitation, Organisation, Registration
from ..policies import DECIDE_AFFILIATIONS, OPEN_OWN_PAGES, REQUEST_AFFILIATION
from ..waiting import with_who_decides
from .answering import decided

SHOWN = 20


@opens(OPEN_OWN_PAGES)
def my_organisations(request: HttpRequest) -> HttpResponse:
    """Where somebody belongs or has asked to, and the way to ask."""
    form = DirectoryForm(request.GET)
    asked = form.asked()
    words = asked["words"]
    mine = (
        with_who_decides(Affiliation.objects.current().filter(person=request.user))
        .select_related("organisation__region", "address")
        .order_by("organisation__plain_name")
    )
    alone = only_ones([each.organisation for each in mine])
    near = ""
    rows = None
    if any(asked.values()):
        rows, near = found(request.user, **asked)
    found_count = 0 if rows is None else rows.count()
    order = NEAREST_FIRST if words else BY_NAME
    return render(
        request,
        "networks/my_organisations.html",
        {
            "crumbs": [(_("Your account"), reverse("me"))],
            "form": form,
            "words": words,
            "affiliations": mine,
            "alone": [pk for pk, who in alone.items() if who == request.user.pk],
            "ways": ways_in(request.user),
            "due_since": timezone.now() - Affiliation.VERIFIED_FOR + REMIND_BEFORE[0],
            "invitations": sent_to(request.user),
            "declined": Invitation.objects.just_declined_by(request.user).for_rows(),
            "registrations": Registration.objects.filter(by=request.user)
            .for_rows()
            .order_by("-at")[:SHOWN],
            "asked": [each.organisation for each in mine],
            "narrowed": rows is not None,
            "near": near,
            "meant": meant(request.user, words) if words and not found_count else "",
            "found": () if rows is None else rows.for_rows().order_by(*order)[:SHOWN],
            "found_count": found_count,
        },
    )


@require_POST
@opens(REQUEST_AFFILIATION, on=Organisation, by="identifier")
def join(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    try:
        request_affiliation(by=request.user, organisation=organisation)
    except AlreadyThere as reason:
        messages.info(request, str(reason))
    else:
        messages.success(
            request,
            _("You have asked to join %(name)s. It will confirm that you work with it.")
            % {"name": organisation.name},
        )
    return redirect("my_organisations")


@require_POST
@opens(OPEN_OWN_PAGES)
def leave(request: HttpRequest, uid: str) -> HttpResponse:
    """Leave an organisation, or take a request back."""
    mine = Affiliation.objects.filter(person=request.user).select_related("organisation")
    affiliation = get_object_or_404(mine, uid=uid)
    left = _("You have left %(name)s.")
    if not affiliation.confirmed_at:
        left = _("You have taken back your request to join %(name)s.")
    with suppress(AlreadyThere):  # the button was pressed twice
        end_affiliation(by=request.user, affiliation=affiliation)
    messages.success(request, left % {"name": affiliation.organisation.name})
    return redirect("my_organisations")


@require_POST
@opens(DECIDE_AFFILIATIONS, on=Organisation, by="identifier")
def confirm(request: HttpRequest, organisation: Organisation, uid: str) -> HttpResponse:
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["role"][0])
        return back(request, organisation.get_absolute_url())
    says = _("%(person)s now belongs to %(organisation)s.")
    role = form.cleaned_data["role"]
    return _answer(request, organisation, uid, confirm_affiliation, says, role=role)


@opens(DECIDE_AFFILIATIONS, on=Organisation, by="identifier")
def decline(request: HttpRequest, organisation: Organisation, uid: str) -> HttpResponse:
    """Decline, and say why if one likes."""
    form = DeclineRequestForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        says = _("You have declined %(person)s’s request to join %(organisation)s.")
        reason = form.cleaned_data["reason"]
        return _answer(request, organisation, uid, decline_affiliation, says, reason=reason)
    rows = Affiliation.objects.filter(organisation=organisation)
    affiliation = get_object_or_404(rows.select_related("person"), uid=uid)
    context = {
        "form": form,
        "asks": _("%(name)s asks to join %(organisation)s")
        % {"name": affiliation.person.name, "organisation": organisation.name},
        "next": back_to(request, organisation.get_absolute_url()),
        "crumbs": [(organisation.name, organisation.get_absolute_url())],
    }
    return render(request, "networks/decline_request.html", context)


@require_POST
@opens(DECIDE_AFFILIATIONS, on=Organisation, by="identifier")
def reconsider(request: HttpRequest, organisation: Organisation, uid: str) -> HttpResponse:
    """Take back what one has just answered."""
    says = _("%(person)s waits for your answer again.")
    return _answer(request, organisation, uid, reconsider_affiliation, says)


@require_POST
@opens(DECIDE_AFFILIATIONS, on=Organisation, by="identifier")
def end(request: HttpRequest, organisation: Organisation, uid: str) -> HttpResponse:
    says = _("%(person)s no longer belongs to %(organisation)s.")
    return _answer(request, organisation, uid, end_affiliation, says)


@require_POST
@opens(DECIDE_AFFILIATIONS, on=Organisation, by="identifier")
def change_role(request: HttpRequest, organisation: Organisation, uid: str) -> HttpResponse:
    """Make somebody something else in the organisation."""
    form = ConfirmForm(request.POST)
    if not form.is_valid():
        messages.error(request, form.errors["role"][0])
        return back(request, organisation.get_absolute_url())
    role = form.cleaned_data["role"]
    says = _("%(person)s’s role in %(organisation)s is now: %(role)s.")
    return _answer(request, organisation, uid, change_affiliation_role, says, role=role)


def _answer(
    request: HttpRequest,
    organisation: Organisation,
    uid: str,
    action: Callable[..., Affiliation],
    says: str,
    **how: Any,
) -> HttpResponse:
    rows = Affiliation.objects.filter(organisation=organisation)
    affiliation = get_object_or_404(rows.select_related("person", "organisation"), uid=uid)
    act = partial(action, by=request.user, affiliation=affiliation, **how)
    if answered := decided(request, act):
        words = {
            "person": affiliation.person.name,
            "organisation": organisation.name,
            "role": answered.get_role_display(),
        }
        messages.success(request, says % words)
    return back(request, organisation.get_absolute_url())
