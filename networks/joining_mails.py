"""What people are told by mail of what others ask or end for their organisation."""

from django.conf import settings
from django.utils.translation import gettext as _

from collab.base.access.subjects import Ref, find
from collab.base.accounts.models import Person
from collab.base.mail.kinds import MailKind, mail_kind
from collab.base.mail.models import Mail
from collab.base.mail.outbox import queue_mail

from .models import Affiliation, JoinRequest, Membership
from .roles import LOOKS_AFTER_ITS_SPACE

LINE = 200
"""As long as the subject of a mail can be."""


def is_seen(mail: Mail) -> bool:
    """Whether its reader still sees what it tells of, and what that says: not where it was removed
    and only its place is seen."""
    person = Person.objects.filter(uid=mail.reader.partition(":")[2], is_active=True).first()
    found = find(Ref.read(mail.about), person) if person else None
    return found is not None and not getattr(found, "removed", False)


def belongs_still(mail: Mail) -> bool:
    """Whether its reader still looks after the organisation that it tells of."""
    organisation, reader = (each.partition(":")[2] for each in (mail.about, mail.reader))
    return (
        Affiliation.objects.confirmed()
        .filter(person__uid=reader, person__is_active=True, organisation__uid=organisation)
        .exists()
    )


JOIN_REQUEST = mail_kind(MailKind(name="join_request", send_again=False, still_wanted=is_seen))
MEMBERSHIP = mail_kind(MailKind(name="membership", send_again=False, still_wanted=belongs_still))


def mail_sponsor(request: JoinRequest) -> None:
    """Tell somebody that they were named as executive sponsor."""
    names = {
        "who": request.by.name,
        "organisation": request.organisation.name,
        "collaborative": request.collaborative.name,
    }
    says = _(
        "%(who)s has asked that %(organisation)s joins %(collaborative)s, and named you as its "
        "executive sponsor. If that is wrong, say so in the request’s discussion."
    )
    if request.sponsor:
        paragraphs = [says % names, _link(_("Open the request:"), request)]
        _queue(request.ref, request.sponsor, _("You were named as executive sponsor"), paragraphs)


def mail_removal(membership: Membership, by: Person) -> None:
    """Tell those who look after an organisation that somebody else ended its part."""
    organisation, collaborative = membership.organisation, membership.collaborative
    looking_after = Affiliation.objects.confirmed().filter(
        organisation=organisation, role__in=LOOKS_AFTER_ITS_SPACE, person__is_active=True
    )
    text = _(
        "%(who)s has ended the part of %(organisation)s in %(collaborative)s. Its people lost "
        "sight of the collaborative’s spaces. What they wrote stays. You can ask to join again."
    ) % {"who": by.name, "organisation": organisation.name, "collaborative": collaborative.name}
    subject = _("%(name)s takes part no longer") % {"name": organisation.name}
    for each in looking_after.exclude(person=by).select_related("person").order_by("pk"):
        queue_mail(
            kind=MEMBERSHIP,
            to=each.person.email,
            subject=subject[:LINE],
            text=f"{text}\n\n{_link(_('Open the collaborative:'), collaborative)}",
            about=f"organisation:{organisation.uid}",
            reader=f"person:{each.person.uid}",
        )


def _queue(about: Ref, to: Person, subject: str, paragraphs: list[str]) -> None:
    queue_mail(
        kind=JOIN_REQUEST,
        to=to.email,
        subject=subject[:LINE],
        text="\n\n".join(paragraphs),
        about=str(about),
        reader=f"person:{to.uid}",
    )


def _link(words: str, thing: object) -> str:
    return f"{words}\n{settings.PUBLIC_BASE_URL}{thing.get_absolute_url()}"  # type: ignore[attr-defined]  # it has a page
