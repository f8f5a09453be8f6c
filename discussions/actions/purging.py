"""Taking a message out for good."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from collab.base.access.permissions import authorise
from collab.base.accounts.models import Person
from collab.base.files.attaching import end_files, files_must_not_be_held, take_out_files
from collab.base.forgetting.holds import must_not_be_held
from collab.base.forgetting.reasons import PurgeReason
from collab.base.forgetting.traces import clear_traces, remove_traces
from collab.base.security.models import SecurityEntry

from ..events import MessagePurged
from ..live import forget
from ..models import Mention, Message, Revision, Thread
from ..policies import PURGE_MESSAGE
from .changing import take, tell
from .staying import keep_where_it_is

TAKEN_OUT = "Taken out"
BLANK = {"body": "", "body_html": "", "first_line": "", "removal_reason": ""}


def purge_message(
    *, by: Person, message: Message, reason: PurgeReason, at: datetime | None = None
) -> Message:
    """Take a message out for good: its text and all that it said before are nowhere any more, and
    cannot be brought back. Its number stays, with who took it out, when and why.

    Args:
        reason: why; everyone reads it in the message's place.
        at: when; now, unless a past is being written.

    Raises:
        NotPermitted: they neither wrote it nor facilitate there.
        Held: a legal hold keeps it, or a file of it.
    """
    at = at or timezone.now()
    with transaction.atomic():
        keep_where_it_is(message.thread)
        authorise(by, PURGE_MESSAGE, message)
        before = take(message)
        must_not_be_held(before)
        if not before.purged_for:
            files_must_not_be_held(before.ref)
            _take_out(before, by, reason, at)
            clear_traces(before.ref, by=by, reason=reason)
            tell(MessagePurged, before, by=by, at=at)
    return Message.objects.named(message.uid).get()


def purge_message_again(uid: str, entry: SecurityEntry) -> None:
    """Take out of a restored database what was purged since the backup."""
    message = Message.objects.filter(uid=uid, purged_for="").first()
    if message:
        by = Person.objects.filter(uid=entry.by).first()
        _take_out(message, by, entry.details["reason"], entry.at)
        remove_traces(message.ref)


def _take_out(message: Message, by: Person | None, reason: str, at: datetime) -> None:
    Message.objects.filter(pk=message.pk).update(
        **BLANK, removed_at=at, removed_by=by, purged_for=reason, version=F("version") + 1
    )
    message.revisions.all().delete()
    message.mentions.all().delete()
    take_out_files([message.ref])


def blank_old_titles(threads: Collection[Thread], at: datetime) -> None:
    """Take out the titles of discussions whose time is over."""
    old = Thread.objects.filter(pk__in=[each.pk for each in threads])
    old.update(title=TAKEN_OUT, version=F("version") + 1)


def blank_old_messages(messages: Collection[Message], at: datetime) -> None:
    """Take out the messages whose time is over, in the transaction of the daily job."""
    Message.objects.filter(pk__in=[each.pk for each in messages]).update(
        **BLANK,
        removed_at=at,
        removed_by=None,
        purged_for=PurgeReason.TIME,
        version=F("version") + 1,
    )
    Revision.objects.filter(message__in=messages).delete()
    Mention.objects.filter(message__in=messages).delete()
    end_files((each.ref for each in messages), at=at)
    transaction.on_commit(lambda: forget(each.uid for each in messages))
