"""Who takes part in a space besides its members, through the API."""

from datetime import datetime
from typing import Any

from django.http import Http404
from rest_framework import serializers

from collab.base.accounts.models import Person
from collab.base.api.operations import Endpoint, operation
from collab.base.api.problems import conflict, translate
from collab.base.api.scopes import Scope
from collab.base.api.serializers import Given, Named, OrganisationNamed, PersonGiven, Taken
from collab.base.ui.paging import Page

from .. import models
from ..actions import places, spaces
from ..finding_people import find_by_address
from ..policies import FACILITATE, SEE_PEOPLE
from .shared import NO_ORGANISATION, Row

for refusal in (
    places.GuestsDoNotFacilitate,
    places.NotAGuestsEnd,
    spaces.EndsBeforeItStarts,
    places.TooLateToBringBack,
):
    translate(refusal, conflict)


ROLES = models.Place.Role.choices
GUEST_UNTIL = (
    "The moment at which a guest’s place ends by itself, at the latest: midnight after their last "
    "day, where a day was chosen."
)
LAST_DAY = "The last day on which a guest takes part, by the clock of the United Kingdom."


class PlaceGiven(Given):
    person = PersonGiven()
    organisation = OrganisationNamed(allow_null=True)
    role = serializers.ChoiceField(ROLES)
    guest_until = serializers.DateTimeField(allow_null=True, help_text=GUEST_UNTIL)
    last_day = serializers.DateField(allow_null=True, help_text=LAST_DAY)
    since = serializers.DateTimeField()


class Somebody(Named):
    """A person, by uid or by the verified address that one knows of them."""

    missing = "There is nobody of that uid or email address"

    def find(self, identifier: str) -> Any:
        if "@" in identifier:
            return find_by_address(identifier).first()
        return Person.objects.filter(uid=identifier, is_active=True).first()


class PlaceChanged(Taken):
    role = serializers.ChoiceField(ROLES)
    guest_until = serializers.DateTimeField(
        required=False,
        allow_null=True,
        default=None,
        help_text=(
            "Within a year; null to stay. For a last day give the midnight after it: "
            "2026-12-29T00:00:00Z for 28 December 2026."
        ),
    )


class PlaceTaken(PlaceChanged):
    unscreened = ("person",)

    person = Somebody(max_length=200)
    organisation = Row(models.Organisation, NO_ORGANISATION, required=False, allow_null=True)


class PlacesOfSpace(Endpoint):
    of = models.Space

    @operation(FACILITATE, Scope.READ, gives=PlaceGiven, lists=True)
    def get(self, request: Any, space: models.Space) -> Page:
        """Those who are named in a space one by one, guests among them."""
        return self.asks_for(_current(space), ("since", "person__uid"))

    @operation(FACILITATE, Scope.COORDINATE, takes=PlaceTaken, gives=PlaceGiven)
    def post(self, request: Any, space: models.Space, **said: Any) -> models.Place:
        """Name somebody in a space, as a guest until a moment or for good."""
        return places.give_place(by=request.user, space=space, **said)


class PlaceOfSpace(Endpoint):
    of = models.Space

    @operation(FACILITATE, Scope.COORDINATE, takes=PlaceChanged, gives=PlaceGiven)
    def patch(
        self,
        request: Any,
        space: models.Space,
        person: str,
        *,
        role: str,
        guest_until: datetime | None,
    ) -> models.Place:
        """Give somebody another role, or a guest another moment until which they stay."""
        return places.change_place(
            by=request.user, place=_of(space, person), role=role, guest_until=guest_until
        )

    @operation(FACILITATE, Scope.COORDINATE)
    def delete(self, request: Any, space: models.Space, person: str) -> None:
        """End somebody's place: they lose what they see through it."""
        places.end_place(by=request.user, place=_of(space, person))


class PlaceRestored(Endpoint):
    of = models.Space

    @operation(FACILITATE, Scope.COORDINATE, gives=PlaceGiven)
    def post(self, request: Any, space: models.Space, person: str) -> models.Place:
        """Take back that you ended somebody's place, within ten minutes."""
        ended = models.Place.objects.filter(space=space, person__uid=person)
        return places.restore_place(by=request.user, place=_last(ended))


class NamingGiven(Given):
    organisation = OrganisationNamed()
    since = serializers.DateTimeField()


class NamingTaken(Taken):
    organisation = Row(models.Organisation, NO_ORGANISATION)


class OrganisationsOfSpace(Endpoint):
    of = models.Space

    @operation(SEE_PEOPLE, Scope.READ, gives=NamingGiven, lists=True)
    def get(self, request: Any, space: models.Space) -> Page:
        """The organisations that are named in a space one by one."""
        namings = models.SpaceOrganisation.objects.current().filter(space=space)
        return self.asks_for(namings.select_related("organisation"), ("since", "organisation__uid"))

    @operation(FACILITATE, Scope.COORDINATE, takes=NamingTaken, gives=NamingGiven)
    def post(self, request: Any, space: models.Space, **said: Any) -> models.SpaceOrganisation:
        """Name an organisation in a space: its people take part."""
        return places.name_organisation(by=request.user, space=space, **said)


class OrganisationOfSpace(Endpoint):
    of = models.Space

    @operation(FACILITATE, Scope.COORDINATE)
    def delete(self, request: Any, space: models.Space, organisation: str) -> None:
        """Take an organisation's name out of a space: its people lose sight of it."""
        places.end_naming(by=request.user, naming=_last(_namings(space, organisation)))


class NamingRestored(Endpoint):
    of = models.Space

    @operation(FACILITATE, Scope.COORDINATE, gives=NamingGiven)
    def post(
        self, request: Any, space: models.Space, organisation: str
    ) -> models.SpaceOrganisation:
        """Take back that you took an organisation's name out, within ten minutes."""
        naming = _last(_namings(space, organisation))
        return places.restore_naming(by=request.user, naming=naming)


def _current(space: models.Space) -> Any:
    rows = models.Place.objects.current().filter(space=space)
    return rows.select_related("person", "organisation", "space")


def _of(space: models.Space, person: str) -> models.Place:
    return _last(_current(space).filter(person__uid=person))


def _namings(space: models.Space, organisation: str) -> Any:
    """Of an organisation, by ODS code or uid."""
    named = models.Organisation.objects.named(organisation)
    return models.SpaceOrganisation.objects.filter(space=space, organisation__in=named)


def _last(held: Any) -> Any:
    if found := held.order_by("-since").first():
        return found
    raise Http404
