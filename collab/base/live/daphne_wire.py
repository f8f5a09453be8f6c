"""Writing straight to Daphne's transport: a fifth of what its ASGI send costs, or less.

Behind Daphne's ``send`` stands its protocol, and behind that Twisted's TCP transport. None of this
is promised by them: versions are locked, what is missing here falls back on ``AsgiWire``, and tests
hold both.
"""

from functools import partial

from daphne.ws_protocol import WebSocketProtocol
from twisted.internet.tcp import Connection

from .parcel import Parcel
from .wire import Send

OPEN = WebSocketProtocol.STATE_OPEN


class DaphneWire:
    def __init__(self, protocol: WebSocketProtocol, transport: Connection) -> None:
        self._protocol = protocol
        self._transport = transport
        self._send = transport.socket.send

    @property
    def is_broken(self) -> bool:
        return bool(self._protocol.state != OPEN)

    def write(self, parcel: Parcel) -> None:
        """At once where nothing waits before it; the rest is Twisted's, in order."""
        if self._protocol.state != OPEN:
            return
        data = parcel.websocket
        transport = self._transport
        if not (transport.dataBuffer or transport._tempDataLen):
            try:
                sent = self._send(data)
            except BlockingIOError:
                sent = 0
            except OSError:
                return  # Twisted meets the same as it reads, and ends the connection
            if sent == len(data):
                return
            data = data[sent:]
        transport.write(data)

    def close(self, code: int) -> None:
        self._protocol.serverClose(code)

    def drop(self) -> None:
        pass


def daphne_wire(send: Send) -> DaphneWire | None:
    """The wire behind Daphne's send, or None where it is not as it was known to be."""
    protocol = send.args[0] if isinstance(send, partial) and send.args else None
    if not isinstance(protocol, WebSocketProtocol) or protocol.send_queue:
        return None
    transport = protocol.transport
    known = isinstance(transport, Connection) and not transport.TLS
    buffers = hasattr(transport, "dataBuffer") and hasattr(transport, "_tempDataLen")
    return DaphneWire(protocol, transport) if known and buffers else None
