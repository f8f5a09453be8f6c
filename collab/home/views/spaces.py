"""A space: what happens there now, its interventions, its discussions, its people."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from collab.base.access.permissions import may
from collab.base.access.routes import opens
from collab.base.access.uid import UidConverter
from collab.base.ui.paging import counts_of, page_of
from collab.interventions.library import NEWEST_FIRST, listing
from collab.interventions.models import Intervention
from collab.interventions.policies import SHARE_INTERVENTION
from discussions.models import Thread
from discussions.policies import START_THREAD
from networks.actions.places import just_ended
from networks.crumbs import crumbs_to
from networks.guests import guests_of, namings_in
from networks.joining import card_of
from networks.ledger import head_and_mark
from networks.members import (
    facilitators_of,
    ids_of_people_in,
    organisations_in,
    participants,
    people_in,
)
from networks.models import Place, Space, SpaceOrganisation
from networks.policies import DECIDE_WHO_SEES, FACILITATE, READ_SPACE, SEE_PEOPLE

from ..now import earlier_than, later_than
from ..unread import unread_threads

NAMED = 4
RELATED = 6


class Ended(NamedTuple):
    """Somebody, or an organisation, who was taken out of a space."""

    uid: str
    name: str


class SeqForm(forms.Form):
    """A place in a space's stream."""

    before = forms.IntegerField(required=False, min_value=0, max_value=2**62)
    after = forms.IntegerField(required=False, min_value=0, max_value=2**62)


@opens(READ_SPACE, on=Space)
def now(request: HttpRequest, space: Space) -> HttpResponse:
    """What happened in a space, newest first."""
    # The head is read before the content: whatever comes in between is told twice, never lost.
    epoch, head, mark = head_and_mark(space, request.user)
    before = _seq(request, "before")
    stream = earlier_than(space, request.user, before, mark=mark)
    return _page(
        request,
        space,
        "now",
        stream=stream,
        elsewhere=None if stream.days else _elsewhere(request.user, space),
        is_latest=before is None,
        epoch=epoch,
        head=head,
        related=_related(request.user, space),
    )


@opens(READ_SPACE, on=Space)
def rows(request: HttpRequest, space: Space) -> HttpResponse:
    """The part of the stream after a number, for the page that waits to show it.

    Where that is more than a page can take, it is led to the space afresh.
    """
    days = later_than(space, request.user, _seq(request, "after") or 0)
    return redirect(space) if days is None else render(request, "home/_days.html", {"days": days})


@opens(READ_SPACE, on=Space)
def interventions(request: HttpRequest, space: Space) -> HttpResponse:
    found = listing(Intervention.objects.visible_to(request.user).filter(space=space), request.GET)
    return _page(request, space, "interventions", listing=found, form=found.form)


@opens(READ_SPACE, on=Space)
def discussions(request: HttpRequest, space: Space) -> HttpResponse:
    """The discussions in a space, those written in last first."""
    threads = Thread.objects.visible_to(request.user).filter(space=space)
    page = page_of(
        threads.for_rows(), order=("-last_at", "-uid"), after=request.GET.get("after", "")
    )
    return _page(
        request, space, "discussions", page=page, unread=unread_threads(page.rows, request.user)
    )


@opens(SEE_PEOPLE, on=Space)
def people(request: HttpRequest, space: Space) -> HttpResponse:
    """Who takes part. Facilitators see besides who is a guest until when, and change that."""
    page = page_of(people_in(space), order=("name", "uid"), after=request.GET.get("after", ""))
    found = participants(space, page.rows)
    may_name = may(request.user, FACILITATE, space)
    places = _places(space, page.rows) if may_name else {}
    return _page(
        request,
        space,
        "people",
        page=page,
        participants=[(each, places.get(each.person.pk)) for each in found],
        may_name=may_name,
        guests=page_of(
            guests_of(space) if may_name else Place.objects.none(),
            order=("guest_until", "person__name", "person__uid"),
            after=request.GET.get("guests", ""),
        ),
        named=namings_in(space),
        ended=_just_ended(request, space) if may_name else None,
    )


