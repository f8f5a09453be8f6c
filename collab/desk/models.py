"""What a collaborative's leads have done at their desk, and what they count as quiet."""

from datetime import datetime
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collab.base.access.uid import UidField
from collab.base.security.retention import Record, Retention, Then
from networks.models import Collaborative
from networks.models.removal import UNDO_WITHIN


class DeskSettings(models.Model):
    """What the leads of a collaborative have agreed on for their desk.

    ``by`` and ``at`` say who changed it last, and when; nobody has yet where they are empty.
    """

    retention = Retention(record=Record.GOVERNANCE, with_="collaborative")

    LEAST, MOST, USUAL = 7, 365, 30

    collaborative = models.OneToOneField(Collaborative, models.CASCADE)
    quiet_days = models.PositiveSmallIntegerField(
        _("Days without a sign of life"),
        default=USUAL,
        validators=[MinValueValidator(LEAST), MaxValueValidator(MOST)],
    )
    by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(null=True, blank=True)


class StepQuerySet(models.QuerySet["Step"]):
    def standing(self) -> Self:
        """Those that were not undone."""
        return self.filter(undone_at=None)

    def keeping_away(self, at: datetime) -> Self:
        """Those because of which their line is not on the desk at this moment."""
        return self.standing().filter(until__gt=at)

    def undoable_by(self, person: Any, at: datetime) -> Self:
        return self.standing().filter(by=person, at__gt=at - UNDO_WITHIN)


class Step(models.Model):
    """Something that a lead did about one line of the desk.

    ``source`` and ``about`` name the line, ``until`` says how long the step keeps it away; it is
    empty where the line goes by itself. ``tier`` and ``due`` are where it stood, so that what was
    done is shown there. ``to`` was written to, by a mail that can be taken back.
    """

    retention = Retention(
        record=Record.COMMUNICATION,
        years=1,
        counted_from="at",
        then=Then.DELETE,
        held_through={"person": "to__uid", "collaborative": "collaborative__uid"},
        codes=("source", "what", "about", "mail"),
    )

    uid = UidField()
    collaborative = models.ForeignKey(Collaborative, models.PROTECT, db_index=False)
    source = models.CharField(max_length=16)
    what = models.CharField(max_length=16)
    about = models.CharField(max_length=25)
    tier = models.PositiveSmallIntegerField()
    due = models.DateTimeField()
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)
    to = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    mail = models.CharField(max_length=12, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = StepQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["collaborative", "source", "about"], name="steps_about_a_line"),
            models.Index(fields=["collaborative", "until"], name="steps_that_keep_away"),
            models.Index(fields=["collaborative", "by", "-at"], name="steps_of_somebody"),
            models.Index(fields=["mail"], condition=~Q(mail=""), name="steps_that_wrote_a_mail"),
        ]

    def can_be_undone(self, at: datetime) -> bool:
        """Whether whoever took it can still undo it at this moment."""
        return self.undone_at is None and at < self.at + UNDO_WITHIN
