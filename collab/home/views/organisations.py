from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.permissions import may
from collab.base.access.routes import opens
from collab.base.access.uid import new_uid
from collab.base.ui.paging import PAGE_SIZE, counts_of, page_of
from collab.interventions.models import Intervention
from collab.spread.activity import activity_of
from collab.spread.drawing.months import draw_months
from collab.spread.months import last_months
from discussions.models import Thread
from networks.looking_after import only_ones
from networks.members import fellows_among
from networks.models import Affiliation, Collaborative, Organisation, Space, Succession
from networks.policies import (
    ASK_TO_JOIN,
    DECIDE_AFFILIATIONS,
    INVITE,
    LOOK_AFTER_NETWORK,
    OPEN_ORGANISATION_SPACE,
    READ_ORGANISATION,
    REQUEST_AFFILIATION,
    SEE_ORGANISATION_PEOPLE,
)
from networks.roles import NETWORK
from networks.views.domains import domains_of
from networks.waiting import just_answered_by

from ..shared_and_discussed import shared_and_discussed


@opens(READ_ORGANISATION, on=Organisation, by="identifier")
def organisation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """An organisation: what it is, what its people shared and discuss, and who they are.

    Each list shows only what the reader may see anyway.
    """
    person = request.user
    shared = Intervention.objects.visible_to(person).filter(for_organisation=organisation)
    discussed = Thread.objects.visible_to(person).filter(for_organisation=organisation)
    belonging = Affiliation.objects.filter(organisation=organisation, person__is_active=True)
    confirmed = belonging.confirmed().select_related("person")
    may_see_people = may(person, SEE_ORGANISATION_PEOPLE, organisation)
    may_decide = organisation.listed and may(person, DECIDE_AFFILIATIONS, organisation)
    people = page_of(
        confirmed if may_see_people else confirmed.none(),
        order=("person__name", "uid"),
        after=request.GET.get("people", ""),
    )
    waiting = belonging.waiting().select_related("person", "organisation").order_by("since", "pk")
    people_count, waiting_count = counts_of(
        confirmed, waiting if may_decide else waiting.filter(pk=None)
    )
    months = last_months(timezone.localdate())
    activity = activity_of([organisation.pk], person, months)[organisation.pk]
    registration = None if organisation.listed else organisation.registration
    theirs = list(Space.objects.visible_to(person).filter(organisation=organisation))
    own = belonging.current().filter(person=person.pk).first()
    return render(
        request,
        "home/organisation.html",
        {
            "organisation": organisation,
            "crumbs": [(_("Organisations"), reverse("organisations"))],
            "successions": Succession.objects.of(organisation),
            "collaboratives": Collaborative.objects.visible_to(person)
            .still_open()
            .filter(membership__organisation=organisation, membership__ended_at=None),
            "spaces": [space for space in theirs if not space.closed_at],
            "archived": [space for space in theirs if space.closed_at],
            "may_open_space": organisation.closed_at is None
            and may(person, OPEN_ORGANISATION_SPACE, organisation),
            **shared_and_discussed(request, shared, discussed),
            "by_month": draw_months(activity, months),
            "may_see_people": may_see_people,
            "people": people,
            "people_count": people_count,
            "fellows": fellows_among(each.person_id for each in people.rows),
            "may_decide": may_decide,
            "may_invite": organisation.closed_at is None and may(person, INVITE, organisation),
            "may_join_collaborative": organisation.closed_at is None
            and may(person, ASK_TO_JOIN, organisation),
            "waiting": waiting[:PAGE_SIZE] if may_decide else (),
            "answered": just_answered_by(person).filter(organisation=organisation)[:PAGE_SIZE]
            if may_decide
            else (),
            "more_waiting": waiting_count - PAGE_SIZE,
            "roles": tuple(Affiliation.Kind.choices),
            "only_one": only_ones([organisation]).get(organisation.pk) if may_decide else None,
            **domains_of(organisation, person),
            "key": new_uid(),
            "own": own,
            "registration": registration,
            "may_confirm": registration and may(person, LOOK_AFTER_NETWORK, NETWORK),
            "may_ask": own is None
            and organisation.closed_at is None
            and (registration is None or registration.by == person)
            and may(person, REQUEST_AFFILIATION, organisation),
        },
    )
