"""What the hub needs to know from whoever keeps the ledger and knows who may see what."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

PUBLIC, NETWORK, MEMBER, FACILITATOR = AUDIENCES = range(4)
"""As whom somebody listens. Each hears what those before it hear, and what is for itself: the
public, the network, those who take part, those who look after them."""
NOBODY = len(AUDIENCES)
"""The audience of what is told to nobody any more."""


@dataclass(frozen=True, slots=True)
class Event:
    """One row of a stream: references only, so a row can never show a former text.

    Args:
        stream: the stream's name, such as "s:" and a space's uid.
        seq: its number in the stream, without gaps from 1.
        kind: what happened, such as "message.posted".
        v: the version of what that kind means.
        subject: what it happened to, "kind:uid".
        within: what contains the subject, "kind:uid", or "".
        version: the version of the subject that this brings.
        min_role: the least audience that hears of it.
        headline: whether a space's front page tells it.
        at: when it happened.
    """

    stream: str
    seq: int
    kind: str
    v: int
    subject: str
    within: str
    version: int
    min_role: int
    headline: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Pulled:
    """What one statement read: the access epoch, the stream's epoch and head, and its rows."""

    access_epoch: int
    stream_epoch: str
    head: int
    events: list[Event]


class Heard(NamedTuple):
    """The access epoch, and by its number the least audience that hears of each row."""

    access_epoch: int
    audiences: dict[int, int]


class Head(NamedTuple):
    """A stream's life, told from another by its epoch, and the last number given out in it."""

    epoch: str
    seq: int


@dataclass(frozen=True, slots=True)
class Heads:
    """The access epoch and the heads of some streams; a stream that is not there is absent."""

    access_epoch: int
    streams: dict[str, Head]


@dataclass(frozen=True, slots=True)
class Seat:
    """That somebody may watch a stream now: as which audience, until when if that is known, and as
    which one after that, if they may go on."""

    role: int
    until: datetime | None = None
    then: int | None = None


class Source(Protocol):
    def pull(self, stream: str, after: int, limit: int) -> Pulled:
        """The rows after a number, oldest first, at most ``limit``, all in one statement.

        One statement, because the access epoch must be at least as new as the newest row: then
        whoever lost sight before a row was written is known before the row is handed on.
        """

    def heads(self, streams: Collection[str]) -> Heads:
        """The access epoch and the heads of these streams, in one query."""

    def audience(self, stream: str, people: Collection[int]) -> dict[int, Seat]:
        """Who of these people (by id) may watch the stream now. Who is absent may not."""

    def who_hears(self, stream: str, after: int, limit: int) -> Heard:
        """The access epoch, and the least audience of each of the same rows, in one statement."""

    def last_given(self, stream: str, after: int) -> dict[int, int]:
        """The last number up to ``after`` that each audience hears of, or 0."""


_registered: list[Source] = []


def register_source(source: Source) -> None:
    """Say who keeps the ledger, once, when the apps are ready."""
    _registered[:] = [source]


def the_source() -> Source:
    return _registered[0]
