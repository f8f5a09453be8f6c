"""A server that writes a known row of frames to each socket, however slowly it is read, and first
says over which wire: `python -m tests.live.wired PORT`.

Straight to the transport it goes mixed with what the server sends itself. At /closing the server
begins to close while it is written to.
"""

import asyncio
import os
import sys

import django
from django.conf import settings

SIZES = [1, 125, 126, 4_000, 65_535, 65_536, 200_000]
ROUNDS = 6
SENT = 0.05  # seconds until the server has sent what it can
MIXED = "WITHOUT_A_WAY_OF_ITS_OWN" not in os.environ


def texts():
    return [f"{n} ".ljust(size, "x") for n in range(ROUNDS) for size in SIZES]


async def application(scope, receive, send):
    from collab.base.live.wire import wire_of

    await receive()
    await send({"type": "websocket.accept"})
    await asyncio.sleep(SENT)
    wire = wire_of(send)
    if scope["path"] == "/closing":
        await closing(wire, receive, send)
    else:
        await telling(wire, receive, send)


async def closing(wire, receive, send):
    from collab.base.live.parcel import Parcel

    wire.write(Parcel(["before"]))
    send.args[0].sendCloseFrame(1001)
    wire.write(Parcel(["after"]))
    while (await receive())["type"] != "websocket.disconnect":
        pass


async def telling(wire, receive, send):
    from collab.base.live.parcel import Parcel

    wire.write(Parcel([type(wire).__name__]))
    for n, text in enumerate(texts()):
        if n % 5 == 4 and MIXED:
            await send({"type": "websocket.send", "text": text})
        else:
            wire.write(Parcel([text]))
        if n % 7 == 0:
            await asyncio.sleep(SENT)
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
