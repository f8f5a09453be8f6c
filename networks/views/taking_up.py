"""What whoever is invited meets: the mail's link, the page behind it, and accepting.

The link's token is looked at once and leaves the address at once: the page behind it stands at an
address of its own, and which invitation it shows is kept in the session, which survives signing up
and signing in. Opening it accepts nothing, since mail scanners open links too.
"""

from functools import partial
from typing import Any

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collab.base.access.routes import opens
from collab.base.accounts.forms import SIGNS_UP_WITH

from ..actions.taking_up import (
    InviterLostTheRight,
    NotValidAnyMore,
    SentToAnother,
    decline_invitation,
    reconsider_invitation,
    take_up_invitation,
)
from ..inviting import Inviter, addresses_of, sent_to
from ..models import Invitation
from ..models.invitations import hash_of
from ..policies import OPEN_OWN_PAGES, READ_SITE
from .answering import decided

INVITED = "invited"
"""Where a session remembers the hash of the link that was followed in it."""
GUESSES: dict[str, Any] = {
    "app": "networks",
    "action": "open_invitation",
    "config": {"open_invitation": "30/5m/ip"},
    "limit_get": True,
}
"""Of links that are none, from one network address. A hospital has one for all of its people, so
those that are right count for nothing."""


@opens(READ_SITE)
def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Where the mail's link leads."""
    if not ratelimit.consume(request, dry_run=True, **GUESSES):
        return ratelimit.respond_429(request)
    hashed = hash_of(token)
    if not Invitation.objects.waiting().filter(token_hash=hashed).exists():
        ratelimit.consume(request, **GUESSES)
        return not_valid(request)
    request.session[INVITED] = hashed
    request.session.pop(SIGNS_UP_WITH, None)
    return _keep_nothing(redirect("your_invitation"))


@opens(READ_SITE)
def your_invitation(request: HttpRequest) -> HttpResponse:
    """The invitation whose link somebody has followed: who invites whom to what."""
    row = _followed(request)
    if row is None:
        if request.user.is_authenticated and INVITED not in request.session:
            return redirect("my_organisations")
        return not_valid(request)
    inviter = Inviter(row.by, row.collaborative)
    if why := inviter.why_not(row.organisation, row.role):
        return _cannot(request, row, why)
    asks = not inviter.gives_a_place(row.organisation)
    theirs = row.to in addresses_of(request.user)
    if not request.user.is_authenticated:
        request.session[SIGNS_UP_WITH] = row.to
    context = {"invitation": row, "theirs": theirs, "asks": asks, "here": request.path}
    return _keep_nothing(render(request, "networks/invitation.html", context))


@require_POST
@opens(OPEN_OWN_PAGES)
def take_up(request: HttpRequest, uid: str) -> HttpResponse:
    """Accept an invitation that was sent to one of one's addresses."""
    row = _sent_to_them(request, uid)
    try:
        affiliation = take_up_invitation(by=request.user, invitation=row)
    except (NotValidAnyMore, SentToAnother):
        return not_valid(request)
    except InviterLostTheRight as why:
        return _cannot(request, row, str(why))
    _forget(request)
    names = {"name": row.organisation.name}
    if affiliation.confirmed_at:
        messages.success(request, _("Welcome. You belong to %(name)s now.") % names)
        return redirect(row.organisation)
    messages.success(
        request, _("You have asked to join %(name)s. It will confirm that you work there.") % names
    )
    return redirect("my_organisations")


@require_POST
@opens(OPEN_OWN_PAGES)
def decline(request: HttpRequest, uid: str) -> HttpResponse:
    """Decline an invitation that was sent to one of one's addresses."""
    row = _sent_to_them(request, uid)
    try:
        decline_invitation(by=request.user, invitation=row)
    except (NotValidAnyMore, SentToAnother):
        return not_valid(request)
    _forget(request)
    return redirect(f"{reverse('home')}?decided")


@require_POST
@opens(OPEN_OWN_PAGES)
def reconsider(request: HttpRequest, uid: str) -> HttpResponse:
    """Take back that one has just declined."""
    row = _sent_to_them(request, uid)
    if decided(request, partial(reconsider_invitation, by=request.user, invitation=row)):
        says = _("The invitation to %(name)s waits for you again.")
        messages.success(request, says % {"name": row.organisation.name})
    return redirect("home")


def _sent_to_them(request: HttpRequest, uid: str) -> Invitation:
    """
    Raises:
        Http404: there is none, or it was sent to somebody else.
    """
    rows = Invitation.objects.for_rows().filter(to__in=addresses_of(request.user))
    row: Invitation = get_object_or_404(rows, uid=uid)
    return row


def not_valid(request: HttpRequest) -> HttpResponse:
    """The same for what never was, was used, withdrawn or has expired: nobody learns which."""
    _forget(request)
    return _keep_nothing(render(request, "networks/invitation_not_valid.html", status=404))


def _cannot(request: HttpRequest, row: Invitation, why: str) -> HttpResponse:
    context = {"invitation": row, "why": why}
    return _keep_nothing(render(request, "networks/invitation_not_possible.html", context))


def _keep_nothing(answer: HttpResponse) -> HttpResponse:
    """On a shared computer nobody finds it with Back. Other sites learn no address of ours; a form
    still says to us which page it stands on."""
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer


def _forget(request: HttpRequest) -> None:
    for key in (INVITED, SIGNS_UP_WITH):
        request.session.pop(key, None)


def _followed(request: HttpRequest) -> Invitation | None:
    """The invitation whose link was followed, else the first that waits for one's addresses."""
    if hashed := request.session.get(INVITED):
        return Invitation.objects.waiting().for_rows().filter(token_hash=hashed).first()
    return sent_to(request.user).first()
