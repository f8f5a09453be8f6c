from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collab.base.accounts.models import Person
from collab.base.forgetting.reasons import PurgeReason
from collab.base.ui import times

UNDO_WITHIN = timedelta(minutes=10)
"""How long whoever removed something can take that back."""


def can_take_back(
    person: Any, *, done_by: int | None, done_at: datetime | None, now: datetime
) -> bool:
    """Did this person do something so lately that they can take it back at this moment?

    Args:
        done_by: the id of whoever did it.
        done_at: when; None if it was not done.
    """
    return done_at is not None and done_by == person.pk and now < done_at + UNDO_WITHIN


class TooLateToUndo(ValidationError):
    """A removal can be taken back for ten minutes, by whoever removed; the words say so."""

    def __init__(self) -> None:
        super().__init__(_("Whoever removed it can bring it back for ten minutes."))


class Removable(models.Model):
    """Something in a space that its author or a facilitator can remove. Its place stays.

    What was purged for a reason has no text any more, here or anywhere.
    """

    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    removal_reason = models.CharField(gettext_lazy("Reason"), max_length=200, blank=True)
    purged_for = models.CharField(max_length=8, choices=PurgeReason, blank=True)

    by_id: int  # whoever wrote it, whom each model of this kind names

    class Meta:
        abstract = True

    @property
    def removed(self) -> bool:
        return self.removed_at is not None

    @property
    def removal_says(self) -> str:
        """Who removed it and when, in words for everyone who sees its place."""
        if self.removed_at is None:
            return ""
        if self.purged_for:
            says = _("Taken out for good, %(on)s: %(why)s")
            why = PurgeReason(self.purged_for).label
            return says % {"on": times.full_date(self.removed_at), "why": why[:1].lower() + why[1:]}
        own = self.removed_by_id == self.by_id
        says = _("Removed by its author, %(on)s") if own else _("Removed by a facilitator, %(on)s")
        return says % {"on": times.full_date(self.removed_at)}

    def undone_by(self, person: Person, at: datetime) -> bool:
        """Can this person take the removal back at this moment?"""
        return not self.purged_for and can_take_back(
            person, done_by=self.removed_by_id, done_at=self.removed_at, now=at
        )
