"""Reading what is new in a stream, ready to be handed on."""

from collections.abc import Iterator
from dataclasses import replace

from .fragments import draw
from .frames import EventFrame, event_frames
from .parcel import Parcel
from .source import NOBODY, Source

MOST = 100
AT_ONCE = 32 * 1024  # bytes in a parcel, unless a single frame has more


class Batch:
    """What one pull brought, drawn, and encoded at most once for each audience.

    Args:
        access_epoch: when it was read.
        stream_epoch: the stream's life.
        start: the number after which it tells.
        end: the number up to which it tells.
        frames: the events.
        given: for each role, the last number it was given with them.
    """

    def __init__(
        self,
        access_epoch: int,
        stream_epoch: str,
        start: int,
        end: int,
        frames: list[EventFrame],
        given: dict[int, int],
    ) -> None:
        self.access_epoch = access_epoch
        self.stream_epoch = stream_epoch
        self.start = start
        self.end = end
        self.frames = frames
        self.given = given
        self._in_focus = {each for frame in frames for each in frame.shown_at}
        self._parcels: dict[tuple[int, str | None, int], list[Parcel]] = {}

    def parcels(self, role: int, focus: str | None, after: int) -> list[Parcel]:
        """What an audience gets of it.

        Args:
            role: as whom it listens.
            focus: the subject that the page shows.
            after: the number that it was told last.
        """
        key = role, focus if focus in self._in_focus else None, max(after, self.start)
        found = self._parcels.get(key)
        if found is None:
            found = self._parcels[key] = list(self._packed(*key))
        return found

    def _packed(self, role: int, focus: str | None, after: int) -> Iterator[Parcel]:
        texts: list[str] = []
        size = end = 0
        for frame in self.frames:
            if frame.seq > after and role >= frame.min_role:
                text = frame.text(role, focus)
                if texts and size + len(text) > AT_ONCE:
                    yield Parcel(texts, end)
                    texts, size = [], 0
                texts.append(text)
                size += len(text)
                end = frame.seq
        if texts:
            yield Parcel(texts, end)


def read_batch(source: Source, stream: str, after: int, given: dict[int, int]) -> Batch:
    """Pull and draw what follows a number.

    Args:
        source: who keeps the ledger.
        stream: the stream's name.
        after: the number.
        given: for each audience, the last number it was given; empty if that has to be asked.

    The access epoch and who hears of each row count as read after the drawing: a message may have
    been changed since its row was pulled, by an action that came after a revocation, or after its
    discussion was closed to some.
    """
    pulled = source.pull(stream, after, MOST)
    drawn = draw((event.subject for event in pulled.events), stream)
    access_epoch, events = pulled.access_epoch, pulled.events
    if drawn:
        access_epoch, hears = source.who_hears(stream, after, MOST)
        events = [replace(each, min_role=hears.get(each.seq, NOBODY)) for each in events]
    if events and not given:
        given = source.last_given(stream, after)
    given = dict(given)
    made = list(event_frames(events, given, drawn))
    end = made[-1].seq if len(made) == MOST else max(after, pulled.head)
    return Batch(access_epoch, pulled.stream_epoch, after, end, made, given)
