from datetime import datetime
from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collab.base.access.subjects import Ref
from collab.base.access.uid import UidField
from collab.base.security.retention import Record, Retention
from collab.base.ui import times

from ..standing import seen_spaces
from .removal import UNDO_WITHIN, can_take_back
from .spaces import Space


class JoinRequestQuerySet(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """Those whose space this person sees: the organisation's people who ask, and the
        collaborative's leads and coaches."""
        return self.filter(space__in=seen_spaces(person))

    def named(self, identifier: str) -> Self:
        of_space = ("space__collaborative", "space__organisation")
        return self.for_rows().select_related(*of_space).filter(uid=identifier)

    def for_rows(self) -> Self:
        # No more than a row shows: to plan each further join costs as much as to ask.
        return self.select_related(
            "organisation", "collaborative", "by", "sponsor", "decided_by", "space"
        )

    def waiting(self) -> Self:
        return self.filter(state=JoinRequest.State.WAITING)

    def for_waiting_rows(self) -> Self:
        """With what a row shows of one that nobody has decided yet."""
        return self.select_related("organisation", "collaborative", "sponsor", "space")

    def just_decided(self, now: datetime) -> Self:
        """Those whose decision can be taken back, by whoever made it."""
        decided = (JoinRequest.State.ACCEPTED, JoinRequest.State.DECLINED)
        return self.filter(state__in=decided, decided_at__gt=now - UNDO_WITHIN)


class JoinRequest(models.Model):
    """An organisation asks to take part in a collaborative.

    Why, and what is asked and answered before the decision, stands in the discussion of a space
    that both sides see. So no text is kept here.
    """

    retention = Retention(record=Record.GOVERNANCE, codes=("said_in",))

    class State(models.TextChoices):
        WAITING = "waiting", gettext_lazy("Waiting")
        ACCEPTED = "accepted", gettext_lazy("Accepted")
        DECLINED = "declined", gettext_lazy("Declined")
        WITHDRAWN = "withdrawn", gettext_lazy("Taken back")
        CLOSED = "closed", gettext_lazy("Ended, because one of the two was closed")

    uid = UidField()
    organisation = models.ForeignKey("networks.Organisation", models.PROTECT)
    collaborative = models.ForeignKey("networks.Collaborative", models.PROTECT)
    space = models.OneToOneField(Space, models.PROTECT)
    sponsor = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    version = models.PositiveIntegerField(default=1)
    decided_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    membership = models.ForeignKey("networks.Membership", models.PROTECT, null=True, blank=True)

    said_in = models.CharField(max_length=40, blank=True)
    """A reference to the message that says why it was declined."""

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "collaborative"],
                condition=models.Q(state="waiting"),
                name="one_join_request_waits",
            )
        ]
        indexes = [models.Index(fields=["collaborative", "state", "at"], name="requests_to_join")]

    @property
    def ref(self) -> Ref:
        return Ref("joinrequest", self.uid)

    @property
    def waits(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def icon(self) -> str:
        return "organisation"

    @property
    def title(self) -> str:
        return _("%(organisation)s asks to join %(collaborative)s") % {
            "organisation": self.organisation.name,
            "collaborative": self.collaborative.name,
        }

    @property
    def row_meta(self) -> str:
        """Where it stands, in words."""
        if self.waits:
            return _("Waiting for the lead’s decision, asked %(on)s") % {
                "on": times.full_date(self.at)
            }
        return self.outcome

    @property
    def outcome(self) -> str:
        """Who decided what, and when; "" while it waits."""
        if self.decided_at is None or self.decided_by is None:
            return ""
        says = {
            self.State.ACCEPTED: _("Accepted by %(name)s, %(on)s"),
            self.State.DECLINED: _("Declined by %(name)s, %(on)s"),
            self.State.WITHDRAWN: _("Taken back by %(name)s, %(on)s"),
            self.State.CLOSED: _("Ended %(on)s, because one of the two was closed"),
        }[self.State(self.state)]
        return says % {"name": self.decided_by.name, "on": times.full_date(self.decided_at)}

    def undone_by(self, person: Any, at: datetime) -> bool:
        """Can this person still take the decision back at this moment?"""
        decided = self.state in (self.State.ACCEPTED, self.State.DECLINED)
        return decided and can_take_back(
            person, done_by=self.decided_by_id, done_at=self.decided_at, now=at
        )

    def get_absolute_url(self) -> str:
        return self.space.get_absolute_url()
