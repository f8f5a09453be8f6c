"""Telling the hubs that there is something new, after commit and from any thread."""

from .hub import ACCESS, hear
from .relay import relay


def poke(stream: str, seq: int) -> None:
    """Say that a stream has reached a number. Never fails and never waits.

    A poke carries nothing that anybody sees, and one that gets lost only delays: each hub finds
    what it missed with its next heartbeat.
    """
    hear(stream, seq)
    relay.send(stream, seq)


def poke_access() -> None:
    """Say that who may see what has changed, so that idle sockets which lost sight close soon."""
    poke(ACCESS, 0)
