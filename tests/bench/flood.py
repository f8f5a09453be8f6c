"""A server that does nothing but write: what a client takes from it is what the client can take.

`python -m tests.bench.flood PORT`. Whatever arrives after the handshake, each socket gets the frame
that came first, many times in one write.
"""

import asyncio
import base64
import hashlib
import sys

import uvloop

from collab.base.live.parcel import Parcel

AT_ONCE = 50
ACCEPTED = (
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Accept: {}\r\n\r\n"
)
MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3
everyone: list[asyncio.Transport] = []


class Flood(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        self.is_open = False

    def data_received(self, data):
        if self.is_open:
            size = int(data.partition(b"size=")[2] or b"1000")
            frames = Parcel(["x" * size] * AT_ONCE).websocket
            for each in everyone:
                each.write(frames)
            return
        self.is_open = True
        key = data.lower().partition(b"sec-websocket-key: ")[0]
        key = data[len(key) + 19 :].partition(b"\r\n")[0].decode()
        digest = hashlib.sha1((key + MAGIC).encode(), usedforsecurity=False).digest()
        self.transport.write(ACCEPTED.format(base64.b64encode(digest).decode()).encode())
        everyone.append(self.transport)


async def serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Flood, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
