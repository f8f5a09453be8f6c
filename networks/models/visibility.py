from datetime import datetime

from django.db import models
from django.utils import timezone

from collab.base.security.retention import Record, Retention

from .confined import WIDER
from .removal import UNDO_WITHIN
from .spaces import Space


class VisibilityChangeQuerySet(models.QuerySet["VisibilityChange"]):
    def latest_of(self, space: Space) -> "VisibilityChange | None":
        return self.filter(space=space).order_by("-pk").first()

    def told_as(self, space: Space, seq: int) -> "VisibilityChange | None":
        """The change that a space's stream told under a number."""
        return self.filter(space=space, seq=seq).first()


class VisibilityChange(models.Model):
    """Somebody decided anew who sees a space.

    ``seq`` is how far its stream had come: what has happened since then was written for those who
    saw it afterwards.
    """

    retention = Retention(record=Record.GOVERNANCE)

    space = models.ForeignKey(Space, models.PROTECT)
    before = models.CharField(max_length=8, choices=Space.Visibility)
    after = models.CharField(max_length=8, choices=Space.Visibility)
    seq = models.BigIntegerField()
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = VisibilityChangeQuerySet.as_manager()

    @property
    def widens(self) -> bool:
        return self.after in WIDER[Space.Visibility(self.before)]

    def can_be_undone(self, at: datetime) -> bool:
        """Is it recent enough to be taken back, and not undone?"""
        return self.undone_at is None and at < self.at + UNDO_WITHIN
