"""What people are told by mail of what others give them: a duty in a collaborative, a place in a
space; and leads, of an organisation that leaves. Each waits for as long as it can be undone."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from collab.base.accounts.models import Person
from collab.base.mail.kinds import MailKind, mail_kind
from collab.base.mail.models import Mail
from collab.base.mail.outbox import queue_mail
from collab.base.ui import times

from .models import Appointment, Membership, Place
from .models.removal import UNDO_WITHIN

LINE = 200
"""As long as the subject of a mail can be."""


def holds_still(mail: Mail) -> bool:
    """Whether its reader still holds what it tells of."""
    kind, _colon, pk = mail.about.partition(":")
    held = {"appointment": Appointment, "place": Place}[kind].objects.current().filter(pk=pk)
    return held.filter(person__uid=_reader(mail), person__is_active=True).exists()


def has_left_still(mail: Mail) -> bool:
    """Whether the organisation that it tells of has not come back, and its reader still leads."""
    left = Membership.objects.filter(pk=mail.about.partition(":")[2]).first()
    if left is None or left.ended_at is None:
        return False
    both = {"collaborative": left.collaborative_id, "organisation": left.organisation_id}
    leads = _leads(left).filter(person__uid=_reader(mail))
    return leads.exists() and not Membership.objects.current().filter(**both).exists()


DUTY = mail_kind(MailKind(name="duty", send_again=False, still_wanted=holds_still))
LEFT = mail_kind(MailKind(name="left", send_again=False, still_wanted=has_left_still))


def mail_appointment(held: Appointment) -> None:
    """Tell somebody that they lead or coach a collaborative now."""
    names = {"who": held.by.name, "name": held.collaborative.name, "for": held.organisation.name}
    if held.role == Appointment.Kind.LEAD:
        subject = _("You are now a lead of %(name)s")
        says = _(
            "%(who)s made you a lead of %(name)s, for %(for)s. You decide who takes part, and what "
            "waits for you stands on its desk. Leads sign in with a second step."
        )
    else:
        subject = _("You are now a coach of %(name)s")
        says = _(
            "%(who)s made you a coach of %(name)s, for %(for)s. You look after its spaces, and "
            "read its desk."
        )
    _tell_holder(held, subject % names, says % names, held.collaborative)


def mail_place(held: Place) -> None:
    """Tell somebody that they were named in a space: as what, and a guest until when."""
    names = {"who": held.by.name, "name": held.space.name, "day": ""}
    if held.last_day:
        names["day"] = times.full_date(held.last_day)
        subject = _("You are a guest in %(name)s until %(day)s")
        says = _(
            "%(who)s named you in %(name)s as a guest. You take part up to and including %(day)s; "
            "then it ends by itself."
        )
    elif held.role == Place.Role.FACILITATOR:
        subject = _("You now facilitate %(name)s")
        says = _(
            "%(who)s made you a facilitator of %(name)s. You look after the space: who takes part, "
            "and what is said there."
        )
    elif held.role == Place.Role.READER:
        subject = _("You can now read %(name)s")
        says = _("%(who)s named you in %(name)s. You read what is said there.")
    else:
        subject = _("You now take part in %(name)s")
        says = _("%(who)s named you in %(name)s. You read and write there.")
    _tell_holder(held, subject % names, says % names, held.space)


def mail_leaving(membership: Membership, by: Person) -> None:
    """Tell a collaborative's leads that an organisation has left by itself."""
    organisation, collaborative = membership.organisation, membership.collaborative
    names = {
        "who": by.name,
        "organisation": organisation.name,
        "collaborative": collaborative.name,
    }
    says = _(
        "%(who)s has ended the part of %(organisation)s in %(collaborative)s. Its people no longer "
        "see the collaborative’s spaces. What they wrote stays. It can ask to join again."
    )
    subject = _("%(organisation)s has left %(collaborative)s") % names
    for each in _leads(membership).exclude(person=by).select_related("person").order_by("pk"):
        _queue(LEFT, each.person, membership, subject, says % names, organisation)


def _leads(membership: Membership) -> Any:
    return Appointment.objects.current().filter(
        collaborative=membership.collaborative_id,
        role=Appointment.Kind.LEAD,
        person__is_active=True,
    )


def _tell_holder(held: Appointment | Place, subject: str, says: str, where: Any) -> None:
    if held.by_id != held.person_id:
        _queue(DUTY, held.person, held, subject, says, where)


def _queue(kind: MailKind, to: Person, held: Any, subject: str, says: str, where: Any) -> None:
    link = _("See %(what)s:") % {"what": where.name}
    queue_mail(
        kind=kind,
        to=to.email,
        subject=subject[:LINE],
        text=f"{says}\n\n{link}\n{settings.PUBLIC_BASE_URL}{where.get_absolute_url()}",
        about=f"{type(held).__name__.lower()}:{held.pk}",
        reader=f"person:{to.uid}",
        held_for=UNDO_WITHIN,
    )


def _reader(mail: Mail) -> str:
    return mail.reader.partition(":")[2]
