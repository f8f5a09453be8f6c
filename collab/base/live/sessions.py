"""Whose socket it is: what signed its person in, and whether that still holds.

A page's socket brings the session's cookie. A program's brings its own credentials in the header
``Authorization``, which no page of a browser can set; whoever knows these registers how.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user, get_user_model
from django.http import HttpRequest, parse_cookie
from django.utils import timezone

from collab.base.accounts.second_factor import lacking_second_factor, lacks_second_factor

_store = import_module(settings.SESSION_ENGINE).SessionStore


@dataclass(frozen=True, slots=True)
class Session:
    """What signed somebody in: a session, and the mark of the password it was made under, or what
    a program brought. ``way`` is how, ``uid`` names the person of a page's session."""

    key: str
    person: int
    auth_hash: str = ""
    way: str = "cookie"
    uid: str = ""


Headers = dict[bytes, bytes]


class Way(NamedTuple):
    """How a socket shows whose it is: who opens one with these headers, and who still may."""

    opened_by: Callable[[Headers], Session | None]
    still_holding: Callable[[Collection[Session]], set[Session]]


class _Glance(dict[str, Any]):
    """A session's content to look at: a handshake sets no cookie, so nothing may renew it."""

    def cycle_key(self) -> None:
        pass

    def flush(self) -> None:
        self.clear()


def session_of(headers: Headers) -> Session | None:
    """What signs somebody who is active in by these headers, or None. Beside credentials of a
    program a cookie does not count."""
    return WAYS["header" if AUTHORIZATION in headers else "cookie"].opened_by(headers)


def still_signed_in(sessions: Collection[Session]) -> set[Session]:
    """Those that have neither ended nor expired, and whose person is active."""
    found: set[Session] = set()
    for way in {session.way for session in sessions}:
        found |= WAYS[way].still_holding([each for each in sessions if each.way == way])
    return found


def _by_cookie(headers: Headers) -> Session | None:
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin1"))
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    request = HttpRequest()
    request.session = _Glance(_store(key).load())  # type: ignore[assignment]
    person = get_user(request)
    if not (person.is_authenticated and person.is_active) or lacks_second_factor(person):
        return None
    return Session(key, person.pk, person.get_session_auth_hash(), uid=person.uid)


def _still_by_cookie(sessions: Collection[Session]) -> set[Session]:
    """Of these, too, the person has kept the password, and lacks no second factor."""
    keys = {session.key for session in sessions}
    people = {session.person for session in sessions}
    found = set(
        _store.get_model_class()
        .objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
        .values_list("session_key", flat=True)
    )
    active = list(
        get_user_model()
        .objects.filter(pk__in=people, is_active=True)
        .only("password", "is_staff", "is_active")
    )
    lacking = lacking_second_factor(active)
    hashes = {
        person.pk: person.get_session_auth_hash() for person in active if person.pk not in lacking
    }
    return {
        session
        for session in sessions
        if session.key in found and hashes.get(session.person) == session.auth_hash
    }


def _nobody(_given: Any) -> Any:
    return None


AUTHORIZATION = b"authorization"
WAYS = {"cookie": Way(_by_cookie, _still_by_cookie), "header": Way(_nobody, lambda _: set())}


def programs_sign_in_by(way: Way) -> None:
    """Say how the credentials in the header ``Authorization`` are known."""
    WAYS["header"] = way
