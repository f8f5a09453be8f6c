"""A collaborative's members through the API: organisations, people, leads and coaches."""

from typing import Any

import django_filters
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from collab.base.accounts.models import Person
from collab.base.api.operations import Endpoint, operation
from collab.base.api.problems import conflict, translate
from collab.base.api.scopes import Scope
from collab.base.api.serializers import Given, Markdown, OrganisationNamed, PersonGiven, Taken
from collab.base.ui.paging import Page
from discussions.api import ThreadGiven
from discussions.models import Thread
from fellows.api import Somebody
from networks import models
from networks.actions.collaboratives import (
    LastLead,
    admit_organisation,
    appoint,
    end_appointment,
    end_membership,
    take_back_end_of_appointment,
    take_back_end_of_membership,
)
from networks.api.places import GUEST_UNTIL, LAST_DAY
from networks.api.shared import NO_ORGANISATION, Row
from networks.policies import COORDINATE, READ_COLLABORATIVE, SEE_MEMBERS

from . import members
from .actions.writing_to import write_to
from .members_choices import Role, Seen, Sort
from .members_forms import OrganisationsForm, PeopleForm
from .memberships import membership_in

translate(LastLead, conflict)
NO_SPACE = "There is no space of that uid"


class PeriodGiven(Given):
    since = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class MembershipGiven(PeriodGiven):
    organisation = OrganisationNamed()


class MemberOrganisationGiven(Given):
    organisation = OrganisationNamed()
    since = serializers.DateTimeField(source="membership.since")
    earlier = PeriodGiven(many=True, help_text="When it took part before.")
    people = serializers.IntegerField(help_text="How many belong to it here.")
    active_on = serializers.DateField(
        allow_null=True, help_text="The last day on which one of them was here."
    )
    safety_leads = PersonGiven(many=True)


class AppointmentGiven(PeriodGiven):
    person = PersonGiven()
    organisation = OrganisationNamed()
    role = serializers.ChoiceField(models.Appointment.Kind.choices)


class BelongingGiven(Given):
    organisation = OrganisationNamed()
    role = serializers.ChoiceField(models.Affiliation.Kind.choices)


class MemberGiven(Given):
    person = PersonGiven()
    active_on = serializers.DateField(
        source="person.active_on",
        allow_null=True,
        help_text="The last day they were here.",
    )
    affiliations = BelongingGiven(many=True)
    appointment = AppointmentGiven(allow_null=True)
    fellow = serializers.SerializerMethodField()
    guest_until = serializers.DateTimeField(allow_null=True, help_text=GUEST_UNTIL)
    last_day = serializers.DateField(allow_null=True, help_text=LAST_DAY)

    def get_fellow(self, member: members.Member) -> bool:
        return member.fellowship is not None


class _Narrowing(django_filters.FilterSet):
    """The list itself reads what is asked for, as its page does."""

    q = django_filters.CharFilter(label=_("Words of a name"), method="as_asked", max_length=100)
    kind = django_filters.ChoiceFilter(
        label=_("Kind of organisation"),
        method="as_asked",
        choices=models.Organisation.Kind.choices,
    )
    seen = django_filters.ChoiceFilter(
        label=_("Active within, or quiet for, so many days"),
        method="as_asked",
        choices=Seen.choices,
    )
    days = django_filters.NumberFilter(
        label=_("How many days; 30 without"), method="as_asked", min_value=1, max_value=3650
    )

    def as_asked(self, rows: Any, name: str, value: Any) -> Any:
        return rows


class OrganisationsFilter(_Narrowing):
    sort = django_filters.ChoiceFilter(
        label=_("In which order"),
        method="as_asked",
        choices=[each for each in Sort.choices if each[0] != Sort.ORGANISATION],
    )


class PeopleFilter(_Narrowing):
    organisation = django_filters.CharFilter(
        label=_("The identifier of an organisation"), method="as_asked", max_length=12
    )
    role = django_filters.ChoiceFilter(
        label=_("What they are"), method="as_asked", choices=Role.choices
    )
    sort = django_filters.ChoiceFilter(
        label=_("In which order"), method="as_asked", choices=Sort.choices
    )


class Admitted(Taken):
    organisation = Row(models.Organisation, NO_ORGANISATION)


class MembersOf(Endpoint):
    """The organisations that take part in a collaborative."""

    of = models.Collaborative

    @operation(
        SEE_MEMBERS,
        Scope.READ,
        gives=MemberOrganisationGiven,
        lists=True,
        filters=OrganisationsFilter,
    )
    def get(self, request: Any, collaborative: models.Collaborative) -> Page:
        chosen = OrganisationsForm(request.query_params).chosen
        rows = members.organisations(collaborative, chosen)
        page = self.asks_for(rows, members.order_of_organisations(chosen))
        return page._replace(rows=list(members.organisation_rows(collaborative, page.rows)))

    @operation(COORDINATE, Scope.COORDINATE, takes=Admitted, gives=MembershipGiven, makes=True)
    def post(self, request: Any, collaborative: models.Collaborative, **said: Any) -> Any:
        """Let an organisation take part."""
        return admit_organisation(by=request.user, collaborative=collaborative, **said)


