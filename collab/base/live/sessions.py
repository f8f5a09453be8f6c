"""Whose socket it is: the signed-in session behind it, and whether that session still holds."""

from collections.abc import Collection
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user, get_user_model
from django.http import HttpRequest, parse_cookie
from django.utils import timezone

_store = import_module(settings.SESSION_ENGINE).SessionStore


@dataclass(frozen=True, slots=True)
class Session:
    """A session that signed somebody in, and the mark of the password it was made under."""

    key: str
    person: int
    auth_hash: str


class _Glance(dict[str, Any]):
    """A session's content to look at: a handshake sets no cookie, so nothing may renew it."""

    def cycle_key(self) -> None:
        pass

    def flush(self) -> None:
        self.clear()


def session_of(cookie_header: str) -> Session | None:
    """The session behind a request's cookies, if it signs in somebody who is active."""
    key = parse_cookie(cookie_header).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    request = HttpRequest()
    request.session = _Glance(_store(key).load())  # type: ignore[assignment]
    person = get_user(request)
    if not (person.is_authenticated and person.is_active):
        return None
    return Session(key, person.pk, person.get_session_auth_hash())


def still_signed_in(sessions: Collection[Session]) -> set[Session]:
    """Those that have neither ended nor expired, whose person is active and kept the password."""
    keys = {session.key for session in sessions}
    people = {session.person for session in sessions}
    found = set(
        _store.get_model_class()
        .objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
        .values_list("session_key", flat=True)
    )
    hashes = {
        person.pk: person.get_session_auth_hash()
        for person in get_user_model()
        .objects.filter(pk__in=people, is_active=True)
        .only("password")
    }
    return {
        session
        for session in sessions
        if session.key in found and hashes.get(session.person) == session.auth_hash
    }
