"""The ledger: each write appends one row to a stream, in its own transaction."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from collab.base.access.subjects import MODELS, Ref
from collab.base.access.uid import new_uid
from collab.base.accounts.models import Person
from collab.base.live.poke import poke
from collab.base.live.source import MEMBER, NETWORK, PUBLIC
from collab.base.sql import moment

from .events import EVENTS, EventKind
from .models import Confined, LedgerRow, Space, StreamHead

HEAD_AND_MARK = """
SELECT epoch, seq, (SELECT n FROM networks_mark WHERE person_id = %s AND subject = %s)
FROM networks_streamhead WHERE stream = %s
"""
HEADLINES = """
SELECT seq, kind, subject, at, actor_id, name FROM networks_ledgerrow
JOIN accounts_person ON accounts_person.id = actor_id
WHERE stream = %s AND headline = TRUE AND min_role <= %s AND seq > %s AND seq < %s
ORDER BY seq DESC LIMIT %s
"""
LAST = 2**63 - 1
AUDIENCES = {
    Space.Visibility.PUBLIC.value: PUBLIC,
    Space.Visibility.NETWORK.value: NETWORK,
    Space.Visibility.MEMBERS.value: MEMBER,
}
"""The least audience that hears of what reaches so far."""


class Happened(NamedTuple):
    """Of a row of the ledger what a list tells, beside its subject."""

    seq: int
    kind: str
    subject: str
    at: datetime
    actor_id: int
    actor_name: str
    stream: str


def open_stream(stream: str) -> None:
    """Begin a stream, in the transaction that makes what it tells about."""
    StreamHead.objects.get_or_create(stream=stream)


def hold_stream(stream: str) -> None:
    """Take a stream before something else is taken: nobody else appends to it until the caller's
    transaction ends. It is begun if nobody did."""
    open_stream(stream)
    StreamHead.objects.select_for_update().get(pk=stream)


def record(
    event: EventKind,
    *,
    stream: str,
    subject: Ref,
    version: int,
    by: Person,
    within: Ref | None = None,
    reach: str | None = None,
    at: datetime | None = None,
) -> LedgerRow:
    """Append what happened, as the last thing in the caller's transaction.

    The number comes from the stream's head in one statement. Nothing references the head, so
    concurrent writers only wait for each other; a lock on the space itself would deadlock with
    the foreign keys of what they insert.

    Whoever sees the subject hears of it, unless the event is for fewer. How far it reaches is read
    once the number is taken: whoever makes that less takes a number before they look for rows that
    others must not hear of (``keep_from_others``), so that none is missed.

    Args:
        event: what happened.
        stream: the stream that tells it.
        subject: what it happened to.
        version: the version that this brings the subject to.
        by: who did it.
        within: what contains the subject, such as a message's thread.
        reach: how far that reaches, where the caller keeps others from changing it.
        at: when; now, unless a past is being written.

    Raises:
        LookupError: nobody opened the stream.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE networks_streamhead SET seq = seq + 1 WHERE stream = %s RETURNING seq", [stream]
        )
        head = cursor.fetchone()
    if head is None:
        raise LookupError(f"the stream {stream} was never opened")
    if reach is None:
        reach = _reach_of(within or subject)
    row = LedgerRow.objects.create(
        stream=stream,
        seq=head[0],
        kind=event.name,
        v=event.v,
        actor=by,
        subject=str(subject),
        within=str(within or ""),
        version=version,
        min_role=max(event.min_role, AUDIENCES[reach]),
        headline=event.headline,
        at=at or timezone.now(),
    )
    transaction.on_commit(lambda: poke(stream, row.seq))
    return row


def _reach_of(holder: Ref) -> str:
    """How far a thing reaches now. What is not confined is told to whoever follows the stream."""
    model = MODELS.get(holder.kind)
    if model is None or not issubclass(model, Confined):
        return Space.Visibility.PUBLIC
    reach: str = model._base_manager.values_list("reach", flat=True).get(uid=holder.uid)
    return reach


def keep_from_others(stream: str, reach: str, holder: Ref | None = None) -> None:
    """Let what a stream has told so far be told, from now on, to no more than these.

    It comes after ``record`` in a transaction: then nobody adds to the stream meanwhile.

    Args:
        stream: the stream's name.
        reach: who may still be told of it, a ``Space.Visibility``.
        holder: only what happened to this thing or in it; otherwise all.
    """
    rows = LedgerRow.objects.filter(stream=stream, min_role__lt=AUDIENCES[reach])
    if holder:
        rows = rows.filter(Q(subject=str(holder)) | Q(within=str(holder)))
    rows.update(min_role=AUDIENCES[reach])


def list_no_more(stream: str, subject: Ref) -> None:
    """Have a stream's headlines leave out a thing that is not there any more. Whoever follows the
    stream is still told what happened. It comes after ``record``."""
    rows = LedgerRow.objects.filter(subject=str(subject), stream=stream, headline=True)
    rows.update(headline=False)


def list_as_before(stream: str, subject: Ref) -> None:
    """Have a thing that is back, as if it had never left, stand among the headlines where it last
    stood: the last event of a kind that they tell. It comes after ``record``."""
    kinds = [event.name for event in EVENTS.values() if event.headline]
    rows = LedgerRow.objects.filter(subject=str(subject), stream=stream, kind__in=kinds)
    if last := rows.order_by("-seq").first():
        LedgerRow.objects.filter(pk=last.pk).update(headline=True)


def begin_new_lives() -> None:
    """Give each stream a new epoch: after a restore their numbers are given out a second time, so
    whoever followed reads afresh."""
    for head in StreamHead.objects.all():
        StreamHead.objects.filter(pk=head.pk).update(epoch=new_uid())


def head_of(stream: str) -> tuple[str, int]:
    """A stream's epoch and last number. Pages read it before the content that they show.

    Raises:
        LookupError: nobody opened the stream.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT epoch, seq FROM networks_streamhead WHERE stream = %s", [stream])
        head: tuple[str, int] | None = cursor.fetchone()
    if head is None:
        raise LookupError(f"the stream {stream} was never opened")
    return head


def head_and_mark(space: Space, person: Any) -> tuple[str, int, int | None]:
    """The same of a space, and how far somebody has read it: None on a first visit, or signed out.

    Raises:
        LookupError: the space has no stream.
    """
    with connection.cursor() as cursor:
        cursor.execute(HEAD_AND_MARK, [person.pk, str(Ref("space", space.uid)), space.stream])
        found: tuple[str, int, int | None] | None = cursor.fetchone()
    if found is None:
        raise LookupError(f"the stream {space.stream} was never opened")
    return found


HAPPENED = ("seq", "kind", "subject", "at", "actor_id", "actor__name", "stream")
"""Where a row of the ledger has what ``Happened`` has, in its order."""


def headlines_in(
    stream: str, *, hears: int, most: int, after: int = 0, before: int | None = None
) -> list[Happened]:
    """The headlines of a stream, newest first.

    Args:
        hears: the role of who reads it, as events name it.
        most: how many at most.
        after: only those after this number.
        before: only those before this number.
    """
    until = LAST if before is None else before
    with connection.cursor() as cursor:
        cursor.execute(HEADLINES, [stream, hears, after, until, most])
        rows = cursor.fetchall()
    return [
        Happened(seq, kind, subject, moment(at), actor_id, actor_name, stream)
        for seq, kind, subject, at, actor_id, actor_name in rows
    ]
