"""How the ledger feeds live delivery."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from collab.base.access.models import AccessEpoch, access_epoch
from collab.base.access.permissions import Role, with_included
from collab.base.accounts.models import Person
from collab.base.live.policies import FOLLOW_LIVE
from collab.base.live.source import FACILITATOR, READER, Event, Head, Heads, Pulled, Seat

from .models import LedgerRow, Space, StreamHead
from .roles import capacities, visits
from .standing import Standing, standings

_epoch_now = Subquery(AccessEpoch.objects.values("value")[:1])
_head = StreamHead.objects.filter(stream=OuterRef("stream"))


class LedgerSource:
    """The ledger of spaces and people, as the hub reads it."""

    def pull(self, stream: str, after: int, limit: int) -> Pulled:
        rows = list(
            LedgerRow.objects.filter(stream=stream, seq__gt=after)
            .order_by("seq")
            .annotate(
                access_epoch=_epoch_now,
                stream_epoch=Subquery(_head.values("epoch")),
                head=Subquery(_head.values("seq")),
            )[:limit]
        )
        if not rows:
            heads = self.heads([stream])
            head = heads.streams.get(stream, Head("", 0))
            return Pulled(heads.access_epoch, head.epoch, head.seq, [])
        first = rows[0]
        return Pulled(
            first.access_epoch, first.stream_epoch, first.head, [_event(row) for row in rows]
        )

    def heads(self, streams: Collection[str]) -> Heads:
        rows = list(
            StreamHead.objects.filter(stream__in=streams)
            .annotate(access_epoch=_epoch_now)
            .values_list("access_epoch", "stream", "epoch", "seq")
        )
        if not rows:
            return Heads(access_epoch(), {})
        return Heads(rows[0][0], {stream: Head(epoch, seq) for _, stream, epoch, seq in rows})

    def audience(self, stream: str, people: Collection[int]) -> dict[int, Seat]:
        kind, _, uid = stream.partition(":")
        if kind == "p" and Role.SELF in FOLLOW_LIVE.roles:
            own = Person.objects.filter(uid=uid, pk__in=people, is_active=True)
            return {person.pk: Seat(FACILITATOR) for person in own}
        space = Space.objects.filter(uid=uid).first() if kind == "s" else None
        if space is None:
            return {}
        now = timezone.now()
        found = {pk: seat(standing, space, now) for pk, standing in standings(people).items()}
        return {pk: each for pk, each in found.items() if each}

    def last_given(self, stream: str, after: int, role: int) -> int:
        return (
            LedgerRow.objects.filter(stream=stream, seq__lte=after, min_role__lte=role)
            .order_by("-seq")
            .values_list("seq", flat=True)
            .first()
        ) or 0


def seat(standing: Standing, space: Space, at: datetime) -> Seat | None:
    """As what, and until when, somebody of this standing may follow a space; None if they may not.

    It ends by itself only for who sees the space as a guest and in no other way.
    """
    ways = capacities(standing, space, at)
    visitor = visits(standing, space)
    roles = {Role.READER} if visitor else set()
    for way in ways:
        roles |= with_included(way.role)
    if not roles & FOLLOW_LIVE.roles:
        return None
    ends = [way.until for way in ways if way.until]
    as_guest_only = not visitor and len(ends) == len(ways)
    return Seat(
        role=FACILITATOR if Role.FACILITATOR in roles else READER,
        until=max(ends) if as_guest_only else None,
    )


def _event(row: LedgerRow) -> Event:
    return Event(
        stream=row.stream,
        seq=row.seq,
        kind=row.kind,
        v=row.v,
        subject=row.subject,
        within=row.within,
        version=row.version,
        min_role=row.min_role,
        headline=row.headline,
        at=row.at,
    )
