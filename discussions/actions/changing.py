"""What an edit and a removal have in common. Each function runs in its caller's transaction."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from collab.base.accounts.models import Person
from networks.events import EventKind
from networks.ledger import record

from ..events import MessageFilesChanged, QuoteChanged
from ..live import forget
from ..models import Message, Revision
from .staying import keep_where_it_is

QUOTES_TOLD = 50
"""Of a message that more quote, open pages are told of the latest quotes; loaded again, each page
shows all of them as they are now. It bounds how long everyone else waits to write."""


def take(message: Message) -> Message:
    """The message as it is now. Whoever else would change or quote it waits."""
    return Message.objects.select_for_update(of=("self",)).for_rows().get(pk=message.pk)


def keep_text(message: Message, *, until: datetime) -> Revision:
    """Keep what a message says, for its history."""
    return Revision.objects.create(
        message=message,
        version=message.version,
        body=message.body,
        body_html=message.body_html,
        markup_version=message.markup_version,
        at=message.edited_at or message.at,
        until=until,
    )


def files_changed(message: Message, by: Person, at: datetime) -> None:
    """A file of this message was removed: it is drawn again everywhere."""
    keep_where_it_is(message.thread)
    before = take(message)
    Message.objects.filter(pk=before.pk).update(version=F("version") + 1)
    tell(MessageFilesChanged, before, by=by, at=at)


def tell(event: EventKind, message: Message, *, by: Person, at: datetime) -> None:
    """Tell of a change to a message, and that those which quote it show something else now.

    Args:
        message: as it was before the change.
    """
    quoting = list(message.quoted_in.filter(removed_at=None).order_by("n"))
    message.quoted_in.filter(removed_at=None).update(version=F("version") + 1)
    told = quoting[-QUOTES_TOLD:]
    for kind, changed in [(event, message), *((QuoteChanged, each) for each in told)]:
        record(
            kind,
            stream=message.space.stream,
            subject=changed.ref,
            within=message.thread.ref,
            version=changed.version + 1,
            by=by,
            at=at,
        )
    uids = [message.uid, *(each.uid for each in quoting)]
    transaction.on_commit(lambda: forget(uids))
