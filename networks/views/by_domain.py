"""Joining an organisation by an address, proving the address anew, and moving on."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collab.base.access.routes import opens
from collab.base.ui import times
from collab.base.ui.redirects import back

from ..actions.beginning import AlreadyThere
from ..actions.by_domain import (
    LinkOver,
    NoAddressThere,
    ask_for_proof,
    join_by_domain,
    move_affiliation,
    prove_address,
)
from ..by_domain import as_asked, ways_in
from ..forms import FindForm, MoveForm
from ..models import Affiliation, Organisation
from ..policies import OPEN_OWN_PAGES, REQUEST_AFFILIATION

SHOWN = 20


@require_POST
@opens(REQUEST_AFFILIATION, on=Organisation, by="identifier")
def join(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    try:
        affiliation = join_by_domain(by=request.user, organisation=organisation)
    except (AlreadyThere, NoAddressThere) as reason:
        messages.info(request, str(reason))
    else:
        if affiliation and not affiliation.confirmed_at:
            says = _(
                "You belong to %(name)s no longer, or it could not confirm you. So you have asked "
                "to join it now, and it decides."
            )
            messages.info(request, says % {"name": organisation.name})
        else:
            _say_joined(request, affiliation, organisation)
    return back(request, "my_organisations")


def _say_joined(
    request: HttpRequest, affiliation: Affiliation | None, organisation: Organisation
) -> None:
    name = {"name": organisation.name}
    if affiliation is None:
        says = _("We have sent a link to your address at %(name)s. Follow it to join.")
        messages.info(request, says % name)
    elif affiliation.confirmed_at:
        messages.success(request, _("You belong to %(name)s now. Its spaces are open.") % name)
    else:
        says = _("You have asked to join %(name)s. It will confirm that you work with it.")
        messages.success(request, says % name)


@opens(OPEN_OWN_PAGES)
def prove(request: HttpRequest, key: str) -> HttpResponse:
    """Where a link leads that was sent to an address. Only a button does what it asks: a program
    that looks through somebody's mail follows links too."""
    asked = as_asked(key, request.user)
    if asked is None:
        return render(request, "networks/link_over.html")
    if request.method == "POST":
        try:
            affiliation = prove_address(by=request.user, key=key)
        except (AlreadyThere, LinkOver, NoAddressThere) as reason:
            messages.info(request, str(reason))
        else:
            until = affiliation.proven_until
            says = _("You belong to %(name)s until %(day)s, and then prove your address again.")
            day = times.full_date(until) if until else ""
            messages.success(request, says % {"name": asked.organisation.name, "day": day})
        return redirect("my_organisations")
    return render(request, "networks/prove_address.html", {"asked": asked})


@require_POST
@opens(OPEN_OWN_PAGES)
def ask(request: HttpRequest, uid: str) -> HttpResponse:
    """Have a link sent to the address by which somebody belongs."""
    affiliation = _own(request, uid)
    try:
        email = ask_for_proof(by=request.user, affiliation=affiliation)
    except AlreadyThere as reason:
        messages.info(request, str(reason))
    else:
        messages.success(request, _("We have sent a link to %(email)s.") % {"email": email})
    return redirect("my_organisations")


@opens(OPEN_OWN_PAGES)
def move(request: HttpRequest, uid: str) -> HttpResponse:
    """Leave an organisation for another: find that one, then move in one step."""
    affiliation = _own(request, uid)
    left = {"name": affiliation.organisation.name}
    if affiliation.ended_at:
        messages.info(request, _("You have left %(name)s.") % left)
        return redirect("my_organisations")
    if request.method == "POST":
        moving = MoveForm(request.POST)
        if moving.is_valid():
            organisation = moving.cleaned_data["to"]
            try:
                now = move_affiliation(
                    by=request.user, affiliation=affiliation, organisation=organisation
                )
            except AlreadyThere as reason:
                messages.info(request, str(reason))
            else:
                messages.success(request, _("You have left %(name)s.") % left)
                _say_joined(request, now, organisation)
            return redirect("my_organisations")
        messages.error(request, moving.errors["to"][0])
    form = FindForm(request.GET if "q" in request.GET else None)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    mine = Affiliation.objects.current().filter(person=request.user)
    found = (
        Organisation.objects.visible_to(request.user)
        .still_open()
        .exclude(pk__in=mine.values("organisation"))
        .matching(words)
        .for_rows()
    )
    return render(
        request,
        "networks/move.html",
        {
            "affiliation": affiliation,
            "organisation": affiliation.organisation,
            "crumbs": [
                (_("Your account"), reverse("me")),
                (_("Your organisations"), reverse("my_organisations")),
            ],
            "form": form,
            "words": words,
            "ways": ways_in(request.user),
            "found": found[:SHOWN] if words else (),
            "found_count": found.count() if words else 0,
        },
    )


def _own(request: HttpRequest, uid: str) -> Affiliation:
    rows = Affiliation.objects.filter(person=request.user).select_related("organisation")
    affiliation: Affiliation = get_object_or_404(rows, uid=uid)
    return affiliation