def _places(space: Space, people: Iterable[Any]) -> dict[int, Place]:
    there = Place.objects.current().filter(space=space, person__in=[each.pk for each in people])
    return {place.person_id: place for place in there}


def _just_ended(request: HttpRequest, space: Space) -> Ended | None:
    """Whom this reader has just taken out of the space, and can bring back."""
    uid = request.GET.get("ended", "")
    if not re.fullmatch(UidConverter.regex, uid):
        return None
    match just_ended(space, request.user, uid):
        case Place() as place:
            return Ended(uid, place.person.name)
        case SpaceOrganisation() as naming:
            return Ended(uid, naming.organisation.name)
    return None


def _page(request: HttpRequest, space: Space, tab: str, **context: Any) -> HttpResponse:
    person = request.user
    may_see_people = may(person, SEE_PEOPLE, space)
    looking_after = facilitators_of(space) if may_see_people else []
    organisations, *counts = counts_of(
        organisations_in(space),
        Intervention.objects.visible_to(person).filter(space=space),
        Thread.objects.visible_to(person).filter(space=space),
        *([ids_of_people_in(space)] if may_see_people else ()),
    )
    may_decide = may(person, DECIDE_WHO_SEES, space)
    join_request = card_of(space, person)
    undoes = join_request is not None and join_request.can_undo  # which opens the space again
    return render(
        request,
        f"home/space_{tab}.html",
        {
            "space": space,
            "crumbs": [(_("Spaces"), reverse("spaces")), *crumbs_to(space)[:-1]],
            "tabs": list(_tabs(space, tab, *counts)),
            "organisation_count": organisations,
            "facilitators": participants(space, looking_after[:NAMED]),
            "more_facilitators": len(looking_after) - NAMED,
            "join_request": join_request,
            "may_share": may(person, SHARE_INTERVENTION, space),
            "may_discuss": may(person, START_THREAD, space),
            "may_settle": may(person, FACILITATE, space),
            "may_restore": may_decide and not undoes and _can_reopen(space),
            "may_decide": may_decide and join_request is None,
            **context,
        },
    )


def _can_reopen(space: Space) -> bool:
    """It is closed, and whose it is is not."""
    return space.closed_at is not None and not (space.owner and space.owner.closed_at)


def _tabs(
    space: Space, tab: str, interventions: int, threads: int, people: int | None = None
) -> Iterator[dict[str, Any]]:
    places: list[tuple[str, str, str, int | None]] = [
        ("now", "space", _("Now"), None),
        ("interventions", "space_interventions", _("Interventions"), interventions),
        ("discussions", "space_discussions", _("Discussions"), threads),
    ]
    if people is not None:
        places.append(("people", "space_people", _("People"), people))
    for here, name, label, count in places:
        href = reverse(name, args=[space.uid])
        yield {"label": label, "href": href, "current": here == tab, "count": count}


def _related(person: Any, space: Space) -> list[Space]:
    """Other spaces of whose it is."""
    whose = {"collaborative": space.collaborative_id, "organisation": space.organisation_id}
    if not any(whose.values()):
        return []
    others = Space.objects.visible_to(person).still_open().filter(**whose, joinrequest=None)
    return list(others.exclude(pk=space.pk).only("uid", "name")[:RELATED])


def _elsewhere(person: Any, space: Space) -> Intervention | None:
    """An example for a space in which nothing has been shared yet."""
    others = Intervention.objects.visible_to(person).exclude(space=space)
    return others.for_rows().order_by(*NEWEST_FIRST).first()


def _seq(request: HttpRequest, name: str) -> int | None:
    form = SeqForm(request.GET)
    form.is_valid()
    seq: int | None = form.cleaned_data.get(name)
    return seq
