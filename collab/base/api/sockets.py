"""A program follows what happens over a socket, with its token in the handshake's header."""

from collections.abc import Collection
from datetime import datetime

from django.utils import timezone
from rest_framework.exceptions import AuthenticationFailed

from collab.base.accounts.second_factor import lacking_second_factor
from collab.base.live.sessions import AUTHORIZATION, Headers, Session, Way

from .authentication import BearerToken
from .models import Token
from .scopes import Scope


def _opened_by(handshakes: list[Headers]) -> list[Session | None]:
    return [_session_of(headers) for headers in handshakes]


def _session_of(headers: Headers) -> Session | None:
    scheme, _space, secret = headers[AUTHORIZATION].partition(b" ")
    if scheme.lower() != b"bearer":
        return None
    try:
        person, token = BearerToken().authenticate_credentials(secret.strip())
    except AuthenticationFailed:
        return None
    if not token.allows(Scope.FOLLOW):
        return None
    return Session(token.digest, person.pk, token.expiry, way="header")


def _still_holding(sessions: Collection[Session]) -> dict[Session, datetime]:
    keys = [session.key for session in sessions]
    tokens = Token.objects.filter(digest__in=keys, expiry__gt=timezone.now(), user__is_active=True)
    found = {token.digest: token for token in tokens.select_related("user")}
    lacking = lacking_second_factor([token.user for token in found.values()])
    return {
        session: found[session.key].expiry
        for session in sessions
        if session.key in found and session.person not in lacking
    }


BY_TOKEN = Way(_opened_by, _still_holding)
