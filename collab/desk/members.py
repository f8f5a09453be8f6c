"""Who is in a collaborative: its organisations, and everybody who takes part through them, by an
appointment, as a fellow, or as a guest."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import (
    CharField,
    Count,
    DateField,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from collab.base.accounts.models import Person
from collab.base.ui.plain import plain, plain_of
from networks.finding import BY_NAME
from networks.models import (
    Affiliation,
    Appointment,
    Collaborative,
    Fellowship,
    Membership,
    Organisation,
    Place,
    Space,
)
from networks.models.places import last_day_of

from .members_choices import Role, Seen, Sort
from .quiet import moment_of, quiet_since

NEVER = date(1, 1, 1)
ORDERS = {
    Sort.NAME: ("name", "uid"),
    Sort.ORGANISATION: ("organisation_name", "name", "uid"),
    Sort.ACTIVE: ("-seen_on", "-uid"),
    Sort.QUIET: ("seen_on", "uid"),
}
Chosen = dict[str, Any]


def member_organisations(collaborative: Collaborative) -> QuerySet[Any]:
    """The ids of the organisations that take part now."""
    held = Membership.objects.current().filter(collaborative=collaborative)
    return held.values("organisation")


def own_spaces_of(collaborative: Collaborative) -> QuerySet[Space]:
    """The open spaces in which all of a collaborative's people take part."""
    return Space.objects.still_open().filter(
        collaborative=collaborative, members_by=Space.MembersBy.COLLABORATIVE
    )


# Organisations


def organisations(collaborative: Collaborative, chosen: Chosen) -> QuerySet[Organisation]:
    """The organisations that take part and fit what was chosen; quiet are those that the desk
    takes for quiet after so many days."""
    people = Affiliation.objects.confirmed().filter(
        organisation=OuterRef("pk"), person__is_active=True
    )
    latest = people.order_by().values("organisation").annotate(on=Max("person__active_on"))
    rows: QuerySet[Any] = Organisation.objects.members_of(collaborative).matching(
        chosen.get("q", "")
    )
    if kind := chosen.get("kind"):
        rows = rows.filter(kind=kind)
    if chosen.get("seen") or chosen.get("sort") in (Sort.ACTIVE, Sort.QUIET):
        rows = rows.annotate(seen_on=_seen(Subquery(latest.values("on"))))
    match chosen.get("seen"):
        case Seen.WITHIN:
            rows = rows.filter(seen_on__gte=_first_day(chosen))
        case Seen.QUIET:
            moment = moment_of(chosen["days"], timezone.now())
            rows = rows.filter(pk__in=quiet_since(collaborative, moment).values("organisation"))
    return rows


class OrganisationRow(NamedTuple):
    """An organisation in the directory, its part now, and its parts before."""

    organisation: Organisation
    membership: Membership
    earlier: list[Membership]
    people: int
    active_on: date | None
    safety_leads: list[Person]


def organisation_rows(
    collaborative: Collaborative, shown: Iterable[Organisation]
) -> Iterator[OrganisationRow]:
    """What the directory tells of each, in a fixed number of queries."""
    shown = list(shown)
    held = defaultdict(list)
    parts_of = Membership.objects.of_record().filter(collaborative=collaborative)
    for each in parts_of.filter(organisation__in=shown):
        held[each.organisation_id].append(each)
    belonging = Affiliation.objects.confirmed().filter(
        organisation__in=shown, person__is_active=True
    )
    counted = {
        pk: (people, on)
        for pk, people, on in belonging.order_by()
        .values_list("organisation")
        .annotate(Count("person"), Max("person__active_on"))
    }
    leads = defaultdict(list)
    safety_leads = belonging.filter(role=Affiliation.Kind.SAFETY_LEAD)
    for belongs in safety_leads.select_related("person").order_by("person__name", "pk"):
        leads[belongs.organisation_id].append(belongs.person)
    for organisation in shown:
        parts = sorted(held[organisation.pk], key=lambda each: each.since)
        people, on = counted.get(organisation.pk, (0, None))
        yield OrganisationRow(
            organisation,
            next(each for each in parts if each.ended_at is None),
            [each for each in parts if each.ended_at],
            people,
            on,
            leads[organisation.pk],
        )


def former_memberships(collaborative: Collaborative) -> QuerySet[Membership]:
    """The parts of organisations that do not take part any more, the last that ended first."""
    rows = Membership.objects.of_record().filter(
        collaborative=collaborative, ended_at__isnull=False
    )
    gone = rows.exclude(organisation__in=member_organisations(collaborative))
    return gone.select_related("organisation").order_by("-ended_at", "-pk")


# People


def people(collaborative: Collaborative, chosen: Chosen) -> QuerySet[Person]:
    """The people of a collaborative who fit what was chosen, each once."""
    first, *others = _ways(collaborative, chosen)
    rows = Person.objects.filter(pk__in=first.union(*others) if others else first, is_active=True)
    if words := plain(chosen.get("q", "")).split():
        rows = rows.alias(plain_name=plain_of("name"))
        for word in words:
            rows = rows.filter(plain_name__icontains=word)
    if chosen.get("seen") or chosen.get("sort") in (Sort.ACTIVE, Sort.QUIET):
        rows = rows.annotate(seen_on=_seen("active_on"))
    match chosen.get("seen"):
        case Seen.WITHIN:
            rows = rows.filter(seen_on__gte=_first_day(chosen))
        case Seen.QUIET:
            rows = rows.filter(seen_on__lt=_first_day(chosen))
    if chosen.get("sort") == Sort.ORGANISATION:
        rows = rows.annotate(organisation_name=_first_organisation(collaborative))
    return rows