class MemberOf(Endpoint):
    of = models.Collaborative

    @operation(READ_COLLABORATIVE, Scope.COORDINATE)
    def delete(self, request: Any, collaborative: models.Collaborative, identifier: str) -> None:
        """End an organisation's part: as the collaborative's lead, or to leave with one's own."""
        end_membership(by=request.user, membership=membership_in(collaborative, identifier))


class MemberRestored(Endpoint):
    of = models.Collaborative

    @operation(READ_COLLABORATIVE, Scope.COORDINATE, gives=MembershipGiven)
    def post(self, request: Any, collaborative: models.Collaborative, identifier: str) -> Any:
        """Take back, within ten minutes, that you ended its part."""
        membership = membership_in(collaborative, identifier)
        return take_back_end_of_membership(by=request.user, membership=membership)


class PeopleOf(Endpoint):
    """Everybody who takes part in a collaborative."""

    of = models.Collaborative

    @operation(SEE_MEMBERS, Scope.READ, gives=MemberGiven, lists=True, filters=PeopleFilter)
    def get(self, request: Any, collaborative: models.Collaborative) -> Page:
        chosen = PeopleForm(request.query_params).chosen
        page = self.asks_for(members.people(collaborative, chosen), members.order_of(chosen))
        return page._replace(rows=members.member_rows(collaborative, page.rows))


class Appointed(Taken):
    person = Somebody(max_length=12, help_text="Their uid.")
    organisation = Row(models.Organisation, NO_ORGANISATION)
    role = serializers.ChoiceField(models.Appointment.Kind.choices)


class AppointmentsOf(Endpoint):
    """The leads and coaches of a collaborative."""

    of = models.Collaborative

    @operation(READ_COLLABORATIVE, Scope.READ, gives=AppointmentGiven, lists=True)
    def get(self, request: Any, collaborative: models.Collaborative) -> Page:
        rows = models.Appointment.objects.current().filter(
            collaborative=collaborative, person__is_active=True
        )
        joined = rows.select_related("person", "organisation")
        return self.asks_for(joined, ("person__name", "person__uid"))

    @operation(COORDINATE, Scope.COORDINATE, takes=Appointed, gives=AppointmentGiven, makes=True)
    def post(self, request: Any, collaborative: models.Collaborative, **said: Any) -> Any:
        """Make somebody a lead or coach, for an organisation to which they belong."""
        return appoint(by=request.user, collaborative=collaborative, **said)


class AppointmentOf(Endpoint):
    of = models.Collaborative

    @operation(COORDINATE, Scope.COORDINATE)
    def delete(self, request: Any, collaborative: models.Collaborative, person: str) -> None:
        """End somebody's duty as lead or coach."""
        end_appointment(by=request.user, appointment=_appointment(collaborative, person))


class AppointmentRestored(Endpoint):
    of = models.Collaborative

    @operation(COORDINATE, Scope.COORDINATE, gives=AppointmentGiven)
    def post(self, request: Any, collaborative: models.Collaborative, person: str) -> Any:
        """Take back, within ten minutes, that you ended it."""
        appointment = _appointment(collaborative, person)
        return take_back_end_of_appointment(by=request.user, appointment=appointment)


def _appointment(collaborative: models.Collaborative, person: str) -> models.Appointment:
    rows = models.Appointment.objects.filter(collaborative=collaborative, person__uid=person)
    joined = rows.select_related("person", "organisation", "collaborative")
    found: models.Appointment | None = joined.order_by("since").last()
    if found is None:
        raise Http404
    return found


class People(serializers.ListField):
    """Those of the collaborative who are named; in no other is anybody found."""

    child = serializers.CharField(max_length=12)

    def to_internal_value(self, data: Any) -> list[Person]:
        uids = set(super().to_internal_value(data))
        theirs = members.people(self.context["subject"], {"days": 30})
        found = list(theirs.filter(uid__in=uids))
        if len(found) < len(uids):
            raise serializers.ValidationError(_("Some are not among the collaborative’s people"))
        return found


class Written(Taken):
    unscreened = ("people",)

    title = serializers.CharField(max_length=150)
    text = Markdown()
    people = People(
        required=False,
        allow_empty=False,
        help_text="Their uids, to write to them in a new space. Without, everybody is written to.",
        error_messages={
            "empty": _("Name at least one person. To write to everybody, leave “people” out")
        },
    )
    space = Row(
        models.Space,
        NO_SPACE,
        required=False,
        allow_null=True,
        help_text="One of the collaborative’s own spaces, to write to everybody there. People are "
        "not named with it.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        attrs = super().validate(attrs)
        if "people" in attrs and attrs.get("space"):
            says = _("In a space everybody there is written to. Send “people” or “space”, not both")
            raise serializers.ValidationError({"people": says})
        return attrs


class MessageToMembers(Endpoint):
    of = models.Collaborative

    @operation(COORDINATE, Scope.COORDINATE, takes=Written, gives=ThreadGiven, makes=True)
    def post(
        self,
        request: Any,
        collaborative: models.Collaborative,
        *,
        people: list[Person] | None = None,
        **said: Any,
    ) -> Thread:
        """Write to members as a discussion. Each gets a mail that it is there."""
        if people is None:
            people = list(members.people(collaborative, {"days": 30}))
        return write_to(
            by=request.user,
            collaborative=collaborative,
            people=people,
            key=self.key,
            **said,
        )
