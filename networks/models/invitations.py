import hashlib
from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collab.base.access.permissions import Role
from collab.base.access.uid import UidField
from collab.base.security.retention import Record, Retention, Then

from ..standing import standing_of
from .organisations import Affiliation
from .removal import UNDO_WITHIN

DECIDING = (Affiliation.Kind.SAFETY_LEAD, Affiliation.Kind.ADMINISTRATOR)
FORGOTTEN_AFTER = timedelta(days=90)


def hash_of(token: str) -> str:
    """What is kept of a token. It is random and long, so a quick hash tells nobody what it was."""
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet[Any]):
    def unanswered(self) -> Self:
        """Neither taken up, declined nor withdrawn: waiting, or expired."""
        return self.filter(taken_up_at=None, revoked_at=None)

    def waiting(self, at: datetime | None = None) -> Self:
        return self.unanswered().filter(expires_at__gt=at or timezone.now())

    def expired(self, at: datetime | None = None) -> Self:
        return self.unanswered().filter(expires_at__lte=at or timezone.now())

    def in_state(self, state: str) -> Self:
        match state:
            case Invitation.State.WAITING:
                return self.waiting()
            case Invitation.State.EXPIRED:
                return self.expired()
            case Invitation.State.TAKEN_UP:
                return self.exclude(taken_up_at=None)
            case Invitation.State.WITHDRAWN:
                return self._ended(declined=False)
            case Invitation.State.DECLINED:
                return self._ended(declined=True)
        return self

    def _ended(self, *, declined: bool) -> Self:
        return self.filter(taken_up_at=None, declined=declined).exclude(revoked_at=None)

    def just_declined_by(self, person: Any, at: datetime | None = None) -> Self:
        """Those that somebody has declined so lately that they can take it back."""
        since = (at or timezone.now()) - UNDO_WITHIN
        return self.filter(declined=True, revoked_by=person.pk, revoked_at__gt=since)

    def visible_to(self, person: Any) -> Self:
        """Those that somebody looks after. What is here names addresses, so nobody else sees it."""
        return self.filter(_looked_after_by(person))

    def named(self, identifier: str) -> Self:
        return self.filter(uid=identifier)

    def with_token(self, token: str) -> Self:
        return self.filter(token_hash=hash_of(token))

    def for_rows(self) -> Self:
        return self.select_related("organisation", "collaborative", "by", "taken_up_by")


def _looked_after_by(person: Any) -> Q:
    standing = standing_of(person)
    if standing.steward:
        return Q()
    organisations = {
        each.organisation_id for each in standing.organisations if each.role in DECIDING
    }
    led = {each.collaborative_id for each in standing.collaboratives if each.role == Role.LEAD}
    return Q(organisation__in=organisations) | Q(collaborative__in=led)


class Invitation(models.Model):
    """Somebody is asked by mail to belong to an organisation, in a role.

    What the mail's link holds is kept as a hash alone. ``collaborative`` is there when a lead
    invited, for an organisation that takes part in it. ``declined`` says that it was ended by whom
    it invites, and not by those who look after it. It expires by the clock, and its row is gone
    some time after that: how somebody came to belong is told by their affiliation.
    """

    retention = Retention(
        record=Record.COMMUNICATION,
        time=FORGOTTEN_AFTER,
        counted_from="expires_at",
        then=Then.DELETE,
        who=("to", "name"),
        secrets=("token_hash",),
    )

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        EXPIRED = "expired", _("Expired")
        TAKEN_UP = "taken_up", _("Taken up")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    uid = UidField()
    to = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey("networks.Organisation", models.PROTECT)
    role = models.CharField(max_length=16, choices=Affiliation.Kind)
    collaborative = models.ForeignKey(
        "networks.Collaborative", models.PROTECT, null=True, blank=True
    )
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)
    sent = models.PositiveSmallIntegerField(default=1)
    sent_at = models.DateTimeField(default=timezone.now)
    taken_up_at = models.DateTimeField(null=True, blank=True)
    taken_up_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    affiliation = models.ForeignKey(
        Affiliation, models.SET_NULL, null=True, blank=True, related_name="invitations"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined = models.BooleanField(default=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["to", "organisation"],
                condition=Q(taken_up_at=None, revoked_at=None),
                name="one_unanswered_invitation",
            )
        ]

    def __str__(self) -> str:
        return self.uid

    @property
    def state(self) -> str:
        if self.taken_up_at:
            return self.State.TAKEN_UP
        if self.revoked_at:
            return self.State.DECLINED if self.declined else self.State.WITHDRAWN
        return self.State.EXPIRED if self.expires_at <= timezone.now() else self.State.WAITING

    def get_state_display(self) -> str:
        return str(self.State(self.state).label)

    @property
    def ref(self) -> str:
        return f"invitation:{self.uid}"