def _ways(collaborative: Collaborative, chosen: Chosen) -> list[QuerySet[Any]]:
    """The ids of people, by each way in which somebody belongs that was chosen."""
    role = chosen.get("role")
    ways = []
    if role in (None, *Affiliation.Kind.values):
        held = Affiliation.objects.confirmed().filter(
            organisation__in=member_organisations(collaborative)
        )
        ways.append(_of_organisation(held.filter(role=role) if role else held, chosen))
    if role in (None, *Appointment.Kind.values):
        appointed = Appointment.objects.current().filter(collaborative=collaborative)
        ways.append(_of_organisation(appointed.filter(role=role) if role else appointed, chosen))
    if role in (None, Role.FELLOW):
        fellows = Fellowship.objects.current().filter(collaborative=collaborative)
        ways.append(_of_organisation(fellows, chosen, "supported_by"))
    if role in (None, Role.GUEST):
        ways.append(_of_organisation(guests(collaborative, timezone.now()), chosen))
    if role in (None, Role.FACILITATOR):
        ways.append(_of_organisation(facilitating(collaborative), chosen))
    return ways


def _of_organisation(
    held: QuerySet[Any], chosen: Chosen, through: str = "organisation"
) -> QuerySet[Any]:
    if identifier := chosen.get("organisation"):
        wanted = Organisation.objects.named(identifier)
        held = held.filter(**{f"{through}__in": wanted.values("pk")})
    if kind := chosen.get("kind"):
        held = held.filter(**{f"{through}__kind": kind})
    return held.order_by().values("person")


def guests(collaborative: Collaborative, at: datetime) -> QuerySet[Place]:
    """The places of guests in the collaborative's own spaces."""
    places = Place.objects.current().filter(space__in=own_spaces_of(collaborative))
    return places.filter(guest_until__gt=at)


def facilitating(collaborative: Collaborative) -> QuerySet[Place]:
    """The places of those who were named to look after one of the collaborative's own spaces."""
    places = Place.objects.current().filter(space__in=own_spaces_of(collaborative))
    return places.filter(role=Place.Role.FACILITATOR)


def _seen(when: Any) -> Coalesce:
    return Coalesce(when, Value(NEVER, DateField()), output_field=DateField())


def _first_organisation(collaborative: Collaborative) -> Coalesce:
    # By joins: a list of all member organisations would be made anew for each person.
    held = Affiliation.objects.confirmed().filter(
        person=OuterRef("pk"),
        organisation__membership__collaborative=collaborative,
        organisation__membership__ended_at=None,
    )
    name = held.order_by().values("person").annotate(first=Min("organisation__plain_name"))
    field_ = CharField(blank=True)
    return Coalesce(Subquery(name.values("first")), Value("", field_), output_field=field_)


def _first_day(chosen: Chosen) -> date:
    return timezone.localdate() - timedelta(days=chosen["days"])


def order_of(chosen: Chosen) -> tuple[str, ...]:
    """The order of a list of people, as ``page_of`` takes it."""
    return ORDERS[Sort(chosen.get("sort") or Sort.NAME)]


def order_of_organisations(chosen: Chosen) -> tuple[str, ...]:
    """The same of a list of organisations."""
    order = order_of(chosen)
    return BY_NAME if order == ORDERS[Sort.NAME] else order


@dataclass
class Member:
    """Somebody in the directory, and everything that they are in the collaborative."""

    person: Person
    affiliations: list[Affiliation] = field(default_factory=list)
    appointment: Appointment | None = None
    fellowship: Fellowship | None = None
    guest_until: datetime | None = None
    facilitates: list[Place] = field(default_factory=list)

    @property
    def last_day(self) -> date | None:
        """The last day on which they are a guest of any of its spaces; None for who is none."""
        return last_day_of(self.guest_until) if self.guest_until else None

    @property
    def organisation(self) -> Organisation | None:
        """The one for which they take part, the first by name."""
        if self.affiliations:
            return self.affiliations[0].organisation
        return self.appointment.organisation if self.appointment else None


def member_rows(collaborative: Collaborative, shown: Iterable[Person]) -> list[Member]:
    """What the directory tells of each, in a fixed number of queries."""
    rows = {person.pk: Member(person) for person in shown}
    theirs = Q(person__in=rows)
    organisations = Q(organisation__in=member_organisations(collaborative))
    led = Q(organisation=collaborative.lead_body_id)
    held = Affiliation.objects.confirmed().filter(theirs, organisations | led)
    for belongs in held.select_related("organisation").order_by("organisation__plain_name", "pk"):
        rows[belongs.person_id].affiliations.append(belongs)
    appointed = Appointment.objects.current().filter(theirs, collaborative=collaborative)
    for appointment in appointed.select_related("organisation"):
        rows[appointment.person_id].appointment = appointment
    fellows = Fellowship.objects.current().filter(theirs)
    for fellowship in fellows.select_related("supported_by", "collaborative"):
        rows[fellowship.person_id].fellowship = fellowship
    now = timezone.now()
    places = Place.objects.current().filter(theirs, space__in=own_spaces_of(collaborative))
    for place in places.select_related("space").order_by("space__name", "pk"):
        row = rows[place.person_id]
        if place.role == Place.Role.FACILITATOR:
            row.facilitates.append(place)
        if place.guest_until and place.guest_until > now:
            row.guest_until = max(place.guest_until, row.guest_until or now)
    return list(rows.values())
