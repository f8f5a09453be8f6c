"""Reading what is new in a stream, ready to be handed on."""

from dataclasses import dataclass

from .fragments import draw
from .frames import EventFrame, event_frames
from .source import FACILITATOR, READER, Source

MOST = 100


@dataclass(frozen=True, slots=True)
class Batch:
    """What one pull brought, drawn, and ready to be encoded."""

    access_epoch: int
    stream_epoch: str
    end: int
    frames: list[EventFrame]
    given: dict[int, int]


def read_batch(source: Source, stream: str, after: int, given: dict[int, int]) -> Batch:
    """Pull and draw what follows a number.

    Args:
        source: who keeps the ledger.
        stream: the stream's name.
        after: the number.
        given: for each role, the last number it was given; empty if that has to be asked.

    The access epoch counts as read after the drawing: a message may have been changed since its
    row was pulled, by an action that came after a revocation.
    """
    pulled = source.pull(stream, after, MOST)
    drawn = draw(event.subject for event in pulled.events)
    access_epoch = source.heads(()).access_epoch if drawn else pulled.access_epoch
    if pulled.events and not given:
        given = {role: source.last_given(stream, after, role) for role in (READER, FACILITATOR)}
    given = dict(given)
    made = list(event_frames(pulled.events, given, drawn))
    end = made[-1].seq if len(made) == MOST else max(after, pulled.head)
    return Batch(access_epoch, pulled.stream_epoch, end, made, given)
