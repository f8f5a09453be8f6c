"""What the server says over a socket, as text. ``docs/live.md`` tells what each frame means."""

import json
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

from .fragments import Fragment
from .parcel import Parcel
from .source import Event


def encode(**frame: Any) -> str:
    # ASCII only: whatever the content, it encodes, and its length is its size in bytes.
    return json.dumps(frame, separators=(",", ":"))


def alone(**frame: Any) -> Parcel:
    return Parcel([encode(**frame)])


def watching(stream: str, epoch: str, head: int) -> Parcel:
    return alone(type="watching", stream=stream, epoch=epoch, head=head)


def reset(stream: str, epoch: str, head: int) -> Parcel:
    return alone(type="reset", stream=stream, epoch=epoch, head=head)


def closed(stream: str) -> Parcel:
    return alone(type="closed", stream=stream)


def error(code: str, says: str, **about: str) -> Parcel:
    return alone(type="error", code=code, says=says, **about)


@lru_cache(512)
def mark(n: int) -> Parcel:
    return alone(type="mark", n=n)


def pong() -> Parcel:
    return alone(type="pong")


class EventFrame:
    """One event's frames: encoded at most once for each audience, however many sockets it goes to.

    Args:
        event: what happened.
        prev: for each role, the last number before this one that it was given.
        drawn: the subject's fragment, None if the subject is gone.
        is_drawn: whether somebody draws this kind of subject at all.
    """

    def __init__(
        self, event: Event, prev: dict[int, int], drawn: Fragment | None, is_drawn: bool
    ) -> None:
        self.seq = event.seq
        self.min_role = event.min_role
        self.event = event
        self._prev = prev
        self._drawn = drawn
        self._gone = is_drawn and (drawn is None or drawn.gone)
        self._text = cache(self._encode)

    @property
    def shown_at(self) -> tuple[str, str]:
        """The subjects whose pages show it: what holds its own, and that itself."""
        return self.event.within, self.event.subject

    def text(self, role: int, focus: str | None) -> str:
        """The frame for a role; with HTML if what the page focuses on is or holds the subject."""
        return self._text(role, bool(focus) and focus in self.shown_at)

    def _encode(self, role: int, focused: bool) -> str:
        event = self.event
        frame = {
            "stream": event.stream,
            "seq": event.seq,
            "prev": self._prev[role],
            "kind": event.kind,
            "v": event.v,
            "subject": event.subject,
            "within": event.within,
            "version": event.version,
            "headline": event.headline,
            "at": event.at.isoformat(),
        }
        if self._gone:
            frame["gone"] = True
        if focused and self._drawn:
            frame |= {"version": self._drawn.version, "html": self._drawn.html}
        return encode(type="event", **frame)


def event_frames(
    events: Iterable[Event], given: dict[int, int], drawn: dict[str, Fragment | None]
) -> Iterator[EventFrame]:
    """The frames of consecutive events.

    Args:
        events: oldest first.
        given: for each role, the last number it was given so far; kept up to date.
        drawn: the fragments of their subjects.
    """
    for event in events:
        subject = event.subject
        yield EventFrame(event, dict(given), drawn.get(subject), subject in drawn)
        for role in given:
            if role >= event.min_role:
                given[role] = event.seq
