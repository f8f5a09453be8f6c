"""Writing straight to Daphne's transport: a fifth of what its ASGI send costs, or less.

Behind Daphne's ``send`` stands its protocol, and behind that Twisted's TCP transport. None of this
is promised by them: versions are locked, what is missing here falls back on ``AsgiWire``, and tests
hold both.
"""

from functools import partial

from twisted.internet.tcp import Connection

from .parcel import Parcel
from .protocol import LiveProtocol
from .wire import Send

OPEN = LiveProtocol.STATE_OPEN


class DaphneWire:
    """``_is_clear`` says that the socket is open, and all that was written to it, by the server or
    by us, is with the kernel. It holds until the server writes again: that is also how a close
    begins. So a delivery need not look at the protocol and the transport, which among a thousand
    sockets are never in the processor's cache."""

    __slots__ = ("_is_clear", "_protocol", "_send", "_transport")

    def __init__(self, protocol: LiveProtocol, transport: Connection) -> None:
        self._protocol = protocol
        self._transport = transport
        self._send = transport.socket.send
        self._is_clear = False
        protocol.on_write = self._look_again

    @property
    def is_broken(self) -> bool:
        return bool(self._protocol.state != OPEN)

    def write(self, parcel: Parcel) -> None:
        """At once where nothing waits before it; the rest is Twisted's, in order."""
        data = parcel.websocket
        if self._is_clear or self._look():
            try:
                sent = self._send(data)
            except OSError:
                sent = 0  # the kernel takes nothing now, or Twisted meets what is the matter
            if sent == len(data):
                return
            self._is_clear = False
            data = data[sent:]
        if not self.is_broken:
            self._transport.write(data)

    def close(self, code: int) -> None:
        self._protocol.serverClose(code)

    def drop(self) -> None:
        self._protocol.on_write = None

    def _look_again(self) -> None:
        self._is_clear = False

    def _look(self) -> bool:
        waits = self._transport.dataBuffer or self._transport._tempDataLen
        self._is_clear = not (waits or self.is_broken)
        return self._is_clear


def daphne_wire(send: Send) -> DaphneWire | None:
    """The wire behind Daphne's send, or None where it is not as it was known to be."""
    protocol = send.args[0] if isinstance(send, partial) and send.args else None
    if not isinstance(protocol, LiveProtocol) or protocol.send_queue:
        return None
    transport = protocol.transport
    known = isinstance(transport, Connection) and not transport.TLS
    buffers = hasattr(transport, "dataBuffer") and hasattr(transport, "_tempDataLen")
    return DaphneWire(protocol, transport) if known and buffers else None
