from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from collab.base.access.uid import address_of
from collab.base.accounts.models import Person
from collab.base.security.retention import Record, Retention, Then
from networks.seen_people import seen_people

from .tenure import Tenure, TenureQuerySet, one_current


class ProfileQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """Those whom this person may know: see ``seen_people``."""
        return self.filter(pk__in=seen_people(person), is_active=True)

    def named(self, identifier: str) -> Self:
        return self.filter(uid=identifier)


class Profile(Person):
    """Somebody as others may know them."""

    objects = ProfileQuerySet.as_manager()  # type: ignore[assignment]  # others than accounts have

    class Meta:
        proxy = True

    def get_absolute_url(self) -> str:
        return address_of("person", self.uid)


class FellowshipQuerySet(TenureQuerySet):
    def visible_to(self, person: Any) -> Self:
        """Fellows are known to everybody, as long as they are fellows."""
        return self.current().filter(person__is_active=True)

    def named(self, identifier: str) -> Self:
        return self.filter(person__uid=identifier)

    def for_rows(self) -> Self:
        return self.select_related("person", "supported_by", "collaborative")


class Fellowship(Tenure):
    """A person is a Patient Safety Fellow, supported by an organisation."""

    retention = Retention(
        record=Record.STAFF,
        years=6,
        counted_from="ended_at",
        then=Then.DELETE,
        held_through={"person": "person__uid"},
    )

    person = models.ForeignKey("accounts.Person", models.PROTECT)
    supported_by = models.ForeignKey("networks.Organisation", models.PROTECT)
    collaborative = models.ForeignKey("networks.Collaborative", models.PROTECT)

    objects = FellowshipQuerySet.as_manager()

    class Meta:
        constraints = [one_current("one_fellowship_at_once", "person")]


class NationalRole(Tenure):
    """A person has a duty to the whole network."""

    retention = Retention(
        record=Record.STAFF,
        years=6,
        counted_from="ended_at",
        then=Then.DELETE,
        held_through={"person": "person__uid"},
    )

    class Kind(models.TextChoices):
        STEWARD = "steward", _("National steward")

    person = models.ForeignKey("accounts.Person", models.PROTECT)
    role = models.CharField(max_length=8, choices=Kind)

    class Meta:
        constraints = [one_current("one_national_role_at_once", "person", "role")]

    by = models.ForeignKey(  # type: ignore[assignment]  # nobody appointed the first steward
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
