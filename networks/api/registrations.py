"""Organisations that somebody registered, through the API."""

from typing import Any

import django_filters
from rest_framework import serializers

from collab.base.api.operations import Endpoint, operation
from collab.base.api.problems import conflict, translate
from collab.base.api.scopes import Scope
from collab.base.api.serializers import Changes, Given, OrganisationNamed, PersonGiven, Taken
from collab.base.ui.paging import Page

from .. import models
from ..actions import registering
from ..actions.registering import Facts
from ..policies import LOOK_AFTER_NETWORK, OPEN_OWN_PAGES, REGISTER_ORGANISATION
from .organisations import FactsTaken, OrganisationGiven
from .shared import NO_ORGANISATION, Row

translate(registering.TooManyWaiting, conflict)


class RegistrationGiven(Given):
    uid = serializers.CharField()
    organisation = OrganisationGiven()
    ods_code = serializers.CharField()
    by = PersonGiven()
    at = serializers.DateTimeField()
    outcome = serializers.ChoiceField(
        models.Registration.Outcome.choices, allow_blank=True, help_text="Empty while it waits."
    )
    decided_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()
    merged_into = OrganisationNamed(allow_null=True)


class FactsCorrected(Changes, FactsTaken):
    """The facts to correct; what is left out is taken as it was registered."""


class ReasonTaken(Taken):
    reason = serializers.CharField(max_length=300)


class IntoTaken(Taken):
    into = Row(models.Organisation, NO_ORGANISATION)


class RegistrationFilter(django_filters.FilterSet):
    waiting = django_filters.BooleanFilter(
        label="Those that wait, or those that are decided", method="by_waiting"
    )

    def by_waiting(self, rows: Any, name: str, value: bool) -> Any:
        return rows.filter(outcome="") if value else rows.exclude(outcome="")


class Registrations(Endpoint):
    """The organisations that you registered; for a steward, that anybody did."""

    @operation(
        OPEN_OWN_PAGES, Scope.READ, gives=RegistrationGiven, lists=True, filters=RegistrationFilter
    )
    def get(self, request: Any) -> Page:
        rows = models.Registration.objects.visible_to(request.user).for_rows()
        return self.asks_for(rows, ("-at", "-uid"))

    @operation(
        REGISTER_ORGANISATION,
        Scope.CONTRIBUTE,
        takes=FactsTaken,
        gives=RegistrationGiven,
        makes=True,
    )
    def post(self, request: Any, **said: Any) -> models.Registration:
        """Register an organisation that the directory misses; a steward confirms it."""
        return registering.register_organisation(by=request.user, facts=Facts(**said), key=self.key)


class Confirmation(Endpoint):
    of = models.Registration

    @operation(LOOK_AFTER_NETWORK, Scope.COORDINATE, takes=FactsCorrected, gives=RegistrationGiven)
    def post(self, request: Any, registration: models.Registration, **said: Any) -> Any:
        """Take it into the directory, as it was registered or as it is corrected."""
        corrected = Facts(**{**_facts(registration), **said}) if said else None
        return registering.confirm_registration(
            by=request.user, registration=registration, corrected=corrected
        )


def _facts(registration: models.Registration) -> dict[str, Any]:
    facts = Facts.of(registration)
    return {name: getattr(facts, name) for name in Facts.__dataclass_fields__}


class Merging(Endpoint):
    of = models.Registration

    @operation(LOOK_AFTER_NETWORK, Scope.COORDINATE, takes=IntoTaken, gives=RegistrationGiven)
    def post(self, request: Any, registration: models.Registration, **said: Any) -> Any:
        """Say which organisation of the directory it is."""
        return registering.merge_registration(by=request.user, registration=registration, **said)


class Declining(Endpoint):
    of = models.Registration

    @operation(LOOK_AFTER_NETWORK, Scope.COORDINATE, takes=ReasonTaken, gives=RegistrationGiven)
    def post(self, request: Any, registration: models.Registration, **said: Any) -> Any:
        """Leave it out of the directory."""
        return registering.decline_registration(by=request.user, registration=registration, **said)


class TakingBack(Endpoint):
    of = models.Registration

    @operation(LOOK_AFTER_NETWORK, Scope.COORDINATE, gives=RegistrationGiven)
    def post(self, request: Any, registration: models.Registration) -> models.Registration:
        """Take your decision back, for ten minutes: it waits again."""
        return registering.take_back_decision(by=request.user, registration=registration)
