"""The invitations that were sent, and what can be done about each."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collab.base.access.routes import opens
from collab.base.live.idempotency import KeyUsedForOtherText
from collab.base.ui.paging import counts_of, page_of
from collab.base.ui.redirects import back

from ..actions.beginning import AlreadyThere
from ..actions.invitation_batches import MOST_ROWS, Wanted, invite_many
from ..actions.invitations import (
    MayNotInvite,
    restore_invitation,
    send_invitation_again,
    withdraw_invitation,
)
from ..invite_forms import SendAgainForm
from ..inviting import Inviter
from ..inviting_for import InvitingFor
from ..models import Collaborative, Invitation, Organisation
from ..policies import COORDINATE, INVITE, LOOK_AFTER_INVITATIONS

State = Invitation.State


@opens(INVITE, on=Organisation, by="identifier")
def of_organisation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    return _list(request, InvitingFor(organisation=organisation))


@opens(COORDINATE, on=Collaborative)
def of_collaborative(request: HttpRequest, collaborative: Collaborative) -> HttpResponse:
    return _list(request, InvitingFor(collaborative=collaborative))


@require_POST
@opens(INVITE, on=Organisation, by="identifier")
def send_all_of_organisation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    return _send_expired(request, InvitingFor(organisation=organisation))


@require_POST
@opens(COORDINATE, on=Collaborative)
def send_all_of_collaborative(request: HttpRequest, collaborative: Collaborative) -> HttpResponse:
    return _send_expired(request, InvitingFor(collaborative=collaborative))


@require_POST
@opens(LOOK_AFTER_INVITATIONS, on=Invitation)
def send_again(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    says = _("The invitation to %(to)s is sent again. Links in earlier mails work no more.")
    return _do(request, invitation, send_invitation_again, says)


@require_POST
@opens(LOOK_AFTER_INVITATIONS, on=Invitation)
def withdraw(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    return _do(request, invitation, withdraw_invitation, "", undo=True)


@require_POST
@opens(LOOK_AFTER_INVITATIONS, on=Invitation)
def restore(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    says = _("The invitation to %(to)s is valid again.")
    return _do(request, invitation, restore_invitation, says)


def _do(
    request: HttpRequest,
    invitation: Invitation,
    action: Callable[..., Invitation],
    says: str,
    *,
    undo: bool = False,
) -> HttpResponse:
    whose = Invitation.objects.for_rows().get(pk=invitation.pk)
    way = InvitingFor(collaborative=whose.collaborative)
    if not whose.collaborative:
        way = InvitingFor(organisation=whose.organisation)
    try:
        action(by=request.user, invitation=invitation)
    except (AlreadyThere, MayNotInvite) as refusal:
        messages.info(request, str(refusal))
        return back(request, way.list)
    if undo:
        goes_to = request.POST.get("list", "")
        mine = InvitingFor(organisation=whose.organisation)
        listed = mine.list if goes_to == mine.list else way.list
        return redirect(f"{listed}?{urlencode({'withdrawn': whose.uid})}")
    messages.success(request, says % {"to": whose.to})
    return back(request, way.list)


def _send_expired(request: HttpRequest, where: InvitingFor) -> HttpResponse:
    """Send all that have expired again, as many as are sent at once, but for those that cannot be:
    their organisation has left, for example."""
    expired = where.invitations.expired().select_related("organisation").order_by("pk")
    inviter = Inviter(request.user, where.collaborative)
    rows: list[Wanted] = []
    reasons: set[str] = set()
    for n, row in enumerate(expired[:MOST_ROWS], 1):
        if why := inviter.why_not(row.organisation, row.role):
            reasons.add(why)
        else:
            rows.append(Wanted(n, row.to, row.name, row.organisation, row.role))
    for why in sorted(reasons):
        messages.info(request, why)
    if not rows:
        if not reasons:
            messages.info(request, _("No invitation has expired."))
        return redirect(where.list)
    form = SendAgainForm(request.POST)
    if not form.is_valid():
        messages.info(request, " ".join(form.errors["key"]))
        return redirect(where.list)
    key = form.cleaned_data["key"]
    try:
        return redirect(invite_many(by=request.user, rows=rows, key=key, **where.given))
    except (MayNotInvite, KeyUsedForOtherText) as refusal:
        says = str(refusal) if isinstance(refusal, MayNotInvite) else _("That was done already.")
        messages.info(request, says)
        return redirect(where.list)


def _list(request: HttpRequest, where: InvitingFor) -> HttpResponse:
    state = request.GET.get("state", "")
    if state not in State.values:
        state = State.WAITING
    lists = {each: where.invitations.in_state(each) for each in State.values}
    counts = dict(zip(lists, counts_of(*lists.values()), strict=True))
    withdrawn = where.invitations.in_state(State.WITHDRAWN).filter(
        uid=request.GET.get("withdrawn", "")[:12]
    )
    rows = lists[state].for_rows()
    return render(
        request,
        "networks/invitations.html",
        {
            "where": where,
            "crumbs": [(where.name, where.thing.get_absolute_url())],
            "state": state,
            "tabs": [
                {
                    "label": label,
                    "href": f"{where.list}?state={value}",
                    "current": value == state,
                    "count": counts[value],
                }
                for value, label in State.choices
            ],
            "count": counts[state],
            "again": SendAgainForm(),
            "withdrawn": withdrawn.first() if "withdrawn" in request.GET else None,
            "page": page_of(rows, order=("-sent_at", "uid"), after=request.GET.get("after", "")),
        },
    )
