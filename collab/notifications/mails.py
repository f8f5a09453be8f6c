"""Mail for what was decided: whoever asked waits for it."""

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from collab.base.access.subjects import load
from collab.base.mail.kinds import MailKind, mail_kind
from collab.base.mail.outbox import queue_mail
from networks.decisions import Decided
from networks.joining_mails import is_seen

from .models import Notice
from .words import sentence

SUBJECT = 200
"""As long as the subject of a mail can be."""

DECISION_MAIL = mail_kind(
    MailKind(name="decision", send_again=True, still_wanted=is_seen, forgets_address=True)
)

SAYS: dict[str, Callable[[Any, str, Any], Decided | None]] = {}


def decided_of(kind: str, says: Callable[[Any, str, Any], Decided | None]) -> None:
    """Let decisions be about a kind of thing.

    Args:
        kind: as it is registered among the subjects.
        says: what the mail says further, for the thing, the name of the event and who reads it;
            None where the decision does not hold any more.
    """
    SAYS[kind] = says


def mail_decisions(notices: Iterable[Notice]) -> None:
    """Queue a mail for each decision that holds, in the transaction that gives the notices."""
    decisions = [each for each in notices if each.why == Notice.Why.DECIDED]
    # What was decided, taken back and decided again is mailed once.
    for notice in {(each.ref, each.event): each for each in decisions}.values():
        person = notice.person
        subject = load([notice.ref], person).get(notice.ref)
        decided = subject and SAYS[notice.kind](subject, notice.event, person)
        if not decided:
            continue
        says = sentence(notice, subject)
        paragraphs = [
            _("Hello %(name)s,") % {"name": person.name},
            f"{says}.",
            decided.text,
            f"{decided.link}\n{settings.PUBLIC_BASE_URL}{decided.path}",
            _("You get this mail because it is about something that you asked for or belong to."),
        ]
        queue_mail(
            kind=DECISION_MAIL,
            to=person.email,
            subject=says[:SUBJECT],
            text="\n\n".join(each for each in paragraphs if each),
            about=str(decided.about),
            reader=f"person:{person.uid}",
        )
