"""Further addresses of an account: asked for by mail, and added once its link is followed.

Nothing is kept meanwhile, so that somebody's own page tells them nothing of others' addresses. The
link says whose account asks: it is worth nothing to whoever gets it by mistake.
"""

from datetime import timedelta

from cryptography.fernet import InvalidToken

from .ciphers import cipher
from .models import Person

LINK_LASTS = timedelta(days=3)
PURPOSE = "further address"


def key_for(person: Person, email: str) -> str:
    """The part of a link by which this address becomes one of this person's."""
    return cipher(PURPOSE).encrypt(f"{person.uid} {email}".encode()).decode()


def asked_with(key: str) -> tuple[str, str] | None:
    """The uid of whoever asked with this key, and for which address; None if it is too old, or not
    of our making."""
    try:
        asked = cipher(PURPOSE).decrypt(key.encode(), ttl=int(LINK_LASTS.total_seconds()))
    except InvalidToken:
        return None
    uid, _space, email = asked.decode().partition(" ")
    return uid, email
