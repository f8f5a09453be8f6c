"""Email domains of organisations through the API."""

from typing import Any

from rest_framework import serializers

from collab.base.api.operations import Endpoint, operation
from collab.base.api.problems import conflict, invalid, translate
from collab.base.api.scopes import Scope
from collab.base.api.serializers import Given, OrganisationNamed, PersonGiven, Taken
from collab.base.ui.paging import Page

from .. import models
from ..actions import domains
from ..domains import NotADomain, SharedDomain
from ..overlapping import addresses_elsewhere, overlapping
from ..policies import CONFIRM_DOMAINS, LIST_DOMAINS
from ..roles import NETWORK

translate(SharedDomain, conflict)
translate(NotADomain, lambda refusal: invalid({"domain": [str(refusal)]}))


class EmailDomainGiven(Given):
    uid = serializers.CharField()
    domain = serializers.CharField()
    organisation = OrganisationNamed()
    by = PersonGiven(help_text="Who listed it.")
    since = serializers.DateTimeField()
    confirmed_at = serializers.DateTimeField(
        allow_null=True, help_text="Null while it waits for a steward."
    )
    ended_at = serializers.DateTimeField(allow_null=True)


class OtherDomain(Given):
    domain = serializers.CharField()
    organisation = OrganisationNamed()
    confirmed_at = serializers.DateTimeField(
        allow_null=True, help_text="Null while it waits for a steward."
    )


class PeopleElsewhere(Given):
    organisation = OrganisationNamed()
    people = serializers.IntegerField()


class DomainWaitingGiven(EmailDomainGiven):
    others = OtherDomain(
        many=True,
        help_text="The same domain, those above it and those beneath it, of other organisations.",
    )
    people_elsewhere = PeopleElsewhere(
        many=True,
        help_text="How many confirmed people of other organisations have a proven address there.",
    )


class DomainTaken(Taken):
    unscreened = ("domain",)

    domain = serializers.CharField(
        max_length=320, help_text="What addresses end with, such as severnside.nhs.uk."
    )


class Declined(Taken):
    reason = serializers.CharField(max_length=200, help_text="Whoever listed it reads this.")


class DomainsOfOrganisation(Endpoint):
    of = models.Organisation
    by = "identifier"

    @operation(LIST_DOMAINS, Scope.READ, gives=EmailDomainGiven, lists=True)
    def get(self, request: Any, organisation: models.Organisation) -> Page:
        """The domains that are listed for it."""
        rows = models.EmailDomain.objects.current().filter(organisation=organisation)
        return self.asks_for(rows.select_related("organisation", "by"), ("domain", "uid"))

    @operation(
        LIST_DOMAINS, Scope.COORDINATE, takes=DomainTaken, gives=EmailDomainGiven, makes=True
    )
    def post(self, request: Any, organisation: models.Organisation, domain: str) -> Any:
        """List a domain. A steward confirms that it is the organisation’s alone."""
        return domains.list_domain(
            by=request.user, organisation=organisation, domain=domain, key=self.key
        )


class DomainsWaiting(Endpoint):
    @operation(CONFIRM_DOMAINS, Scope.READ, over=NETWORK, gives=DomainWaitingGiven, lists=True)
    def get(self, request: Any) -> Page:
        """The domains that wait for a steward, the longest waiting first."""
        page = self.asks_for(models.EmailDomain.objects.waiting(), ("since", "uid"))
        others, people = overlapping(page.rows), addresses_elsewhere(page.rows)
        for domain in page.rows:
            domain.others, domain.people_elsewhere = others[domain.pk], people[domain.pk]
        return page


class Domain(Endpoint):
    of = models.EmailDomain

    @operation(LIST_DOMAINS, Scope.READ, gives=EmailDomainGiven)
    def get(self, request: Any, domain: models.EmailDomain) -> models.EmailDomain:
        return domain

    @operation(LIST_DOMAINS, Scope.COORDINATE)
    def delete(self, request: Any, domain: models.EmailDomain) -> None:
        """Take it away: whoever joined by it belongs there no more. For ten minutes, giving it back
        undoes that."""
        domains.take_domain_away(by=request.user, domain=domain)


class DomainConfirmed(Endpoint):
    of = models.EmailDomain

    @operation(CONFIRM_DOMAINS, Scope.COORDINATE, gives=EmailDomainGiven)
    def post(self, request: Any, domain: models.EmailDomain) -> models.EmailDomain:
        """Confirm that it belongs to its organisation alone."""
        return domains.confirm_domain(by=request.user, domain=domain)


class DomainDeclined(Endpoint):
    of = models.EmailDomain

    @operation(CONFIRM_DOMAINS, Scope.COORDINATE, takes=Declined)
    def post(self, request: Any, domain: models.EmailDomain, reason: str) -> None:
        """Decline it, saying why."""
        domains.decline_domain(by=request.user, domain=domain, reason=reason)


class DomainReconsidered(Endpoint):
    of = models.EmailDomain

    @operation(CONFIRM_DOMAINS, Scope.COORDINATE, gives=EmailDomainGiven)
    def post(self, request: Any, domain: models.EmailDomain) -> models.EmailDomain:
        """Take your decision back, within ten minutes: it waits again."""
        return domains.reconsider_domain(by=request.user, domain=domain)


class DomainGivenBack(Endpoint):
    of = models.EmailDomain

    @operation(LIST_DOMAINS, Scope.COORDINATE, gives=EmailDomainGiven)
    def post(self, request: Any, domain: models.EmailDomain) -> models.EmailDomain:
        """Take back that one took it away, within ten minutes, with all that ended by it."""
        given_back, _people = domains.give_domain_back(by=request.user, domain=domain)
        return given_back
