"""Whose socket it is: what signed its person in, and whether that still holds.

A page's socket brings the session's cookie. A program's brings its own credentials in the header
``Authorization``, which no page of a browser can set; whoever knows these registers how.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib import import_module
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user_model,
)
from django.db.models import QuerySet
from django.http import parse_cookie
from django.utils import timezone

from collab.base.accounts.second_factor import lacking_second_factor

_store = import_module(settings.SESSION_ENGINE).SessionStore


@dataclass(frozen=True, slots=True)
class Session:
    """What signed somebody in: a session, and the mark of the password it was made under, or what
    a program brought. ``until`` is when it would expire as it was then, ``way`` is how, ``uid``
    names the person of a page's session."""

    key: str
    person: int
    until: datetime = field(compare=False)
    auth_hash: str = ""
    way: str = "cookie"
    uid: str = ""


Headers = dict[bytes, bytes]


class Way(NamedTuple):
    """How sockets show whose they are: who opens them with these headers, and who still may, until
    when if nothing happens."""

    opened_by: Callable[[list[Headers]], list[Session | None]]
    still_holding: Callable[[Collection[Session]], dict[Session, datetime]]


def sessions_of(handshakes: list[Headers]) -> list[Session | None]:
    """For each handshake what signs somebody in who is active, or None. Beside credentials of a
    program a cookie does not count."""
    ways = ["header" if AUTHORIZATION in headers else "cookie" for headers in handshakes]
    found: dict[int, Session | None] = {}
    for way in set(ways):
        places = [place for place, each in enumerate(ways) if each == way]
        opened = WAYS[way].opened_by([handshakes[place] for place in places])
        found |= dict(zip(places, opened, strict=True))
    return [found[place] for place in range(len(handshakes))]


def still_signed_in(sessions: Collection[Session]) -> dict[Session, datetime]:
    """Those that have neither ended nor expired, and whose person is active; with when each expires
    unless it is put off."""
    found: dict[Session, datetime] = {}
    for way in {session.way for session in sessions}:
        found |= WAYS[way].still_holding([each for each in sessions if each.way == way])
    return found


def _by_cookie(handshakes: list[Headers]) -> list[Session | None]:
    keys = [_key_in(headers) for headers in handshakes]
    rows = _rows().filter(session_key__in={key for key in keys if key})
    said = {row.session_key: session for row in rows if (session := _session_in(row))}
    holding = _holding(said.values())
    found = {
        key: replace(session, uid=holding[session].uid)
        for key, session in said.items()
        if session in holding
    }
    return [found.get(key) for key in keys]


def _key_in(headers: Headers) -> str:
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin1"))
    return _store(cookies.get(settings.SESSION_COOKIE_NAME)).session_key or ""


def _session_in(row: Any) -> Session | None:
    """What a session's row says of who signed in there, which is still to be believed."""
    data = row.get_decoded()
    if data.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    auth_hash = data.get(HASH_SESSION_KEY, "")
    return Session(row.session_key, int(data[SESSION_KEY]), row.expire_date, auth_hash)


def _rows() -> QuerySet[Any]:
    rows: QuerySet[Any] = _store.get_model_class().objects.filter(expire_date__gt=timezone.now())
    return rows


def _still_by_cookie(sessions: Collection[Session]) -> dict[Session, datetime]:
    keys = {session.key for session in sessions}
    rows = _rows().filter(session_key__in=keys).values_list("session_key", "expire_date")
    expires: dict[str, datetime] = dict(rows)
    return {each: expires[each.key] for each in _holding(sessions) if each.key in expires}


def _holding(sessions: Collection[Session]) -> dict[Session, Any]:
    """The people of those sessions that are held by somebody who is active, has kept the password,
    and lacks no second factor."""
    people = {session.person for session in sessions}
    active = (
        get_user_model()
        .objects.filter(pk__in=people, is_active=True)
        .only("uid", "password", "is_staff", "is_active")
    )
    found = {person.pk: person for person in active}
    lacking = lacking_second_factor(found.values())
    hashes = {pk: person.get_session_auth_hash() for pk, person in found.items()}
    return {
        session: found[session.person]
        for session in sessions
        if session.person not in lacking and hashes.get(session.person) == session.auth_hash
    }


def _none_opens(handshakes: list[Headers]) -> list[Session | None]:
    return [None] * len(handshakes)


AUTHORIZATION = b"authorization"
WAYS = {
    "cookie": Way(_by_cookie, _still_by_cookie),
    "header": Way(_none_opens, lambda _: {}),
}


def programs_sign_in_by(way: Way) -> None:
    """Say how the credentials in the header ``Authorization`` are known."""
    WAYS["header"] = way
