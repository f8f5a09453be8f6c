"""Mail for what was decided: whoever asked waits for it."""

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from collab.base.access.subjects import load
from collab.base.accounts.mails import account_is_open
from collab.base.mail.kinds import MailKind, mail_kind
from collab.base.mail.outbox import queue_mail

from .models import Notice
from .words import sentence

DECISION_MAIL = mail_kind(
    MailKind(name="decision", send_again=True, still_wanted=account_is_open, forgets_address=True)
)


def mail_decisions(notices: Iterable[Notice]) -> None:
    """Queue a mail for each notice of a decision, in the transaction that gives it."""
    for notice in notices:
        if notice.why != Notice.Why.DECIDED:
            continue
        subject = load([notice.ref], notice.person).get(notice.ref)
        if subject is None:
            continue
        says = sentence(notice, subject)
        text = _(
            "Hello %(name)s,\n\n%(says)s.\n\nSee %(what)s:\n%(address)s\n\n"
            "You get this mail because you asked for it to be decided."
        )
        queue_mail(
            kind=DECISION_MAIL,
            to=notice.person.email,
            subject=says,
            text=text
            % {
                "name": notice.person.name,
                "says": says,
                "what": subject.title,
                "address": f"{settings.PUBLIC_BASE_URL}{subject.get_absolute_url()}",
            },
            about=str(notice.ref),
            reader=f"person:{notice.person.uid}",
        )
