"""Who belongs to an organisation, through the API."""

from typing import Any

import django_filters
from rest_framework import serializers

from collab.base.api.operations import Endpoint, operation
from collab.base.api.problems import conflict, translate
from collab.base.api.scopes import Scope
from collab.base.api.serializers import Given, OrganisationNamed, PersonGiven, Taken
from collab.base.ui.paging import Page

from .. import models
from ..actions import by_domain, changing_roles, organisations
from ..policies import (
    DECIDE_AFFILIATIONS,
    END_AFFILIATION,
    MOVE_AFFILIATION,
    OPEN_OWN_PAGES,
    REQUEST_AFFILIATION,
)
from .shared import NO_ORGANISATION, Row

ROLES = models.Affiliation.Kind.choices

for refusal in (by_domain.NoAddressThere, by_domain.LinkOver):
    translate(refusal, conflict)


class AffiliationGiven(Given):
    uid = serializers.CharField()
    person = PersonGiven()
    organisation = OrganisationNamed()
    role = serializers.ChoiceField(ROLES)
    how = serializers.ChoiceField(models.Affiliation.How.choices, help_text="How it arose.")
    since = serializers.DateTimeField()
    confirmed_at = serializers.DateTimeField(
        allow_null=True, help_text="Null while it waits for an answer."
    )
    proven_until = serializers.DateTimeField(
        allow_null=True, help_text="When it ends unless the address is proven anew, if by address."
    )
    ended_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(help_text="Why it was declined, as far as that was said.")


class AffiliationFilter(django_filters.FilterSet):
    waiting = django_filters.BooleanFilter(
        label="Those that wait for an answer, or those confirmed",
        field_name="confirmed_at",
        lookup_expr="isnull",
    )
    role = django_filters.ChoiceFilter(choices=ROLES)


class RoleTaken(Taken):
    role = serializers.ChoiceField(ROLES)


class WhyNot(Taken):
    asks = "reason"

    reason = serializers.CharField(
        max_length=300,
        required=False,
        allow_blank=True,
        help_text="Whoever asked reads this, here and in a mail.",
    )


class GoesTo(Taken):
    to = Row(models.Organisation, NO_ORGANISATION)


class AffiliationsOfOrganisation(Endpoint):
    of = models.Organisation
    by = "identifier"

    @operation(
        DECIDE_AFFILIATIONS,
        Scope.READ,
        gives=AffiliationGiven,
        lists=True,
        filters=AffiliationFilter,
    )
    def get(self, request: Any, organisation: models.Organisation) -> Page:
        """Who belongs to an organisation or asks to, for those who look after it."""
        rows = models.Affiliation.objects.current().filter(
            organisation=organisation, person__is_active=True
        )
        return self.asks_for(rows.select_related("person", "organisation"), ("since", "uid"))

    @operation(REQUEST_AFFILIATION, Scope.CONTRIBUTE, gives=AffiliationGiven, makes=True)
    def post(self, request: Any, organisation: models.Organisation) -> models.Affiliation:
        """Ask to join. Whoever has asked already is told so, and nothing more is done."""
        return organisations.request_affiliation(by=request.user, organisation=organisation)


class JoinedByAddress(Endpoint):
    of = models.Organisation
    by = "identifier"

    @operation(REQUEST_AFFILIATION, Scope.CONTRIBUTE)
    def post(self, request: Any, organisation: models.Organisation) -> None:
        """Join with an address at the organisation’s domain. Where the address was not proven for
        long, a link is sent to it, and following that joins. Whose part in it somebody else has
        ended or declined has only asked to join."""
        by_domain.join_by_domain(by=request.user, organisation=organisation)


class OwnAffiliations(Endpoint):
    """Where one belongs, or has asked to."""

    @operation(OPEN_OWN_PAGES, Scope.READ, gives=AffiliationGiven, lists=True)
    def get(self, request: Any) -> Page:
        rows = models.Affiliation.objects.current().filter(person=request.user.pk)
        return self.asks_for(rows.select_related("person", "organisation"), ("since", "uid"))


class Affiliation(Endpoint):
    of = models.Affiliation

    @operation(END_AFFILIATION, Scope.READ, gives=AffiliationGiven)
    def get(self, request: Any, affiliation: models.Affiliation) -> models.Affiliation:
        return affiliation

    @operation(DECIDE_AFFILIATIONS, Scope.COORDINATE, takes=RoleTaken, gives=AffiliationGiven)
    def patch(self, request: Any, affiliation: models.Affiliation, role: str) -> Any:
        """Change what somebody is in the organisation."""
        return changing_roles.change_affiliation_role(
            by=request.user, affiliation=affiliation, role=role
        )

    @operation(END_AFFILIATION, Scope.CONTRIBUTE)
    def delete(self, request: Any, affiliation: models.Affiliation) -> None:
        """Leave the organisation, take a request back, or end somebody’s part in it."""
        organisations.end_affiliation(by=request.user, affiliation=affiliation)


class AffiliationConfirmed(Endpoint):
    of = models.Affiliation

    @operation(DECIDE_AFFILIATIONS, Scope.COORDINATE, takes=RoleTaken, gives=AffiliationGiven)
    def post(self, request: Any, affiliation: models.Affiliation, role: str) -> Any:
        """Confirm somebody who has asked, in a role."""
        return organisations.confirm_affiliation(
            by=request.user, affiliation=affiliation, role=role
        )


class AffiliationDeclined(Endpoint):
    of = models.Affiliation

    @operation(DECIDE_AFFILIATIONS, Scope.COORDINATE, takes=WhyNot)
    def post(self, request: Any, affiliation: models.Affiliation, reason: str = "") -> None:
        """Decline a request, saying why if you like; the person may ask again."""
        organisations.decline_affiliation(by=request.user, affiliation=affiliation, reason=reason)


class AffiliationReconsidered(Endpoint):
    of = models.Affiliation

    @operation(DECIDE_AFFILIATIONS, Scope.COORDINATE, gives=AffiliationGiven)
    def post(self, request: Any, affiliation: models.Affiliation) -> models.Affiliation:
        """Take your answer back, within ten minutes: the request waits again."""
        return organisations.reconsider_affiliation(by=request.user, affiliation=affiliation)


class AffiliationMoved(Endpoint):
    of = models.Affiliation

    @operation(MOVE_AFFILIATION, Scope.CONTRIBUTE, takes=GoesTo)
    def post(self, request: Any, affiliation: models.Affiliation, to: Any) -> None:
        """Leave this organisation for another: join that by an address, or ask to."""
        by_domain.move_affiliation(by=request.user, affiliation=affiliation, organisation=to)


class AddressProofAsked(Endpoint):
    of = models.Affiliation

    @operation(MOVE_AFFILIATION, Scope.CONTRIBUTE)
    def post(self, request: Any, affiliation: models.Affiliation) -> None:
        """Have a link sent to the address by which one belongs, which proves it anew."""
        by_domain.ask_for_proof(by=request.user, affiliation=affiliation)
