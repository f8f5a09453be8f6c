"""Daphne's end of a socket, with two things more."""

from collections.abc import Callable
from typing import Any

from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol
from twisted.internet import reactor

SECONDS_FOR_LAST_WORDS = 1


class LiveProtocol(WebSocketProtocol):
    """Daphne's, but its close frame gets out before the connection ends, also where it answers one
    that was itself not valid; and it tells when the server has written something by itself."""

    reads = False
    on_write: Callable[[], None] | None = None

    def sendData(self, *args: Any, **kwargs: Any) -> None:
        super().sendData(*args, **kwargs)
        if self.on_write:
            self.on_write()

    def consumeData(self) -> None:
        self.reads = True
        try:
            super().consumeData()
        finally:
            self.reads = False

    def dropConnection(self, abort: bool = False) -> None:
        super().dropConnection(abort=abort and not self.reads)
        if self.reads:
            # A client that does not read must not hold the connection.
            reactor.callLater(SECONDS_FOR_LAST_WORDS, self.transport.abortConnection)


def use_ours(factory: WebSocketFactory) -> None:
    """Have sockets served by ours. A client that breaks the protocol is told why, in a close frame,
    before it is cut off; what it sends meanwhile counts for nothing."""
    factory.protocol = LiveProtocol
    # Where a socket comes from is judged by ours (`origins.py`), not by its own check.
    factory.setProtocolOptions(failByDrop=False, allowNullOrigin=True)
