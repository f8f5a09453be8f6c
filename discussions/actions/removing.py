"""Removing a message, and taking that back."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from collab.base.access.permissions import authorise
from collab.base.accounts.models import Person
from collab.base.files.attaching import end_files, go_on_keeping
from networks.models import TooLateToUndo

from ..events import MessageRemoved, MessageRestored
from ..models import Message
from ..policies import REMOVE_MESSAGE
from .changing import keep_text, take, tell
from .staying import keep_where_it_is
from .writing import rendered


def remove_message(
    *, by: Person, message: Message, reason: str = "", at: datetime | None = None
) -> Message:
    """Remove a message: its number and author stay in the discussion, its text does not.

    The text is kept for those who may see its history. Removing it again changes nothing.

    Args:
        reason: why, in up to 200 characters that everyone reads in its place.
        at: when; now, unless a past is being written.

    Raises:
        NotPermitted: they neither wrote it nor facilitate there.
    """
    at = at or timezone.now()
    with transaction.atomic():
        keep_where_it_is(message.thread)
        authorise(by, REMOVE_MESSAGE, message)
        before = take(message)
        if not before.removed:
            keep_text(before, until=at)
            Message.objects.filter(pk=before.pk).update(
                body="",
                body_html="",
                first_line="",
                removed_at=at,
                removed_by=by,
                removal_reason=reason,
                version=F("version") + 1,
            )
            end_files([before.ref], at=at)
            tell(MessageRemoved, before, by=by, at=at)
    return Message.objects.named(message.uid).get()


def restore_message(*, by: Person, message: Message) -> Message:
    """Take back that one removed a message, within ten minutes.

    Raises:
        TooLateToUndo: somebody else removed it, or longer ago.
        NotPermitted: they could not remove it now.
    """
    now = timezone.now()
    kept = message.revisions.order_by("-version").first()
    named = [each.person for each in message.mentions.select_related("person")]
    fields = {"body": kept.body, **rendered(kept.body, named)} if kept else {}
    with transaction.atomic():
        keep_where_it_is(message.thread)
        authorise(by, REMOVE_MESSAGE, message)
        before = take(message)
        if before.removed:
            last = before.revisions.order_by("-version").first()
            if not before.undone_by(by, now) or last is None or last != kept:
                raise TooLateToUndo
            last.delete()
            Message.objects.filter(pk=before.pk).update(
                **fields,
                removed_at=None,
                removed_by=None,
                removal_reason="",
                version=F("version") + 1,
            )
            go_on_keeping(before.ref)
            tell(MessageRestored, before, by=by, at=now)
    return Message.objects.named(message.uid).get()
