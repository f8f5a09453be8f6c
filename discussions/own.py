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
    rows = Thread.objects.filter(by=person).order_by("at")
    yield from rows.values("uid", "title", "at", "space__name", "for_organisation__name")


def forget_how_it_looked(person: Person, at: datetime) -> None:
    """Keep no drawing of a message that names somebody who leaves."""
    named = Q(by=person) | Q(quotes__by=person)
    uids = list(Message.objects.filter(named).values_list("uid", flat=True))
    transaction.on_commit(lambda: forget(uids))


def forget_mentions(person: Person, at: datetime) -> None:
    """Whoever has left is told of nothing."""
    Mention.objects.filter(person=person).delete()


def mentions_of(person: Person) -> Rows:
    rows = Mention.objects.filter(person=person, message__removed_at=None).order_by("pk")
    yield from rows.values("message__uid", "message__thread__title", "message__at")


def messages_of(person: Person) -> Rows:
    rows = Message.objects.filter(by=person).order_by("at").prefetch_related("revisions")
    for message in rows.select_related("thread", "for_organisation").iterator(chunk_size=500):
        yield {
            "uid": message.uid,
            "discussion": message.thread.title,
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
        "space__name": _("In the space"),
        "for_organisation__name": _("For the organisation"),
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
