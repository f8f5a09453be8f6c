"""Going through the ledger, and telling people what concerns them: each row once.

Each stream has its cursor, since only within a stream do numbers come in the order in which they
are committed. What is told and the cursor are one transaction, so a worker that dies has told
nothing of what it would go through again.

A worker holds the cursor of the stream that it is at, so no two go through the same rows. They can
be at one message, where its discussion has moved and it was edited there: then the mention that the
other has written meanwhile is the only one.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.operations.errors import kind_of
from discussions.events import MessageEdited, MessagePosted
from discussions.models import Mention, Message
from networks.events import EVENTS, NoticeGiven
from networks.ledger import open_stream, record
from networks.models import JoinRequest, LedgerRow, Mark, StreamHead

from .mails import mail_decisions
from .models import Cursor, Notice

STREAMS, ROWS = 100, 200
"""As many are gone through at once, so that on SQLite nobody waits long to write."""

log = logging.getLogger(__name__)


def tell_what_happened() -> int:
    """Go on from each cursor to the end of its stream. Returns how many notices were given.

    A stream that cannot be gone through holds no other up.

    Raises:
        Exception: the first that such a stream met, once all others were gone through.
    """
    given, over, troubles = 0, set[str](), list[Exception]()
    while streams := list(streams_behind().exclude(stream__in=over)[:STREAMS]):
        for stream in streams:
            try:
                more = _go_on(stream)
            except Exception as error:  # whatever it is, it is this stream's
                log.error("Nobody is told of %s: %s", stream, kind_of(error))
                troubles.append(error)
                more = None
            if more is None:
                over.add(stream)
            given += more or 0
    if troubles:
        raise troubles[0]
    return given


def streams_behind() -> Any:
    """The streams in which something happened of which nobody has been told."""
    told = Cursor.objects.filter(stream=OuterRef("stream")).values("seq")
    heads = StreamHead.objects.annotate(told=Coalesce(Subquery(told), 0))
    return heads.filter(seq__gt=F("told")).order_by("stream").values_list("stream", flat=True)


@transaction.atomic
def _go_on(stream: str) -> int | None:
    """How many notices were given for some more rows of a stream; None if there were no more,
    because another worker was quicker."""
    Cursor.objects.get_or_create(stream=stream)
    cursor = Cursor.objects.select_for_update().get(stream=stream)
    rows = list(LedgerRow.objects.filter(stream=stream, seq__gt=cursor.seq).order_by("seq")[:ROWS])
    if not rows:
        return None
    notices = [*_about_messages(rows), *_decisions(stream, rows)]
    given = _give(notices)
    mail_decisions(given)
    Cursor.objects.filter(pk=stream).update(seq=rows[-1].seq)
    for person in sorted({each.person for each in given}, key=lambda each: each.uid):
        _say_so(person, given)
    return len(given)


def _give(notices: Sequence[Notice]) -> list[Notice]:
    """Write those that were not given yet, one a row of the ledger, and one a mention."""
    wanted: dict[tuple[int, Any], Notice] = {}
    for each in notices:
        wanted.setdefault((each.person_id, each.seq), each)
    rows = {(each.stream, each.seq) for each in wanted.values()}
    there = Notice.objects.filter(stream__in={stream for stream, _ in rows})
    told: set[tuple[int, Any]] = set(
        there.filter(seq__in={seq for _, seq in rows}).values_list("person", "seq")
    )
    mentioned = {each.subject for each in wanted.values() if each.why == Notice.Why.MENTIONED}
    named = Notice.objects.filter(why=Notice.Why.MENTIONED, subject__in=mentioned)
    told |= set(named.values_list("person", "subject"))
    new = []
    for key, each in wanted.items():
        once = (each.person_id, each.subject) if each.why == Notice.Why.MENTIONED else key
        if key not in told and once not in told:
            told |= {key, once}
            new.append(each)
    _close_read(new)
    return Notice.objects.bulk_create(new, ignore_conflicts=True)


def _close_read(new: Sequence[Notice]) -> None:
    """Keep of earlier notices of the same discussions that they are read, where somebody has read
    that far: so those not opened stay few, and are quickly counted."""
    within = {(each.person_id, each.within) for each in new if each.within}
    marks = Mark.objects.filter(
        person__in={person for person, _ in within}, subject__in={subject for _, subject in within}
    )
    read = Q(pk__in=[])
    for mark in marks:
        if (mark.person_id, mark.subject) in within:
            read |= Q(person=mark.person_id, within=mark.subject, n__lte=mark.n)
    Notice.objects.filter(read, read_at=None).update(read_at=timezone.now())


def _say_so(person: Person, given: Sequence[Notice]) -> None:
    """Have the person's open pages ask how many there are now."""
    last = [each for each in given if each.person == person][-1]
    stream = f"p:{person.uid}"
    open_stream(stream)
    record(
        NoticeGiven,
        stream=stream,
        subject=Ref("notice", last.uid),
        version=1,
        by=last.actor,
        at=last.at,
    )


