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
from collab.base.live.source import (
    AUDIENCES,
    FACILITATOR,
    MEMBER,
    NETWORK,
    PUBLIC,
    Event,
    Head,
    Heads,
    Heard,
    Pulled,
    Seat,
)
from collab.base.sql import moment, places

from .models import Space
from .roles import capacities, visits
from .standing import Standing, standing_of, standings

WITHOUT_END = {audience: Seat(audience) for audience in AUDIENCES}
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
WHO_HEARS = """
SELECT (SELECT value FROM access_accessepoch), seq, min_role
FROM networks_ledgerrow WHERE stream = %s AND seq > %s ORDER BY seq LIMIT %s
"""
LAST_FOR = (
    "SELECT MAX(seq) FROM networks_ledgerrow WHERE stream = %s AND min_role = {n} AND seq <= %s"
)
LAST_GIVEN = " UNION ALL ".join(f"SELECT {n}, ({LAST_FOR.format(n=n)})" for n in AUDIENCES)
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

    def who_hears(self, stream: str, after: int, limit: int) -> Heard:
        with connection.cursor() as cursor:
            cursor.execute(WHO_HEARS, [stream, after, limit])
            rows = cursor.fetchall()
        if not rows:
            return Heard(access_epoch(), {})
        return Heard(rows[0][0], {seq: min_role for _epoch, seq, min_role in rows})

    def last_given(self, stream: str, after: int) -> dict[int, int]:
        with connection.cursor() as cursor:
            cursor.execute(LAST_GIVEN, [stream, after] * len(AUDIENCES))
            last = {audience: seq or 0 for audience, seq in cursor.fetchall()}
        return {each: max(last[n] for n in AUDIENCES if n <= each) for each in AUDIENCES}


def seat(standing: Standing, space: Space, at: datetime) -> Seat | None:
    """As what, and until when, somebody of this standing may follow a space; None if they may not.

    It ends by itself only for who takes part as a guest and in no other way. Where they would see
    the space without that, they go on as a visitor.
    """
    ways = capacities(standing, space, at)
    visitor = NETWORK if standing.in_network else PUBLIC
    visiting = visitor if visits(standing, space) else None
    roles = set() if visiting is None else {Role.READER}
    for way in ways:
        roles |= with_included(way.role)
    if not roles & FOLLOW_LIVE.roles:
        return None
    if not ways:
        return WITHOUT_END[visitor]
    audience = FACILITATOR if Role.FACILITATOR in roles else MEMBER
    ends = [way.until for way in ways if way.until]
    as_guest_only = len(ends) == len(ways)
    return Seat(audience, max(ends), visiting) if as_guest_only else WITHOUT_END[audience]


def hears(person: Any, space: Space) -> int:
    """As which audience somebody who sees a space is told what happens there."""
    found = seat(standing_of(person), space, timezone.now())
    return found.role if found else PUBLIC


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
