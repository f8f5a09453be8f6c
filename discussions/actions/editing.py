"""Changing what stands in a discussion: a message's text, a discussion's title."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from collab.base.access.permissions import authorise
from collab.base.access.subjects import Ref
from collab.base.access.versions import Removed, Stale
from collab.base.accounts.models import Person
from collab.base.forgetting.holds import must_not_be_held
from collab.base.live.idempotency import once
from networks.ledger import record
from networks.models import Organisation

from ..events import MessageEdited, ThreadRetitled
from ..mentions import mentioned_in, mentions_are
from ..models import Message, Thread
from ..policies import EDIT_MESSAGE, RETITLE_THREAD
from .changing import keep_text, take, tell
from .staying import keep_where_it_is
from .writing import rendered


def edit_message(
    *,
    by: Person,
    for_organisation: Organisation | None,
    message: Message,
    text: str,
    started_from: int,
    key: str | None = None,
    at: datetime | None = None,
) -> Message:
    """Change what a message says. Its former text stays for those who may see its history.

    Args:
        for_organisation: the one for which they wrote it.
        text: in Markdown, up to 10,000 characters.
        started_from: the message's version whose text they changed.
        key: the request's own, so that a repeat edits nothing more.
        at: when; now, unless a past is being written.

    Raises:
        Stale: it has another text by now, or never had that version.
        Removed: it was removed.
        NotPermitted: it is not theirs, or they no longer write there for that organisation.
        TextRefused: the text cannot be taken.
        KeyUsedForOtherText: something else was sent under this key.
    """
    named = mentioned_in(text, message.space)
    html = rendered(text, named)
    at = at or timezone.now()

    def edit() -> Ref:
        before = take(message)
        if before.removed:
            raise Removed
        never_was = started_from > before.version
        if never_was or before.revisions.filter(version__gte=started_from).exists():
            raise Stale(before)
        if before.body != text:
            keep_text(before, until=at)
            now = {"body": text, **html, "edited_at": at, "version": F("version") + 1}
            Message.objects.filter(pk=before.pk).update(**now)
            before.mentions.exclude(person__in=named).delete()
            mentions_are(before, named)
            tell(MessageEdited, before, by=by, at=at)
        return message.ref

    with transaction.atomic():
        keep_where_it_is(message.thread)
        authorise(by, EDIT_MESSAGE, message, organisation=for_organisation)
        asked = {"message": message.uid, "text": text, "started_from": started_from}
        once(by=by, action="edit_message", key=key, fields=asked, do=edit)
    return Message.objects.named(message.uid).get()


def retitle_thread(
    *,
    by: Person,
    for_organisation: Organisation | None,
    thread: Thread,
    title: str,
    started_from: int,
    key: str | None = None,
    at: datetime | None = None,
) -> Thread:
    """Give a discussion another title. The former one is not kept.

    Args:
        for_organisation: the one for which they started or facilitate it.
        title: up to 150 characters.
        started_from: the discussion's version whose title they changed.
        key: the request's own, so that a repeat changes nothing more.
        at: when; now, unless a past is being written.

    Raises:
        Held: a legal hold keeps its title.
        Stale: it has another title by now.
        NotPermitted: they neither started nor facilitate it for that organisation.
        KeyUsedForOtherText: something else was sent under this key.
    """

    def retitle() -> Ref:
        must_not_be_held(thread)
        # Compare and set in one statement: of two who save at once, the second finds no row.
        started = Thread.objects.filter(pk=thread.pk, version=started_from)
        if not started.update(title=title, version=F("version") + 1):
            raise Stale(Thread.objects.get(pk=thread.pk))
        record(
            ThreadRetitled,
            stream=thread.space.stream,
            subject=thread.ref,
            version=started_from + 1,
            by=by,
            at=at,
        )
        return thread.ref

    with transaction.atomic():
        keep_where_it_is(thread)
        authorise(by, RETITLE_THREAD, thread, organisation=for_organisation)
        asked = {"thread": thread.uid, "title": title, "started_from": started_from}
        once(by=by, action="retitle_thread", key=key, fields=asked, do=retitle)
    return Thread.objects.named(thread.uid).get()
