"""What somebody started and wrote, for the copy of everything about them, and what names them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from collab.base.accounts.models import Person
from collab.base.forgetting.leaving import Chapter, Part, Rows

from .live import forget
from .models import Mention, Message, Thread


def threads_of(person: Person) -> Rows:
    """Where a discussion is now, and what it is called now, only those read who see it."""
    seen = set(Thread.objects.visible_to(person).filter(by=person).values_list("pk", flat=True))
    rows = Thread.objects.filter(by=person).order_by("at")
    for thread in rows.select_related("space", "for_organisation"):
        sees = thread.pk in seen
        yield {
            "uid": thread.uid,
            "title": thread.title if sees else None,
            "at": thread.at,
            "space": thread.space.name if sees else None,
            "for_organisation": thread.for_organisation and thread.for_organisation.name,
        }


def forget_how_it_looked(person: Person, at: datetime) -> None:
    """Keep no drawing of a message that names somebody who leaves."""
    named = Q(by=person) | Q(quotes__by=person)
    uids = list(Message.objects.filter(named).values_list("uid", flat=True))
    transaction.on_commit(lambda: forget(uids))


def forget_mentions(person: Person, at: datetime) -> None:
    """Whoever has left is told of nothing."""
    Mention.objects.filter(person=person).delete()


def mentions_of(person: Person) -> Rows:
    seen = Message.objects.visible_to(person).filter(removed_at=None)
    rows = Mention.objects.filter(person=person, message__in=seen).order_by("pk")
    yield from rows.values("message__uid", "message__thread__title", "message__at")


def messages_of(person: Person) -> Rows:
    written_in = Thread.objects.visible_to(person).filter(message__by=person)
    seen = set(written_in.values_list("pk", flat=True))
    rows = Message.objects.filter(by=person).order_by("at").prefetch_related("revisions")
    for message in rows.select_related("thread", "for_organisation").iterator(chunk_size=500):
        yield {
            "uid": message.uid,
            "discussion": message.thread.title if message.thread_id in seen else None,
            "for_organisation": message.for_organisation and message.for_organisation.name,
            "at": message.at,
            "text": message.body,
            "before": [
                {"text": each.body, "until": each.until} for each in message.revisions.all()
            ],
            "removed_at": message.removed_at,
        }


THREADS = Part(
    "discussions",
    threads_of,
    Chapter.WRITTEN,
    _("Discussions that you started"),
    {
        "title": _("Title"),
        "at": _("Started"),
        "space": _("In the space"),
        "for_organisation": _("For the organisation"),
        "uid": _("Reference"),
    },
)
MENTIONS = Part(
    "mentions",
    mentions_of,
    Chapter.TRACES,
    _("Messages that name you"),
    {
        "message__thread__title": _("In the discussion"),
        "message__at": _("Posted"),
        "message__uid": _("Reference"),
    },
)
MESSAGES = Part(
    "messages",
    messages_of,
    Chapter.WRITTEN,
    _("Messages"),
    {
        "discussion": _("In the discussion"),
        "at": _("Posted"),
        "for_organisation": _("For the organisation"),
        "text": _("Text"),
        "before": _("What it said before"),
        "until": _("Until"),
        "removed_at": _("Removed"),
        "uid": _("Reference"),
    },
)
