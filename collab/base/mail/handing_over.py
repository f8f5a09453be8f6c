"""Handing a mail over: once, whatever happens meanwhile to this process or the mail server.

The connection is opened first: while there is none, the mail certainly stays here. Then the row
says *being handed over*, then the mail server is told, then the row says *handed over*. Whoever
finds a row in between knows that nobody can know, and the kind of mail says what is right then.
"""

import logging
from contextlib import suppress
from datetime import timedelta
from email.utils import format_datetime
from smtplib import (
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils import timezone

from collab.base.jobs.declaring import TryAgain

from .kinds import KINDS, MailKind
from .models import WAITING, Mail
from .rendering import html_of

State = Mail.State
SHORTEST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(minutes=15)

log = logging.getLogger(__name__)


class Refused(Exception):
    """The mail server did not take a mail: for now, or for good."""

    def __init__(self, code: int, *, for_good: bool) -> None:
        super().__init__(f"the mail server answered {code}")
        self.for_good = for_good


def hand_over(uid: str) -> None:
    """Give a mail to the mail server, unless that was done or it is not wanted any more.

    Raises:
        TryAgain: the mail server is away, or refuses for now.
    """
    mail = Mail.objects.filter(uid=uid, state__in=WAITING).first()
    if not mail:
        return
    kind = KINDS[mail.kind]
    if mail.state == State.HANDING_OVER and not kind.send_again:
        end(mail, State.UNKNOWN, "its worker died")
    elif not kind.still_wanted(mail):
        end(mail, State.NOT_WANTED)
    else:
        try:
            _try(mail)
        except (OSError, ValueError, Refused) as error:  # an SMTPException is an OSError
            _in_trouble(mail, kind, error)


def _try(mail: Mail) -> None:
    connection = get_connection()
    try:
        connection.open()
        as_read = Mail.objects.filter(pk=mail.pk, state=mail.state, tries=mail.tries)
        if as_read.update(state=State.HANDING_OVER, tries=F("tries") + 1):
            mail.state = State.HANDING_OVER
            _send(mail, connection)
            end(mail, State.HANDED_OVER)
    finally:
        with suppress(OSError):
            connection.close()


def _send(mail: Mail, connection: BaseEmailBackend) -> None:
    try:
        message_of(mail, connection).send()
    except SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise Refused(code, for_good=code >= 500) from None
    except SMTPDataError as error:
        raise Refused(error.smtp_code, for_good=error.smtp_code >= 500) from None
    except SMTPSenderRefused as error:
        # Ours to mend in the settings, as is a password that the mail server does not know.
        raise Refused(error.smtp_code, for_good=False) from None


def message_of(mail: Mail, connection: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The mail as it is sent, the same each time: plain text first, and HTML made from it."""
    message = EmailMultiAlternatives(
        mail.subject,
        mail.text,
        to=[mail.to],
        headers={
            "Message-ID": mail.message_id,
            "Date": format_datetime(mail.queued_at),
            "Auto-Submitted": "auto-generated",
        },
        connection=connection,
    )
    message.attach_alternative(html_of(mail.subject, mail.text), "text/html")
    return message


def _in_trouble(mail: Mail, kind: MailKind, error: Exception) -> None:
    """What to do after an error. It is named by its class and code: its text quotes the address."""
    trouble = str(error) if isinstance(error, Refused) else type(error).__name__
    if isinstance(error, SMTPResponseException):
        trouble += f" {error.smtp_code}"
    for_good = isinstance(error, ValueError) or (isinstance(error, Refused) and error.for_good)
    certain = mail.state == State.QUEUED or isinstance(error, Refused | ValueError)
    waited = timezone.now() - mail.queued_at
    if not certain and not kind.send_again:
        end(mail, State.UNKNOWN, trouble)
    elif for_good or waited > kind.keep_trying:
        end(mail, State.GIVEN_UP, trouble)
    else:
        state = State.QUEUED if certain else State.HANDING_OVER
        Mail.objects.filter(pk=mail.pk, state=mail.state).update(state=state, trouble=trouble)
        log.warning("Mail %s of kind %s waits: %s", mail.uid, mail.kind, trouble)
        # As long again as it has waited so far.
        raise TryAgain(min(max(waited, SHORTEST_WAIT), LONGEST_WAIT))


def end(mail: Mail, state: Mail.State, trouble: str = "") -> None:
    """The mail is over: its words go, the facts stay."""
    kind = KINDS.get(mail.kind)
    gone = {"to": ""} if kind and kind.forgets_address else {}
    Mail.objects.filter(pk=mail.pk, state=mail.state).update(
        state=state, subject="", text="", trouble=trouble, ended_at=timezone.now(), **gone
    )
    if state in (State.UNKNOWN, State.GIVEN_UP):
        log.error("Mail %s of kind %s is %s: %s", mail.uid, mail.kind, state, trouble)
