"""The front page: what the product is to a visitor, and what is new to somebody signed in."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from collab.base.access.permissions import may
from collab.base.access.routes import opens
from collab.interventions.library import NEWEST_FIRST
from collab.interventions.models import Intervention
from collab.interventions.policies import SHARE_INTERVENTION
from collab.security_log.policies import READ_SECURITY_LOG
from discussions.models import Thread
from networks.by_domain import ways_in
from networks.forms import FindForm
from networks.models import Affiliation, Collaborative, Fellowship, Organisation, Space
from networks.own_organisations import own_organisations
from networks.policies import OPEN_OWN_PAGES, READ_SITE
from networks.roles import NETWORK
from networks.standing import coordinates, standing_of

from ..needs import MOST, Needs, just_decided, needs_of
from ..soon import starting_soon
from ..unread import NewInSpace, new_in_spaces

SHOWN = 3
DETAILED = 12
"""Spaces of which the front page says what is new there; of the others it says how much."""
OPEN_SPACES = 6


@opens(READ_SITE)
def front(request: HttpRequest) -> HttpResponse:
    return signed_in(request) if request.user.is_authenticated else signed_out(request)


def signed_out(request: HttpRequest) -> HttpResponse:
    visitor = request.user
    interventions = Intervention.objects.visible_to(visitor)
    shown = list(interventions.for_rows().order_by(*NEWEST_FIRST)[:SHOWN])
    said = messages_about(shown, visitor)
    intervention_count = interventions.count()
    return render(
        request,
        "home/front.html",
        {
            "form": FindForm(),
            "interventions": [(each, said.get(str(each.ref), 0)) for each in shown],
            "intervention_count": intervention_count,
            "counters": list(counters(visitor, intervention_count)),
            "collaboratives": Collaborative.objects.visible_to(visitor).still_open().for_rows(),
        },
    )


def counters(person: Any, interventions: int) -> Iterator[tuple[int, str, str]]:
    """How many there are of what, each with the address of exactly those."""
    n = Collaborative.objects.visible_to(person).still_open().count()
    yield n, ngettext("collaborative", "collaboratives", n), reverse("collaboratives")
    n = Organisation.objects.visible_to(person).still_open().taking_part().count()
    taking_part = f"{reverse('organisations')}?taking_part=on"
    yield n, ngettext("organisation", "organisations", n), taking_part
    n = Fellowship.objects.visible_to(person).count()
    yield n, ngettext("Patient Safety Fellow", "Patient Safety Fellows", n), reverse("fellows")
    n = interventions
    yield n, ngettext("intervention", "interventions", n), reverse("interventions")


def messages_about(interventions: Iterable[Intervention], person: Any) -> dict[str, int]:
    """How many messages this person can read about each, by its reference."""
    subjects = [str(each.ref) for each in interventions]
    threads = Thread.objects.visible_to(person).filter(about__in=subjects)
    return dict(threads.order_by().values_list("about").annotate(Sum("last_n")))


def signed_in(request: HttpRequest) -> HttpResponse:
    person = request.user
    spaces = list(Space.objects.of_member(person).still_open())
    new = new_in_spaces(person, spaces)
    new_in = {each.space.pk: each for each in new}
    return render(
        request,
        "home/home.html",
        {
            **_needing(request, needs_of(person)),
            "soon": starting_soon(spaces, timezone.now()),
            "new": new[:DETAILED],
            "since": _oldest_of(new[:DETAILED], person),
            "more_new": len(new) - DETAILED,
            "spaces": [(space, new_in.get(space.pk)) for space in spaces],
            "open_spaces": ()
            if spaces
            else Space.objects.visible_to(person).still_open()[:OPEN_SPACES],
            "share_in": shareable(person, spaces),
            "coordinates": coordinates(person),
            "may_read_security_log": may(person, READ_SECURITY_LOG, NETWORK),
        },
    )


@opens(OPEN_OWN_PAGES)
def needs(request: HttpRequest) -> HttpResponse:
    """All that needs somebody."""
    person = request.user
    return render(request, "home/needs.html", _needing(request, needs_of(person, MOST)))


def _needing(request: HttpRequest, needs: Needs) -> dict[str, Any]:
    """The context of ``home/_needs.html``, and the organisations to which somebody belongs.

    Whoever comes from deciding something (``?decided``) can take it back there.
    """
    person = request.user
    asked = any(each.template == "home/_asked.html" for each in needs.shown)
    belongs = standing_of(person).in_network or asked
    organisations = own_organisations(person)
    invited = {
        need.about.organisation_id
        for need in needs.shown
        if need.template == "networks/_invited_to.html"
    }
    return {
        "needs": needs,
        "decided": just_decided(person) if "decided" in request.GET else (),
        "roles": tuple(Affiliation.Kind.choices),
        "belongs": belongs,
        # Of one organisation the best is shown: an invitation, or else joining by an address.
        "ways": ()
        if belongs
        else [each for each in ways_in(person) if each.organisation.pk not in invited],
        "invited": invited,
        "organisations": organisations,
        "could_join": [each for each in organisations if each.could_join],
    }


def _oldest_of(new: Iterable[NewInSpace], person: Any) -> datetime | None:
    """When the oldest of what is shown as new happened; None for who has joined since: all is new
    to them."""
    oldest = min((thing.at for each in new for thing in each.shown), default=None)
    return oldest if oldest and oldest > person.date_joined else None


def shareable(person: Any, spaces: Iterable[Space]) -> list[Space]:
    """In which of their spaces somebody may share an intervention."""
    return [space for space in spaces if may(person, SHARE_INTERVENTION, space)]


@opens(OPEN_OWN_PAGES)
def choose_space(request: HttpRequest) -> HttpResponse:
    """In which space to share an intervention."""
    spaces = shareable(request.user, Space.objects.of_member(request.user).still_open().for_rows())
    if len(spaces) == 1:
        return redirect("share_intervention", spaces[0].uid)
    return render(request, "home/choose_space.html", {"spaces": spaces})
