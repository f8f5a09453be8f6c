"""How the ledger feeds live delivery."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from collab.base.access.models import access_epoch
from collab.base.access.permissions import Role, with_included
from collab.base.accounts.models import Person
from collab.base.live.policies import FOLLOW_LIVE
from collab.base.live.source import FACILITATOR, READER, Event, Head, Heads, Pulled, Seat
from collab.base.sql import moment, places

from .models import LedgerRow, Space
from .roles import capacities, visits
from .standing import Standing, standings

WITHOUT_END = {role: Seat(role) for role in (READER, FACILITATOR)}
PULL = """
SELECT
    (SELECT value FROM access_accessepoch), head.epoch, head.seq,
    told.seq, told.kind, told.v, told.subject, told.within, told.version, told.min_role,
    told.headline, told.at
FROM networks_streamhead head
LEFT JOIN networks_ledgerrow told ON told.stream = head.stream AND told.seq > %s
WHERE head.stream = %s
ORDER BY told.seq
LIMIT %s
"""
HEADS = """
SELECT (SELECT value FROM access_accessepoch), stream, epoch, seq
FROM networks_streamhead WHERE stream IN ({streams})
"""


class LedgerSource:
    """The ledger of spaces and people, as the hub reads it."""

    def pull(self, stream: str, after: int, limit: int) -> Pulled:
        with connection.cursor() as cursor:
            cursor.execute(PULL, [after, stream, limit])
            rows = cursor.fetchall()
        if not rows:
            return Pulled(access_epoch(), "", 0, [])
        epoch_of_access, epoch, head = rows[0][:3]
        events = [_event(stream, row[3:]) for row in rows if row[3] is not None]
        return Pulled(epoch_of_access, epoch, head, events)

    def heads(self, streams: Collection[str]) -> Heads:
        rows = []
        if streams:
            with connection.cursor() as cursor:
                cursor.execute(HEADS.format(streams=places(streams)), [*streams])
                rows = cursor.fetchall()
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
    role = FACILITATOR if Role.FACILITATOR in roles else READER
    ends = [way.until for way in ways if way.until]
    as_guest_only = not visitor and len(ends) == len(ways)
    return Seat(role, max(ends)) if as_guest_only else WITHOUT_END[role]


def _event(stream: str, told: tuple[Any, ...]) -> Event:
    seq, kind, v, subject, within, version, min_role, headline, at = told
    return Event(
        stream=stream,
        seq=seq,
        kind=kind,
        v=v,
        subject=subject,
        within=within,
        version=version,
        min_role=min_role,
        headline=bool(headline),
        at=moment(at),
    )
