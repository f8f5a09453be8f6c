from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q

from collab.base.access.subjects import Ref
from collab.base.access.uid import UidField
from collab.base.security.retention import Record, Retention
from networks.standing import standing_of

from .removal import UNDO_WITHIN
from .tenure import Tenure, TenureQuerySet, one_current


class EmailDomainQuerySet(TenureQuerySet):
    def visible_to(self, person: Any) -> Self:
        """Those of the organisations that somebody looks after; a steward looks after all."""
        standing = standing_of(person)
        rows = self.for_rows()
        return rows if standing.steward else rows.filter(organisation__in=standing.looks_after)

    def named(self, identifier: str) -> Self:
        return self.filter(uid=identifier)

    def for_rows(self) -> Self:
        return self.select_related("organisation", "by")

    def confirmed(self) -> Self:
        return self.current().filter(confirmed_at__isnull=False)

    def waiting(self) -> Self:
        """Those that a steward has still to look at, the longest waiting first."""
        return (
            self.current()
            .filter(confirmed_at=None)
            .select_related("organisation", "by")
            .order_by("since", "uid")
        )

    def just_decided_by(self, person: Any, at: datetime) -> Self:
        """Those that a steward has confirmed or declined so lately that they can take it back."""
        since = at - UNDO_WITHIN
        confirmed = Q(confirmed_by=person.pk, confirmed_at__gt=since, ended_at=None)
        declined = Q(ended_by=person.pk, ended_at__gt=since, confirmed_at=None) & ~Q(reason="")
        return self.filter(confirmed | declined)


class EmailDomain(Tenure):
    """What the addresses of an organisation's people end with, as the organisation says.

    Once a steward has confirmed that the domain belongs to that organisation alone, whoever has an
    address there joins with it. Several may ask for the same one until then. ``reason`` says why a
    steward declined.
    """

    retention = Retention(record=Record.GOVERNANCE, written=("reason",), codes=("domain",))

    uid = UidField()
    organisation = models.ForeignKey("networks.Organisation", models.PROTECT)
    domain = models.CharField(max_length=253)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=200, blank=True)

    objects = EmailDomainQuerySet.as_manager()

    class Meta:
        constraints = [
            one_current("one_domain_of_an_organisation", "domain", "organisation"),
            models.UniqueConstraint(
                fields=["domain"],
                condition=models.Q(ended_at=None, confirmed_at__isnull=False),
                name="one_organisation_a_domain",
            ),
        ]

    def __str__(self) -> str:
        return self.domain

    @property
    def ref(self) -> Ref:
        return Ref("emaildomain", self.uid)

    @property
    def title(self) -> str:
        return self.domain

    def get_absolute_url(self) -> str:
        """Its organisation’s page, where its domains are."""
        path: str = self.organisation.get_absolute_url()
        return path
