"""A server that writes a known row of frames to each socket, however slowly it is read, and first
says over which wire: `python -m tests.live.wired PORT`.

Straight to the transport it goes mixed with what the server sends itself. At /at-leisure it writes
a parcel each time that the client says so, as to a page's socket.
"""

import os
import sys
from datetime import UTC, datetime, timedelta

import django
from django.conf import settings

SIZES = [1, 125, 126, 4_000, 65_535, 65_536, 200_000]
ROUNDS = 6
PARCELS, PARCEL = 30, 30_000
MIXED = "WITHOUT_A_WAY_OF_ITS_OWN" not in os.environ


def texts():
    return [f"{n} ".ljust(size, "x") for n in range(ROUNDS) for size in SIZES]


async def application(scope, receive, send):
    await (at_leisure if scope["path"] == "/at-leisure" else all_at_once)(receive, send)


async def at_leisure(receive, send):
    from collab.base.live.parcel import Parcel
    from collab.base.live.sessions import Session
    from collab.base.live.socket import Socket
    from collab.base.live.wire import wire_of

    await receive()
    await send({"type": "websocket.accept"})
    session = Session("session", person=1, until=datetime.now(UTC) + timedelta(hours=1))
    socket = Socket(wire_of(send), session, too_slow=print)
    while (await receive())["type"] == "websocket.receive":
        socket.write(Parcel(["x" * PARCEL]))


async def all_at_once(receive, send):
    from collab.base.live.parcel import Parcel
    from collab.base.live.wire import wire_of

    await receive()
    await send({"type": "websocket.accept"})
    wire = wire_of(send)
    wire.write(Parcel([type(wire).__name__]))
    for n, text in enumerate(texts()):
        if n % 5 == 4 and MIXED:
            await send({"type": "websocket.send", "text": text})
        else:
            wire.write(Parcel([text]))
    wire.write(Parcel(["and", "that", "is", "all"]))
    await receive()  # who has read all that says so
    wire.close(4408)
    while (await receive())["type"] != "websocket.disconnect":
        pass


if __name__ == "__main__":
    django.setup()
    from collab.base.live import server

    settings.ASGI_APPLICATION = "tests.live.wired.application"
    if not MIXED:
        server.daphne_wire = lambda send: None
    server.serve(host="127.0.0.1", port=int(sys.argv[1]), ready=lambda: None)
