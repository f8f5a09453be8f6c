"""Mail is a row in the transaction of what it tells: rolled back with it, and sent after it."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from collab.base.access.uid import new_uid
from collab.base.jobs.declaring import ORDINARY, URGENT

from .jobs import hand_over_mail
from .kinds import MailKind
from .models import WAITING, Mail


def queue_mail(
    *,
    kind: MailKind,
    to: str,
    subject: str,
    text: str,
    about: str = "",
    reader: str = "",
    held_for: timedelta = timedelta(0),
) -> Mail:
    """Queue a mail inside the caller's transaction; it is handed over after the commit.

    Args:
        kind: how it is treated, and who is asked whether it is still wanted.
        to: the one address it goes to.
        subject: one line.
        text: the mail in plain text. Paragraphs have an empty line between them. A paragraph of
            two lines, words that end with ":" and an address below, becomes a button of the HTML
            part, which is made from the text.
        about: a reference to what it tells of, "kind:uid", by which a purge finds it.
        reader: a reference to whom it goes to, by which forgetting finds it.
        held_for: how long it waits here, so that it can still be taken back.
    """
    uid = new_uid()
    with transaction.atomic():
        mail = Mail.objects.create(
            uid=uid,
            message_id=f"<{uid}@{urlsplit(settings.PUBLIC_BASE_URL).hostname}>",
            kind=kind.name,
            to=to,
            subject=" ".join(subject.split()),
            text=text,
            about=about,
            reader=reader,
        )
        hand_over_mail.using(
            queue_name=URGENT if kind.urgent else ORDINARY, run_after=timezone.now() + held_for
        ).enqueue(uid=uid)
    return mail


def take_back_mail(*, about: str = "", reader: str = "", uid: str = "") -> int:
    """Blank the waiting mails about a subject, or to a reader; they are not sent.

    Args:
        about: a reference, as it was given to ``queue_mail``.
        reader: likewise.
        uid: of one mail.

    Returns how many there were.

    Raises:
        ValueError: neither is given, which would mean all there are.
    """
    asked = {"about": about, "reader": reader, "uid": uid}
    named = {name: value for name, value in asked.items() if value}
    if not named:
        raise ValueError("Name what the mails are about, or who reads them")
    return Mail.objects.filter(state__in=WAITING, **named).update(
        state=Mail.State.NOT_WANTED, subject="", text="", ended_at=timezone.now()
    )
