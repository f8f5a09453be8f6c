"""An organisation asks to join a collaborative, and its lead answers."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collab.base.access.permissions import may
from collab.base.access.routes import find_visible, opens
from collab.base.markup import TextRefused
from collab.base.ui.redirects import back
from networks.actions.beginning import AlreadyThere
from networks.actions.collaboratives import end_membership, take_back_end_of_membership
from networks.actions.joining import accept_join, withdraw_join
from networks.models import Collaborative, JoinRequest, Membership, Organisation
from networks.policies import ASK_TO_JOIN, COORDINATE, END_OWN_MEMBERSHIP
from networks.views.answering import decided

from ..actions.joining import ask_to_join, decline_with_reason, reconsider
from ..joining_forms import DeclineForm, JoinForm
from ..memberships import ended_just_now, last_membership


@opens(ASK_TO_JOIN, on=Organisation, by="identifier")
def choose(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The collaboratives in which an organisation takes part, and those that it can ask to join,
    its own region's first."""
    person, now = request.user, timezone.now()
    parts = Membership.objects.of_record().filter(organisation=organisation)
    rows = parts.select_related("collaborative")
    memberships = list(rows.order_by("-since"))
    asked = JoinRequest.objects.visible_to(person).waiting().filter(organisation=organisation)
    takes_part = {each.collaborative_id for each in memberships if each.ended_at is None}
    found = Collaborative.objects.visible_to(person).still_open().exclude(pk__in=takes_part)
    waiting = {each.collaborative_id: each for each in asked.select_related("space")}
    collaboratives = sorted(found.for_rows(), key=lambda each: each.pk != organisation.region_id)
    for each in collaboratives:
        each.waits = waiting.get(each.pk)
    context = {
        "organisation": organisation,
        "memberships": [each for each in memberships if each.ended_at is None],
        "earlier": [each for each in memberships if each.ended_at],
        "just_left": [each for each in memberships if ended_just_now(each, person, now)],
        "collaboratives": collaboratives,
        "may_leave": may(person, END_OWN_MEMBERSHIP, organisation),
        "crumbs": [(organisation.name, organisation.get_absolute_url())],
    }
    return render(request, "desk/joining_choose.html", context)


@require_POST
@opens(END_OWN_MEMBERSHIP, on=Organisation, by="identifier")
def leave(request: HttpRequest, organisation: Organisation, uid: str) -> HttpResponse:
    """End one's own organisation's part in a collaborative."""
    says = _("%(organisation)s has left %(name)s.")
    return _own_membership(request, organisation, uid, end_membership, says)


@require_POST
@opens(END_OWN_MEMBERSHIP, on=Organisation, by="identifier")
def stay(request: HttpRequest, organisation: Organisation, uid: str) -> HttpResponse:
    """Take back that one's organisation left."""
    says = _("%(organisation)s takes part in %(name)s as before.")
    return _own_membership(request, organisation, uid, take_back_end_of_membership, says)


def _own_membership(
    request: HttpRequest,
    organisation: Organisation,
    uid: str,
    action: Callable[..., Membership],
    says: str,
) -> HttpResponse:
    membership = last_membership(organisation, uid)
    if decided(request, partial(action, by=request.user, membership=membership)):
        words = {"organisation": organisation.name, "name": membership.collaborative.name}
        messages.success(request, says % words)
    return redirect("choose_collaborative", organisation.identifier)


@opens(ASK_TO_JOIN, on=Organisation, by="identifier")
def ask(request: HttpRequest, organisation: Organisation, uid: str) -> HttpResponse:
    """Name the sponsor, say why, and ask."""
    collaborative: Collaborative = find_visible(Collaborative, request.user, uid)
    form = JoinForm(request.POST or None, organisation=organisation)
    if request.method == "POST":
        act = partial(
            ask_to_join, by=request.user, organisation=organisation, collaborative=collaborative
        )
        try:
            if asked := form.attempt(act):
                says = _("You have asked. What the lead asks you, you read and answer here.")
                messages.success(request, says)
                return redirect(asked)
        except AlreadyThere as reason:
            messages.info(request, str(reason))
            return redirect(collaborative)
    context = {
        "organisation": organisation,
        "collaborative": collaborative,
        "form": form,
        "crumbs": [
            (_("Collaboratives"), reverse("collaboratives")),
            (collaborative.region, collaborative.get_absolute_url()),
        ],
    }
    return render(request, "desk/joining_ask.html", context)


@require_POST
@opens(COORDINATE, on=JoinRequest)
def accept(request: HttpRequest, join_request: JoinRequest) -> HttpResponse:
    says = _("%(organisation)s takes part now. Its people see the collaborative’s spaces.")
    return _answer(request, join_request, accept_join, says)


@opens(COORDINATE, on=JoinRequest)
def decline(request: HttpRequest, join_request: JoinRequest) -> HttpResponse:
    """Say why a request is declined."""
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        says = _("You have declined that %(organisation)s joins. It is told why.")
        reason = form.cleaned_data["reason"]
        try:
            return _answer(request, join_request, decline_with_reason, says, reason=reason)
        except TextRefused as refused:
            form.add_error("reason", refused.message)
        except ValidationError as refused:
            form.add_error("reason", refused)
    crumbs = [(join_request.space.name, join_request.get_absolute_url())]
    context = {"join_request": join_request, "form": form, "crumbs": crumbs}
    return render(request, "desk/joining_decline.html", context)


@require_POST
@opens(COORDINATE, on=JoinRequest)
def undo(request: HttpRequest, join_request: JoinRequest) -> HttpResponse:
    """Take back what one has just decided."""
    says = _("%(organisation)s waits for your answer again.")
    return _answer(request, join_request, reconsider, says)


@require_POST
@opens(ASK_TO_JOIN, on=JoinRequest)
def withdraw(request: HttpRequest, join_request: JoinRequest) -> HttpResponse:
    says = _("You have taken back the request of %(organisation)s. You can ask again.")
    return _answer(request, join_request, withdraw_join, says)


def _answer(
    request: HttpRequest,
    join_request: JoinRequest,
    action: Callable[..., Any],
    says: str,
    **how: Any,
) -> HttpResponse:
    if decided(request, partial(action, by=request.user, request=join_request, **how)):
        messages.success(request, says % {"organisation": join_request.organisation.name})
    return back(request, join_request.get_absolute_url())
