"""What can happen: each event's kind, who may hear of it, and how it reads in a stream."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collab.base.live.source import FACILITATOR, PUBLIC


@dataclass(frozen=True)
class EventKind:
    """A kind of event in the ledger.

    Args:
        name: what happened, "subject.past_tense".
        v: the version of what a row of this kind means.
        min_role: the least audience that hears of it: PUBLIC for whoever sees the subject, or
            FACILITATOR.
        headline: whether a space's front page tells it.
        verb: one word for a row, such as "shared".
        says: whether a row tells the verb even where its subject has more to say of itself.
        decision: what whoever asked for something is told when it is decided, with %(who)s and
            %(what)s. It happens on their own stream.
    """

    name: str
    v: int = 1
    min_role: int = PUBLIC
    headline: bool = False
    verb: str | Promise = ""
    says: bool = False
    decision: str | Promise = ""

    def __post_init__(self) -> None:
        EVENTS[self.name] = self


EVENTS: dict[str, EventKind] = {}

SpaceOpened = EventKind("space.opened")
SpaceDescribed = EventKind("space.described")
SpaceClosed = EventKind("space.closed")
SpaceReopened = EventKind("space.reopened")
PlaceGiven = EventKind("place.given", min_role=FACILITATOR)
PlaceEnded = EventKind("place.ended", min_role=FACILITATOR)
OrganisationRegistered = EventKind("registration.made", verb=_("registered"))
RegistrationConfirmed = EventKind(
    "registration.confirmed",
    verb=_("confirmed"),
    decision=_("%(who)s confirmed %(what)s, which you registered"),
)
RegistrationMerged = EventKind(
    "registration.merged",
    verb=_("found in the directory"),
    decision=_("%(who)s found %(what)s, which you registered, in the directory"),
)
RegistrationDeclined = EventKind(
    "registration.declined",
    verb=_("declined"),
    decision=_("%(who)s declined %(what)s, which you registered"),
)
RegistrationDecisionTakenBack = EventKind(
    "registration.decision_taken_back",
    verb=_("waits again"),
    decision=_(
        "%(who)s took back the decision on %(what)s, which you registered, so it is waiting again"
    ),
)
AffiliationRequested = EventKind("affiliation.requested", verb=_("asked to join"))
AffiliationConfirmed = EventKind(
    "affiliation.confirmed",
    verb=_("confirmed"),
    decision=_("%(who)s confirmed that you belong to %(what)s"),
)
AffiliationDeclined = EventKind(
    "affiliation.declined",
    verb=_("declined"),
    decision=_("%(who)s declined your request to join %(what)s"),
)
AffiliationReopened = EventKind(
    "affiliation.reopened",
    verb=_("waits again"),
    decision=_(
        "%(who)s took back the decision on your request to join %(what)s, so it is waiting again"
    ),
)
AffiliationEnded = EventKind(
    "affiliation.ended", verb=_("left"), decision=_("%(who)s ended that you belong to %(what)s")
)
DomainConfirmed = EventKind(
    "domain.confirmed",
    verb=_("confirmed"),
    decision=_("%(who)s confirmed %(what)s for your organisation"),
)
DomainDeclined = EventKind(
    "domain.declined",
    verb=_("declined"),
    decision=_("%(who)s declined %(what)s for your organisation"),
)
DomainReopened = EventKind(
    "domain.reopened",
    verb=_("waits again"),
    decision=_(
        "%(who)s took back the decision on %(what)s for your organisation, so it is waiting again"
    ),
)
NoticeGiven = EventKind("notice.given")
AffiliationRoleChanged = EventKind("affiliation.role_changed", verb=_("got another role"))
InvitationSent = EventKind("invitation.sent", verb=_("invited"))
InvitationSentAgain = EventKind("invitation.sent_again", verb=_("invited again"))
InvitationWithdrawn = EventKind("invitation.withdrawn", verb=_("withdrew an invitation"))
InvitationRestored = EventKind("invitation.restored", verb=_("restored an invitation"))
InvitationDeclined = EventKind("invitation.declined", verb=_("declined an invitation"))
InvitationReconsidered = EventKind("invitation.reconsidered", verb=_("waits again"))
InvitationTakenUp = EventKind("invitation.taken_up", verb=_("accepted an invitation"))
JoinRequested = EventKind("join.requested", verb=_("asked to join"))
JoinAccepted = EventKind(
    "join.accepted",
    verb=_("accepted"),
    decision=_("%(who)s accepted: %(what)s"),
)
JoinDeclined = EventKind(
    "join.declined",
    verb=_("declined"),
    decision=_("%(who)s declined: %(what)s"),
)
JoinWithdrawn = EventKind(
    "join.withdrawn",
    verb=_("taken back"),
    decision=_("%(who)s took back: %(what)s"),
)
JoinReopened = EventKind(
    "join.reopened",
    verb=_("waits again"),
    decision=_("%(who)s took back the decision, so this is waiting again: %(what)s"),
)
JoinClosed = EventKind(
    "join.closed",
    verb=_("ended"),
    decision=_("%(who)s ended: %(what)s"),
)
