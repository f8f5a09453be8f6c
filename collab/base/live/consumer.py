"""The socket at ``/live``: who may open it, and what may be said over it."""

from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Any, NamedTuple

from channels.consumer import AsyncConsumer, get_handler_name
from channels.exceptions import StopConsumer
from django.http import QueryDict
from django.utils.translation import gettext as _

from collab.base.access.permissions import Permission

from . import frames
from .hub import Hub, the_hub
from .incoming import Refused, read_frame, read_number, read_stream, read_watch
from .policies import CONNECT, FOLLOW_LIVE
from .sessions import Session
from .socket import Socket

MOST_WATCHES = 20
MOST_ERRORS = 20
MOST_FRAMES, FRAMES_SECONDS = 100, 10
TOO_MANY_ERRORS, TOO_MANY_FRAMES = 4400, 4429

Frame = dict[str, Any]


class Message(NamedTuple):
    """Something that may be said: the permission it takes, and what answers it.

    ``answer`` returns whether the server had asked for it.
    """

    permission: Permission
    answer: Callable[[Hub, Socket, Frame], bool | None]


def watch(hub: Hub, socket: Socket, frame: Frame) -> None:
    request = read_watch(frame)
    if request.stream not in socket.watches and len(socket.watches) >= MOST_WATCHES:
        says = _("Follow at most %(most)s streams over one socket.") % {"most": MOST_WATCHES}
        raise Refused("too_many", says)
    hub.watch(socket, request)


def unwatch(hub: Hub, socket: Socket, frame: Frame) -> None:
    hub.unwatch(socket, read_stream(frame))


def ping(hub: Hub, socket: Socket, frame: Frame) -> None:
    if not socket.full:
        socket.write(frames.pong())


def mark(hub: Hub, socket: Socket, frame: Frame) -> bool:
    return hub.has_read(socket, read_number(frame, "n"))


# What may be watched is decided for each stream, by its source, which asks for the permission.
MESSAGES = {
    "watch": Message(FOLLOW_LIVE, watch),
    "unwatch": Message(CONNECT, unwatch),
    "ping": Message(CONNECT, ping),
    "mark": Message(CONNECT, mark),
}


class LiveConsumer(AsyncConsumer):
    """One page's socket."""

    hub: Hub
    socket: Socket | None = None
    errors = 0
    heard = 0
    heard_since = 0.0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        # Channels' own would make a task for each frame, wait for the process's one shared thread
        # before it, and give each socket a subscription to a layer; the hub needs none of these.
        self.scope, self.base_send = scope, send
        try:
            with suppress(StopConsumer):
                while message := await receive():
                    await getattr(self, get_handler_name(message))(message)
        finally:
            if self.socket:
                self.hub.leave(self.socket)

    async def websocket_connect(self, message: Frame) -> None:
        self.hub = the_hub()
        session = await self.hub.session_of(dict(self.scope["headers"]))
        if session is None or not self._is_made_for(session):
            await self.send({"type": "websocket.close"})
            return
        await self.send({"type": "websocket.accept"})
        self.socket = self.hub.join(self.base_send, session)

    async def websocket_receive(self, message: Frame) -> None:
        socket = self.socket
        if socket is None or socket.is_closed:
            return
        if self._is_flooding():
            self.hub.end(socket, TOO_MANY_FRAMES)
            return
        try:
            frame = read_frame(message.get("text"))
            known = MESSAGES.get(str(frame.get("type")))
            if known is None:
                types = ", ".join(MESSAGES)
                raise Refused("unknown_type", _("Send one of these types: %s.") % types)
            if known.answer(self.hub, socket, frame):
                self.heard -= 1
        except Refused as refusal:
            socket.write(frames.error(refusal.code, refusal.says))
            self.errors += 1
            if self.errors >= MOST_ERRORS:
                self.hub.end(socket, TOO_MANY_ERRORS)

    async def websocket_disconnect(self, message: Frame) -> None:
        raise StopConsumer

    def _is_made_for(self, session: Session) -> bool:
        """A page of somebody who used this browser before does not go on as whoever uses it now."""
        named = QueryDict(self.scope["query_string"]).get("person")
        return not named or named == session.uid

    def _is_flooding(self) -> bool:
        """More frames in a while than any page sends by itself. The server queues them without
        bound."""
        now = monotonic()
        if now - self.heard_since > FRAMES_SECONDS:
            self.heard_since, self.heard = now, 0
        self.heard += 1
        return self.heard > MOST_FRAMES
