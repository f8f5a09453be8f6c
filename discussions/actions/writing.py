"""Starting a discussion, and writing in one."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.permissions import authorise
from collab.base.access.subjects import Ref, find
from collab.base.accounts.models import Person
from collab.base.files.attaching import Chosen, as_fields, attach
from collab.base.live.idempotency import once
from collab.base.markup import render
from networks.ledger import record
from networks.models import Organisation, Space
from networks.models.confined import seen_by_whom

from ..events import MessagePosted, ThreadStarted
from ..mentions import mentioned_in, mentions_are, with_mentions
from ..models import Message, Thread
from ..policies import POST_MESSAGE, START_THREAD
from .pace import keep_pace
from .staying import bring_to

GOES_ON = timedelta(minutes=5)
"""How soon after their last message somebody's next one goes on from it."""


class QuoteElsewhere(ValidationError):
    """What a message would quote is not in its discussion, or was removed; the words say so."""


class AboutElsewhere(ValidationError):
    """What the discussion would be about is not in its space; the words say so."""


def start_thread(
    *,
    by: Person,
    for_organisation: Organisation | None,
    space: Space,
    title: str,
    text: str,
    about: Ref | None = None,
    files: Sequence[Chosen] = (),
    key: str | None = None,
    at: datetime | None = None,
) -> Thread:
    """Start a discussion with its first message.

    Args:
        for_organisation: the one for which they speak, or None for none.
        title: up to 150 characters.
        text: the first message, in Markdown.
        about: what it is about, something in the same space.
        files: what is attached to the first message.
        key: the request's own, so that a repeat starts nothing new.
        at: when; now, unless a past is being written.

    Raises:
        NotPermitted: they may not write there for that organisation.
        AboutElsewhere: what it is about is not in the space, or not theirs to see.
        FileGone: a file is not there to be attached.
        TextRefused: the text cannot be taken.
        TooManyMessages: they have posted too much in the last minute.
        KeyUsedForOtherText: something else was started under this key.
    """
    named = mentioned_in(text, space)
    html = rendered(text, named)
    is_past = at is not None
    at = at or timezone.now()

    def start() -> Ref:
        if not is_past:
            keep_pace(by)
        if about and getattr(find(about, by), "space", None) != space:
            raise AboutElsewhere(_("What this is about is not in this space."))
        thread = Thread.objects.create(
            space=space,
            reach=seen_by_whom(space),
            title=title,
            about=str(about or ""),
            by=by,
            for_organisation=for_organisation,
            at=at,
            last_n=1,
            last_at=at,
        )
        message = _write(thread, by, for_organisation, text, html, at)
        mentions_are(message, named)
        attach(files, to=message.ref, by=by)
        record(
            ThreadStarted,
            stream=space.stream,
            subject=thread.ref,
            version=thread.version,
            by=by,
            at=at,
        )
        _tell(message)
        return thread.ref

    with transaction.atomic():
        authorise(by, START_THREAD, space, organisation=for_organisation)
        asked = {
            "space": space.uid,
            "for": for_organisation and for_organisation.uid,
            "title": title,
            "text": text,
            "about": about and str(about),
            **as_fields(files),
        }
        done = once(by=by, action="start_thread", key=key, fields=asked, do=start)
    return Thread.objects.select_related("space").get(uid=done.ref.uid)


