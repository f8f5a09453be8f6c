"""The one place in a server process from which sockets are told what happened.

The database is the stream, and a poke only says that it grew. For each stream that somebody here
watches the hub pulls what is new once, draws and encodes it once for each audience, and hands the
same text to each socket that may see it.
"""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.operations.metrics import FRAMES, PULLS, Reading

from . import frames
from .batch import Batch, read_batch
from .incoming import WatchRequest
from .relay import relay
from .room import Room, Seen, Watch
from .sessions import Headers, Session, sessions_of, still_signed_in
from .socket import Socket
from .source import Head, Heads, Seat, Source, the_source
from .threads import in_thread
from .together import Together
from .wire import Send, wire_of

ACCESS = "access"
FAR_BEHIND = 500
JUST_AFTER = 0.05
NEVER = datetime.max.replace(tzinfo=UTC)
SESSION_ENDED, TOO_SLOW = 4401, 4408

log = logging.getLogger(__name__)


class Hub:
    """Follows the streams that this process's sockets watch. Lives on one event loop.

    Args:
        source: who keeps the ledger.
        heartbeat_seconds: how often it looks for what no poke told.
        signed_in: which of some sessions still sign in their person, and until when.
    """

    def __init__(
        self,
        source: Source,
        heartbeat_seconds: float,
        signed_in: Callable[[Collection[Session]], dict[Session, datetime]] = still_signed_in,
    ) -> None:
        self.loop = asyncio.get_running_loop()
        self.rooms: dict[str, Room] = {}
        self.sockets: set[Socket] = set()
        self._first_end = NEVER  # when the first seat or session runs out, if not later
        self._doorbell: Together[Headers, Session | None] = Together(sessions_of)
        self._source = source
        self._heartbeat_seconds = heartbeat_seconds
        self._signed_in = signed_in
        self._look_now = asyncio.Event()
        self._heart = asyncio.create_task(self._beat())

    # Sockets come and go

    async def session_of(self, headers: Headers) -> Session | None:
        """What signs somebody in who opens a socket with these headers, or None."""
        return await self._doorbell.ask(headers)

    def join(self, send: Send, session: Session) -> Socket:
        socket = Socket(wire_of(send), session, self._give_up)
        self.sockets.add(socket)
        self._goes_on(socket, session.until)
        return socket

    def leave(self, socket: Socket) -> None:
        self._forget(socket)
        socket.drop()

    def end(self, socket: Socket, code: int) -> None:
        """Hand on nothing more over this socket, and close it with a code that says why."""
        self._forget(socket)
        socket.close(code)

    def watch(self, socket: Socket, request: WatchRequest) -> None:
        """Begin to follow a stream; a former watch of it on the same socket ends.

        The watch is registered before anything is read. It then gets what it missed, up to where
        the others are, and only then what comes in: each event once, in order.
        """
        self.unwatch(socket, request.stream)
        room = self.rooms.get(request.stream)
        if room is None:
            room = self.rooms[request.stream] = Room(request.stream, self._look_in)
        watch = Watch(socket, request.after, request.focus)
        room.add(watch)
        watch.entering = asyncio.create_task(self._enter(room, watch, request))

    def unwatch(self, socket: Socket, stream: str) -> None:
        if watch := socket.watches.get(stream):
            room = self.rooms[stream]
            room.remove(watch)
            if not room.watches:
                del self.rooms[stream]

    def has_read(self, socket: Socket, n: int) -> bool:
        """The client has read up to a mark: what was held back for it goes on.

        Returns whether the mark was waited for.
        """
        waited_for = socket.has_read(n)
        for stream, watch in list(socket.watches.items()):
            self._resume(self.rooms[stream], watch)
        return waited_for

    def stop(self) -> None:
        self._heart.cancel()
        for socket in list(self.sockets):
            self.leave(socket)

    def _give_up(self, socket: Socket) -> None:
        self.end(socket, TOO_SLOW)

    def _forget(self, socket: Socket) -> None:
        for stream in list(socket.watches):
            self.unwatch(socket, stream)
        self.sockets.discard(socket)
        if socket.time_is_up:
            socket.time_is_up.cancel()

    # A watch begins, and catches up

    async def _enter(self, room: Room, watch: Watch, request: WatchRequest) -> None:
        try:
            seen = await room.door.ask(watch.socket.session)
            if not self._goes_on(watch.socket, seen.until):
                return
            head = seen.heads.streams.get(room.stream)
            if not (head and seen.seat):
                self._close(room, watch)
                return
            if room.epoch is None:
                room.epoch, room.cursor = head.epoch, head.seq
            if self._restarted(room, head):
                return
            behind = head.seq - request.after
            if request.epoch not in (None, head.epoch) or not 0 <= behind <= FAR_BEHIND:
                self._reset(room, watch, head)
                return
            self._take_seat(watch, seen.seat, seen.heads.access_epoch)
            self._mind_the_clock(room, watch)
            watch.socket.write(frames.watching(room.stream, *head))
            self._pump(room)
            self._resume(room, watch)
        except Exception:
            log.exception("A watch of %s could not begin", room.stream)
            self.unwatch(watch.socket, room.stream)
            says = _("This could not be followed just now. Try again in a moment.")
            watch.socket.write(frames.error("try_again", says, stream=room.stream))
        finally:
            watch.entering = None

    def _look_in(self, stream: str, sessions: list[Session]) -> list[Seen]:
        # The epoch first: a seat may then be newer than its epoch says, never older.
        heads = self._source.heads([stream])
        seats, signed_in = self._look_who(stream, {each.person for each in sessions}, set(sessions))
        return [Seen(heads, seats.get(each.person), signed_in.get(each)) for each in sessions]

    def _resume(self, room: Room, watch: Watch) -> None:
        """Go on where a watch stands still: at once if it is where the room is."""
        if not watch.seat or watch.live or watch.socket.full:
            return
        if watch.position >= room.cursor:
            watch.live = True
            return
        room.behind.add(watch)
        if not room.replay:
            room.replay = asyncio.create_task(self._replay(room))

    async def _replay(self, room: Room) -> None:
        """Give those who are behind what they missed, together, until they are where the room is.

        The furthest behind come first; whoever stands within what is read for them reads along.
        """
        try:
            while start := self._furthest_behind(room):
                batch = await in_thread(read_batch, self._source, room.stream, start.position, {})
                if batch.stream_epoch != room.epoch or batch.end == batch.start:
                    self._look_now.set()
                    return
                await self._seat(room, room.behind, batch.access_epoch)
                along = [w for w in room.behind if batch.start <= w.position < batch.end]
                self._hand(room, along, batch)
        except Exception:
            log.exception("%s could not be replayed; the heartbeat tries again", room.stream)
        finally:
            room.replay = None

    def _furthest_behind(self, room: Room) -> Watch | None:
        """Once those who are behind no more are live, and those who are full wait."""
        for watch in list(room.behind):
            if watch.socket.full:
                room.behind.discard(watch)
            elif watch.position >= room.cursor:
                room.behind.discard(watch)
                watch.live = True
            elif room.cursor - watch.position > FAR_BEHIND:
                self._reset(room, watch, Head(room.epoch or "", room.cursor))
        return min(room.behind, key=lambda watch: watch.position, default=None)

    # What is new goes out

    def hear(self, stream: str, seq: int) -> None:
        """A stream has reached a number, or (``ACCESS``) who may see what has changed."""
        if stream == ACCESS:
            self._look_now.set()
        elif room := self.rooms.get(stream):
            room.wanted = max(room.wanted, seq)
            self._pump(room)

    def _pump(self, room: Room) -> None:
        if room.epoch is not None and room.wanted > room.cursor and not room.pump:
            room.pump = asyncio.create_task(self._hand_on(room))

    async def _hand_on(self, room: Room) -> None:
        try:
            while room.watches and room.wanted > room.cursor:
                wanted, cursor = room.wanted, room.cursor
                PULLS.inc()
                batch = await in_thread(read_batch, self._source, room.stream, cursor, room.given)
                if batch.stream_epoch != room.epoch:
                    self._look_now.set()
                    return
                await self._seat(room, room.watches, batch.access_epoch)
                # From here to the end of the round nothing waits: what was true of the seats is.
                room.cursor, room.given = batch.end, batch.given
                self._hand(room, [watch for watch in room.watches if watch.live], batch)
                if batch.end == cursor and room.wanted == wanted:
                    room.wanted = cursor
        except Exception:
            log.exception("%s could not be handed on; the heartbeat tries again", room.stream)
        finally:
            room.pump = None

    def _hand(self, room: Room, watches: list[Watch], batch: Batch) -> None:
        now = timezone.now()
        if self._first_end <= now:
            watches = [watch for watch in watches if not self._end_if_over(room, watch, now)]
        FRAMES.inc(sum(watch.hand(batch) for watch in watches))

    def _end_if_over(self, room: Room, watch: Watch, now: datetime) -> bool:
        """End a watch whose seat has run out by the clock. Where its session has, a request may
        have put that off: the watch waits for a look. Returns whether it goes on no more for now.
        """
        if watch.has_expired(now):
            self._close(room, watch)
            return True
        if watch.socket.until <= now:
            watch.live = False
            room.behind.discard(watch)
            self._look_now.set()
            return True
        return False

    # Who may see

    async def _seat(self, room: Room, watches: Iterable[Watch], access_epoch: int) -> None:
        """Bring the seats of these watches to an access epoch; who has none any more is closed."""
        while stale := [
            watch
            for watch in watches
            if watch.seat and watch in room.watches and watch.access_epoch != access_epoch
        ]:
            seats, signed_in = await in_thread(
                self._look_who,
                room.stream,
                {watch.person for watch in stale},
                {watch.socket.session for watch in stale},
            )
            for watch in stale:
                if not self._goes_on(watch.socket, signed_in.get(watch.socket.session)):
                    continue
                if watch.person not in seats:
                    self._close(room, watch)
                else:
                    self._take_seat(watch, seats[watch.person], access_epoch)

    def _take_seat(self, watch: Watch, seat: Seat, access_epoch: int) -> None:
        watch.seat, watch.access_epoch = seat, access_epoch
        self._first_end = min(self._first_end, seat.until or NEVER)

    def _look_who(
        self, stream: str, people: Collection[int], sessions: Collection[Session]
    ) -> tuple[dict[int, Seat], dict[Session, datetime]]:
        return self._source.audience(stream, people), self._signed_in(sessions)

    def _goes_on(self, socket: Socket, until: datetime | None) -> bool:
        """End a socket whose session holds no more; note until when one holds that still does.

        A session that expires before the next heartbeat is looked at when it does. Returns whether
        it still holds.
        """
        if until is None:
            self.end(socket, SESSION_ENDED)
            return False
        socket.until = until
        self._first_end = min(self._first_end, until)
        if socket.time_is_up:
            socket.time_is_up.cancel()
            socket.time_is_up = None
        left = (until - timezone.now()).total_seconds()
        if left <= self._heartbeat_seconds and socket in self.sockets:
            socket.time_is_up = self.loop.call_later(left + JUST_AFTER, self._look_now.set)
        return True

    def _close(self, room: Room, watch: Watch) -> None:
        """The watch may not go on: its person lost sight, or never had it."""
        if watch in room.watches:
            self.unwatch(watch.socket, room.stream)
            watch.socket.write(frames.closed(room.stream))

    def _reset(self, room: Room, watch: Watch, head: Head) -> None:
        """The watch cannot go on from where it stands: its page must read afresh."""
        if watch in room.watches:
            self.unwatch(watch.socket, room.stream)
            watch.socket.write(frames.reset(room.stream, *head))

    def _restarted(self, room: Room, head: Head, reached: int = 0) -> bool:
        """Has the stream begun another life, or less than it had? Then all start afresh."""
        if head.epoch == room.epoch and head.seq >= reached:
            return False
        for watch in list(room.watches):
            self._reset(room, watch, head)
        return True

    # What no poke told

    async def _beat(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._look_now.wait(), self._heartbeat_seconds)
            self._look_now.clear()
            try:
                await self._look()
            except Exception:
                log.exception("A heartbeat failed; the next one tries again")

    async def _look(self) -> None:
        """Compare everything with the database: heads, access, sessions; and the clock."""
        if not self.sockets:
            return
        sockets = list(self.sockets)
        rooms = {room: room.cursor for room in self.rooms.values() if room.epoch is not None}
        heads, signed_in = await in_thread(
            self._look_around,
            [room.stream for room in rooms],
            {socket.session for socket in sockets},
        )
        for socket in sockets:
            self._goes_on(socket, signed_in.get(socket.session))
        for room, reached in rooms.items():
            head = heads.streams.get(room.stream, Head("", 0))
            if not self._restarted(room, head, reached):
                self.hear(room.stream, head.seq)
        await asyncio.gather(
            *(self._seat(room, room.watches, heads.access_epoch) for room in rooms)
        )
        now = timezone.now()
        for room in rooms:
            for watch in list(room.watches):
                if watch.has_expired(now):
                    self._close(room, watch)
                else:
                    self._mind_the_clock(room, watch)
                    self._resume(room, watch)
        self._first_end = min(self._ends(), default=NEVER)

    def _ends(self) -> Iterator[datetime]:
        """When each session and each seat runs out by the clock."""
        for socket in self.sockets:
            yield socket.until
            for watch in socket.watches.values():
                if watch.seat and watch.seat.until:
                    yield watch.seat.until

    def _mind_the_clock(self, room: Room, watch: Watch) -> None:
        """Close the watch of a guest whose time is up before the next heartbeat when it is up."""
        if watch.time_is_up:
            watch.time_is_up.cancel()
        left = watch.seconds_left(timezone.now())
        if left is not None and left <= self._heartbeat_seconds:
            after = left + JUST_AFTER
            watch.time_is_up = self.loop.call_later(after, self._time_is_up, room, watch)

    def _time_is_up(self, room: Room, watch: Watch) -> None:
        if watch.has_expired(timezone.now()):
            self._close(room, watch)

    def _look_around(
        self, streams: Collection[str], sessions: Collection[Session]
    ) -> tuple[Heads, dict[Session, datetime]]:
        return self._source.heads(streams), self._signed_in(sessions)


_hub: Hub | None = None


def readings() -> Iterator[Reading]:
    """What is told of this process's hub in the metrics."""
    rooms = list(_hub.rooms.values()) if _hub else []
    behind = max((room.wanted - room.cursor for room in rooms if room.epoch), default=0)
    sockets = len(_hub.sockets) if _hub else 0
    yield Reading("collab_live_sockets", "Sockets that are open", sockets)
    yield Reading("collab_live_streams", "Streams that they follow", len(rooms))
    yield Reading("collab_live_lag", "Events that the furthest stream is behind", max(behind, 0))


def the_hub() -> Hub:
    """This process's hub, on the event loop that serves its sockets; begun by the first socket."""
    global _hub
    if _hub is None or _hub.loop is not asyncio.get_running_loop():
        _hub = Hub(the_source(), settings.LIVE_HEARTBEAT_SECONDS)
        relay.listen(hear)
    return _hub


def hear(stream: str, seq: int) -> None:
    """Tell this process's hub, if it has one. From any thread."""
    if hub := _hub:
        with suppress(RuntimeError):  # its event loop has ended
            hub.loop.call_soon_threadsafe(hub.hear, stream, seq)
