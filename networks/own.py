"""Where somebody belongs, what of it ends when they leave, and what stands in the way."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collab.base.accounts.models import Person
from collab.base.forgetting.leaving import Chapter, Part, Rows, chosen_from
from collab.base.mail.outbox import take_back_mail

from .actions.by_domain import end_without_proof
from .by_domain import without_proof
from .inviting import addresses_of
from .models import (
    Affiliation,
    Appointment,
    Fellowship,
    Invitation,
    InvitationBatch,
    InvitationRow,
    JoinRequest,
    Mark,
    NationalRole,
    Place,
    Registration,
)

TENURES: tuple[Any, ...] = (Affiliation, Appointment, Fellowship, NationalRole, Place)


def belonging_of(person: Person) -> Rows:
    for kind in TENURES:
        for held in kind.objects.filter(person=person).order_by("since"):
            yield {
                "what": str(kind._meta.verbose_name),
                "of": [
                    str(getattr(held, name))
                    for name in ("organisation", "collaborative", "space")
                    if getattr(held, name, None)
                ],
                "role": getattr(held, "role", ""),
                "since": held.since,
                "ended_at": held.ended_at,
            }


def join_requests_of(person: Person) -> Rows:
    for request in JoinRequest.objects.filter(Q(by=person) | Q(sponsor=person)).order_by("at"):
        yield {
            "organisation": request.organisation.name,
            "collaborative": request.collaborative.name,
            "as": "asked" if request.by_id == person.pk else "sponsor",
            "at": request.at,
            "state": request.state,
            "decided_at": request.decided_at,
        }


def read_of(person: Person) -> Rows:
    yield from Mark.objects.filter(person=person).values("subject", "n", "at")


def invitations_of(person: Person) -> Rows:
    """Those that were sent to them, and those that they sent: of the latter the address is
    somebody else’s."""
    theirs = Invitation.objects.filter(_sent_to(person)).select_related("organisation")
    for row in theirs.order_by("at"):
        yield _told(row) | {"what": "received", "to": row.to, "name": row.name}
    sent = Invitation.objects.filter(by=person).select_related("organisation")
    for row in sent.order_by("at"):
        yield _told(row) | {"what": "sent"}


def _told(row: Invitation) -> dict[str, Any]:
    return {
        "organisation": row.organisation.name,
        "role": row.role,
        "at": row.at,
        "expires_at": row.expires_at,
        "state": row.state,
    }


def _sent_to(person: Person) -> Q:
    return Q(to__in={person.email, *addresses_of(person)}) | Q(taken_up_by=person)


def registered_by(person: Person) -> Rows:
    for each in Registration.objects.filter(by=person).for_rows().order_by("at"):
        yield {
            "of": each.organisation.name,
            "outcome": each.outcome,
            "reason": each.reason,
            "at": each.at,
            "decided_at": each.decided_at,
        }


KINDS = {
    Affiliation._meta.verbose_name: gettext_lazy("Organisation"),
    Appointment._meta.verbose_name: gettext_lazy("Role in a collaborative"),
    Fellowship._meta.verbose_name: gettext_lazy("Patient Safety Fellow"),
    NationalRole._meta.verbose_name: gettext_lazy("National role"),
    Place._meta.verbose_name: gettext_lazy("Place in a space"),
}
BELONGING = Part(
    "belonging",
    belonging_of,
    Chapter.BELONGING,
    gettext_lazy("Organisations, collaboratives and spaces"),
    {
        "of": gettext_lazy("Where"),
        "what": gettext_lazy("What it is"),
        "role": gettext_lazy("As"),
        "since": gettext_lazy("Since"),
        "ended_at": gettext_lazy("Until"),
    },
    {
        "what": lambda what: KINDS.get(what, what),
        "role": chosen_from(Affiliation.Kind, Appointment.Kind, NationalRole.Kind, Place.Role),
    },
)
REGISTERED = Part(
    "registered",
    registered_by,
    Chapter.BELONGING,
    gettext_lazy("Organisations that you registered"),
    {
        "of": gettext_lazy("Which"),
        "outcome": gettext_lazy("What became of it"),
        "reason": gettext_lazy("Why"),
        "at": gettext_lazy("When"),
        "decided_at": gettext_lazy("Decided"),
    },
    {"outcome": chosen_from(Registration.Outcome)},
)
AS = {"asked": gettext_lazy("Who asked"), "sponsor": gettext_lazy("Executive sponsor")}
JOIN_REQUESTS = Part(
    "join_requests",
    join_requests_of,
    Chapter.BELONGING,
    gettext_lazy("Requests that an organisation joins a collaborative"),
    {
        "organisation": gettext_lazy("Organisation"),
        "collaborative": gettext_lazy("Collaborative"),
        "as": gettext_lazy("You were"),
        "at": gettext_lazy("Asked"),
        "state": gettext_lazy("What became of it"),
        "decided_at": gettext_lazy("Decided"),
    },
    {"as": lambda what: AS.get(what, what), "state": chosen_from(JoinRequest.State)},
)
READ = Part(
    "read",
    read_of,
    Chapter.TRACES,
    gettext_lazy("How far you have read"),
    {
        "subject": gettext_lazy("What"),
        "n": gettext_lazy("Up to number"),
        "at": gettext_lazy("When"),
    },
)


INVITATIONS = Part(
    "invitations",
    invitations_of,
    Chapter.BELONGING,
    gettext_lazy("Invitations to organisations"),
    {
        "what": gettext_lazy("Received or sent"),
        "organisation": gettext_lazy("Organisation"),
        "role": gettext_lazy("As"),
        "to": gettext_lazy("To"),
        "name": gettext_lazy("Name"),
        "at": gettext_lazy("First sent"),
        "expires_at": gettext_lazy("Valid until"),
        "state": gettext_lazy("What became of it"),
    },
    {
        "role": chosen_from(Affiliation.Kind),
        "state": chosen_from(Invitation.State),
        "what": {
            "received": gettext_lazy("Received"),
            "sent": gettext_lazy("Sent"),
        }.get,
    },
)


def end_all(person: Person, at: datetime) -> None:
    """All that they hold ends. Who is forgotten is in nobody's list of those who were invited, and
    what they have sent and nobody has answered is withdrawn."""
    theirs = Invitation.objects.filter(_sent_to(person))
    for row in theirs:
        take_back_mail(about=row.ref)
    InvitationRow.objects.filter(to__in={person.email, *addresses_of(person)}).delete()
    theirs.delete()
    Invitation.objects.unanswered().filter(by=person).update(revoked_by=person, revoked_at=at)
    InvitationBatch.objects.filter(by=person).delete()
    for kind in TENURES:
        kind.objects.current().filter(person=person).update(ended_by=person, ended_at=at)
    Mark.objects.filter(person=person).delete()


def end_what_rested_on_it(person: Person) -> None:
    """An address of somebody's was removed: what they had by it ends at once."""
    now = timezone.now()
    for affiliation in without_proof(now).filter(person=person):
        end_without_proof(affiliation, ended_by=person, at=now)


def last_of_their_kind(person: Person) -> Iterator[str]:
    """What would be left without anybody to look after it."""
    if NationalRole.objects.current().filter(person=person).exists():
        stewards = NationalRole.objects.current().exclude(person=person)
        if not stewards.filter(person__is_active=True).exists():
            yield _("You are the only national steward. Appoint another one first.")
    led = Appointment.objects.current().filter(person=person, role=Appointment.Kind.LEAD)
    for appointment in led.select_related("collaborative"):
        leads = Appointment.objects.current().filter(
            collaborative=appointment.collaborative, role=Appointment.Kind.LEAD
        )
        if not leads.exclude(person=person).exists():
            yield _("You are the only lead of %(name)s. Appoint another one first.") % {
                "name": appointment.collaborative.name
            }