def post_message(
    *,
    by: Person,
    for_organisation: Organisation | None,
    thread: Thread,
    text: str,
    quotes: Message | None = None,
    files: Sequence[Chosen] = (),
    key: str | None = None,
    at: datetime | None = None,
) -> Message:
    """Write in a discussion.

    Args:
        for_organisation: the one for which they speak, or None for none.
        text: in Markdown, up to 10,000 characters.
        quotes: the message of the same discussion that it answers.
        files: what is attached to it.
        key: the request's own, so that a repeat posts nothing new.
        at: when; now, unless a past is being written.

    Raises:
        NotPermitted: they may not write there for that organisation.
        TextRefused: the text cannot be taken.
        QuoteElsewhere: what it quotes is not in the discussion, or was removed.
        FileGone: a file is not there to be attached.
        TooManyMessages: they have posted too much in the last minute.
        KeyUsedForOtherText: something else was posted under this key.
    """
    named = mentioned_in(text, thread.space)
    html = rendered(text, named)
    is_past = at is not None
    at = at or timezone.now()

    new: list[Message] = []

    def post() -> Ref:
        if not is_past:
            keep_pace(by)
        if quotes:
            _lock_quoted(quotes, thread)
        # The number is taken before the message is inserted. Until this transaction ends, the row
        # is locked against other numbers but not against their messages' foreign keys, so writers
        # queue for the number and never hold what another one waits for. Whoever moves the
        # discussion waits too, or has moved it: then those write in it who may where it is now.
        if _take_number(thread, at):
            authorise(by, POST_MESSAGE, thread, organisation=for_organisation)
        message = _write(thread, by, for_organisation, text, html, at, quotes)
        mentions_are(message, named)
        attach(files, to=message.ref, by=by)
        _tell(message)
        new.append(message)
        return message.ref

    with transaction.atomic():
        authorise(by, POST_MESSAGE, thread, organisation=for_organisation)
        asked = {
            "thread": thread.uid,
            "for": for_organisation and for_organisation.uid,
            "text": text,
            **as_fields(files),
        } | ({"quotes": quotes.uid} if quotes else {})
        done = once(by=by, action="post_message", key=key, fields=asked, do=post)
    if new and not quotes:  # what it quotes may have changed just before it was locked
        return new[0]
    return Message.objects.for_rows().get(uid=done.ref.uid)


def _take_number(thread: Thread, at: datetime) -> bool:
    """Returns whether the discussion is in another space than it was."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE discussions_thread SET last_n = last_n + 1, last_at = %s WHERE id = %s"
            " RETURNING last_n, reach, space_id",
            [connection.ops.adapt_datetimefield_value(at), thread.pk],
        )
        (thread.last_n, thread.reach, space_id), thread.last_at = cursor.fetchone(), at
    return bring_to(thread, space_id)


def rendered(text: str, named: Iterable[Person] = ()) -> dict[str, str]:
    """The fields of a message that its text makes.

    Args:
        text: in Markdown.
        named: whom it names.

    Raises:
        TextRefused: the text cannot be taken.
    """
    written = render(text)
    html = with_mentions(written.html, named)
    return {"body_html": html, "first_line": written.first_line}


def rendered_again(message: Message) -> dict[str, str]:
    """The same of a message that is there, with the names that it mentions.

    Raises:
        TextRefused: the text cannot be taken any more.
    """
    named = [each.person for each in message.mentions.select_related("person")]
    return rendered(message.body, named)


def _lock_quoted(quotes: Message, thread: Thread) -> None:
    """Until the quoting message is there, nobody changes or removes the quoted one: whoever does
    so afterwards finds the quote and has it drawn again."""
    there = Message.objects.filter(pk=quotes.pk, thread=thread, removed_at=None)
    if not there.select_for_update().exists():
        raise QuoteElsewhere(
            _("The message that you quote was removed. Send yours without it, or change it.")
        )


def _write(
    thread: Thread,
    by: Person,
    for_organisation: Organisation | None,
    text: str,
    html: dict[str, str],
    at: datetime,
    quotes: Message | None = None,
) -> Message:
    goes_on = Message.objects.filter(
        thread=thread,
        n=thread.last_n - 1,
        by=by,
        for_organisation=for_organisation,
        at__gt=at - GOES_ON,
    )
    return Message.objects.create(
        thread=thread,
        n=thread.last_n,
        by=by,
        for_organisation=for_organisation,
        body=text,
        **html,
        follows=goes_on.exists(),
        quotes=quotes,
        at=at,
    )


def _tell(message: Message) -> None:
    record(
        MessagePosted,
        stream=message.space.stream,
        subject=message.ref,
        within=message.thread.ref,
        reach=message.thread.reach,
        version=message.version,
        by=message.by,
        at=message.at,
    )
