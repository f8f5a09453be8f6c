"""Whose profile somebody may read, as SQL."""

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL
from django.utils import timezone

from collab.base.sql import places

from .standing import BELONGS, own_spaces, proven_since, seen_spaces, standing_of

PUBLIC = (
    "SELECT person_id FROM networks_fellowship WHERE ended_at IS NULL",
    "SELECT person_id FROM networks_appointment WHERE ended_at IS NULL",
)
AFFILIATED = (
    "SELECT affiliation.person_id FROM networks_affiliation affiliation {join}"  # noqa: S608 ours
    f" WHERE {BELONGS.format(of='affiliation.')}"
)
STEWARDS = "SELECT person_id FROM networks_nationalrole WHERE ended_at IS NULL"
PLACED = (
    "SELECT person_id FROM networks_place WHERE ended_at IS NULL"
    " AND (guest_until IS NULL OR guest_until > %s) AND space_id IN ({spaces})"
)
WAITING = (
    "SELECT person_id FROM networks_affiliation WHERE ended_at IS NULL AND confirmed_at IS NULL"
)
# How an organisation's people take part in a space: it is named there, belongs to the space's
# collaborative, or the space is its own.
THROUGH = (
    "JOIN networks_spaceorganisation held ON held.organisation_id = affiliation.organisation_id"
    " AND held.ended_at IS NULL AND held.space_id IN ({spaces})",
    "JOIN networks_membership held ON held.organisation_id = affiliation.organisation_id"
    " AND held.ended_at IS NULL"
    " JOIN networks_space space ON space.members_by = 'collaborative'"
    " AND space.collaborative_id = held.collaborative_id AND space.id IN ({spaces})",
    "JOIN networks_space space ON space.members_by = 'organisation'"
    " AND space.organisation_id = affiliation.organisation_id AND space.id IN ({spaces})",
)
LOOKED_AFTER = (
    " AND EXISTS (SELECT 1 FROM networks_space WHERE members_by IN ('fellows', 'stewards')"
    " AND id IN ({spaces}))"
)

Part = tuple[str, tuple[Any, ...]]


def seen_people(reader: Any) -> RawSQL:
    """The ids of those whose profile somebody may read.

    Everybody sees fellows, leads and coaches. The network sees each other, and whoever is named in
    a space that they see. Others see those with whom they share a space. Whoever looks after an
    organisation sees who asks to join it, and each sees themselves.
    """
    parts = list(_parts(reader))
    sql = " UNION ".join(part for part, _given in parts)
    return RawSQL(sql, [each for _part, given in parts for each in given])  # noqa: S611 ours


def _parts(reader: Any) -> Iterator[Part]:
    yield from ((sql, ()) for sql in PUBLIC)
    if not reader.is_authenticated:
        return
    yield "SELECT id FROM accounts_person WHERE id = %s", (reader.pk,)
    standing = standing_of(reader)
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    if standing.in_network:
        yield AFFILIATED.format(join=""), (proven_since(),)
        yield STEWARDS, ()
        seen = seen_spaces(reader)
        yield PLACED.format(spaces=seen.sql), (now, *seen.params)
    else:
        own = own_spaces(reader)
        yield PLACED.format(spaces=own.sql), (now, *own.params)
        for through in THROUGH:
            joined = AFFILIATED.format(join=through.format(spaces=own.sql))
            yield joined, (*own.params, proven_since())
        yield STEWARDS + LOOKED_AFTER.format(spaces=own.sql), (*own.params,)
    if standing.steward:
        yield WAITING, ()
    elif asked := standing.looks_after:
        yield f"{WAITING} AND organisation_id IN ({places(asked)})", (*asked,)
