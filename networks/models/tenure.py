from datetime import datetime
from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _


class TenureQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        return self.filter(ended_at=None)


class AlreadyEnded(ValueError):
    """Somebody else has ended it before."""


class Tenure(models.Model):
    """What somebody is or holds for a time: it is ended, never deleted, and keeps who did what."""

    since = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = TenureQuerySet.as_manager()

    class Meta:
        abstract = True

    def end(self, *, by: Any, at: datetime) -> None:
        """End it once: of two who do so at the same time, the first is remembered.

        Raises:
            AlreadyEnded: it has ended before.
        """
        if not type(self).objects.current().filter(pk=self.pk).update(ended_by=by, ended_at=at):
            raise AlreadyEnded(_("That has ended already."))
        self.ended_by, self.ended_at = by, at


def one_current(name: str, *fields: str) -> models.UniqueConstraint:
    """At most one row of these fields that has not ended."""
    return models.UniqueConstraint(fields=fields, condition=models.Q(ended_at=None), name=name)
