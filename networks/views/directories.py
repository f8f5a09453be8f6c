"""The collaboratives, organisations and spaces that somebody can find."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from collab.base.access.permissions import may
from collab.base.access.routes import opens
from collab.base.access.uid import new_uid
from collab.base.ui.paging import page_of

from ..finding import BY_NAME
from ..joining import asking_of
from ..members import fellows_among
from ..models import Affiliation, Appointment, Collaborative, Organisation, Space
from ..policies import COORDINATE, READ_COLLABORATIVE, READ_SITE, SEE_MEMBERS
from ..waiting import join_requests_for, just_decided_by

ASKED = 5


@opens(READ_SITE)
def collaboratives(request: HttpRequest) -> HttpResponse:
    """The regional collaboratives, on the map of England and as a list."""
    return render(
        request,
        "networks/collaboratives.html",
        {"collaboratives": Collaborative.objects.visible_to(request.user).still_open().for_rows()},
    )


@opens(READ_COLLABORATIVE, on=Collaborative)
def collaborative(request: HttpRequest, collaborative: Collaborative) -> HttpResponse:
    """A collaborative: who leads it, its spaces, and the organisations that take part."""
    appointments = (
        Appointment.objects.current()
        .filter(collaborative=collaborative, person__is_active=True)
        .select_related("person", "organisation")
        .order_by("-role", "person__name")
    )
    person = request.user
    may_coordinate = may(person, COORDINATE, collaborative)
    members = Organisation.objects.visible_to(person).members_of(collaborative)
    rows = Space.objects.visible_to(person).filter(collaborative=collaborative, joinrequest=None)
    theirs = list(rows.for_rows())
    return render(
        request,
        "networks/collaborative.html",
        {
            "collaborative": collaborative,
            "crumbs": [(_("Collaboratives"), reverse("collaboratives"))],
            "lead_body": collaborative.lead_body,
            "roles": tuple(Affiliation.Kind.choices),
            "key": new_uid(),
            "may_invite": collaborative.closed_at is None and may_coordinate,
            "asking": list(asking_of(person, collaborative)),
            "may_see_members": may(person, SEE_MEMBERS, collaborative),
            "may_coordinate": may_coordinate,
            "just_decided": just_decided_by(person).filter(collaborative=collaborative)
            if may_coordinate
            else (),
            "waiting": join_requests_for(person).filter(collaborative=collaborative)[:ASKED],
            "appointments": appointments,
            "fellows": fellows_among(each.person_id for each in appointments),
            "spaces": [space for space in theirs if not space.closed_at],
            "archived": [space for space in theirs if space.closed_at],
            "may_open_space": collaborative.closed_at is None and may_coordinate,
            "organisation_count": members.count(),
            "page": page_of(members.for_rows(), order=BY_NAME, after=request.GET.get("after", "")),
        },
    )


@opens(READ_SITE)
def spaces(request: HttpRequest) -> HttpResponse:
    """The spaces in which somebody takes part, then those that they may read besides."""
    mine = Space.objects.none()
    if request.user.is_authenticated:
        mine = Space.objects.of_member(request.user).still_open()
    others = Space.objects.visible_to(request.user).still_open().exclude(pk__in=mine.values("pk"))
    after = request.GET.get("after", "")
    return render(
        request,
        "networks/spaces.html",
        {
            "mine": mine.for_rows() if not after else (),
            "page": page_of(others.for_rows(), order=("name", "uid"), after=after),
        },
    )