class _Said(NamedTuple):
    message: Message
    row: LedgerRow


def _about_messages(rows: Iterable[LedgerRow]) -> Iterator[Notice]:
    """Those whom messages name, and those whom they answer. Nobody is told of what they did."""
    said = list(_messages(rows))
    refs = {str(each.message.ref) for each in said}
    # Whoever is told of a decision reads there why.
    reasons = set(
        JoinRequest.objects.filter(said_in__in=refs).values_list("said_in", flat=True)
        if refs
        else ()
    )
    named: dict[int, list[Person]] = {}
    mentions = Mention.objects.filter(message__in={each.message.pk for each in said})
    for mention in mentions.select_related("person").order_by("pk"):
        named.setdefault(mention.message_id, []).append(mention.person)
    for message, row in said:
        for person in named.get(message.pk, []):
            if _is_told(person, message):
                yield _of_message(Notice.Why.MENTIONED, person, message, row)
        if row.kind == MessagePosted.name and str(message.ref) not in reasons:
            for person in _answered(message):
                if _is_told(person, message):
                    yield _of_message(Notice.Why.ANSWERED, person, message, row)


def _messages(rows: Iterable[LedgerRow]) -> Iterator[_Said]:
    """Each row that tells of a message, with it: one that was edited at once has two."""
    telling = [
        (Ref.read(row.subject).uid, row)
        for row in rows
        if row.kind in (MessagePosted.name, MessageEdited.name)
    ]
    found = Message.objects.filter(uid__in={uid for uid, _row in telling})
    joined = found.select_related("by", "thread__by", "quotes__by")
    messages = {each.uid: each for each in joined}
    for uid, row in telling:
        if uid in messages:
            yield _Said(messages[uid], row)


def _answered(message: Message) -> Iterator[Person]:
    if message.quotes:
        yield message.quotes.by
    if message.n > 1:
        yield message.thread.by


def _is_told(person: Person, message: Message) -> bool:
    return person.is_active and person != message.by


def _of_message(why: str, person: Person, message: Message, row: LedgerRow) -> Notice:
    return Notice(
        person=person,
        why=why,
        stream=row.stream,
        seq=row.seq,
        event=row.kind,
        kind="message",
        subject=message.uid,
        within=str(message.thread.ref),
        n=message.n,
        actor=message.by,
        at=row.at,
    )


def _decisions(stream: str, rows: Iterable[LedgerRow]) -> Iterator[Notice]:
    """What somebody asked for and somebody else decided, on the stream of whoever asked."""
    kind, _colon, uid = stream.partition(":")
    decided = [row for row in rows if (event := EVENTS.get(row.kind)) and event.decision]
    if kind != "p" or not decided:
        return
    person = Person.objects.filter(uid=uid, is_active=True).first()
    actors = Person.objects.in_bulk({row.actor_id for row in decided})
    for row in decided:
        if person and row.actor_id != person.pk:
            subject = Ref.read(row.subject)
            yield Notice(
                person=person,
                why=Notice.Why.DECIDED,
                stream=stream,
                seq=row.seq,
                event=row.kind,
                kind=subject.kind,
                subject=subject.uid,
                actor=actors[row.actor_id],
                at=row.at,
            )
