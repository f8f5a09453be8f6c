"""What is written straight to the server's transport arrives as what it sends itself."""

import asyncio
import os
import socket
import sys
from collections.abc import Iterator

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.live.wired import texts
from tests.services.process import free_port, running
from tests.services.product import REPOSITORY

pytestmark = pytest.mark.same_everywhere


@pytest.fixture
def port(request: pytest.FixtureRequest) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "tests.live.wired", str(port)]
    with running(command, port=port, cwd=REPOSITORY, env=os.environ | request.param):
        yield port


async def slow_reader(port: int) -> ClientConnection:
    """Whose network takes little at a time, so that what is written has to wait."""
    transport = socket.socket()
    transport.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    transport.setblocking(False)
    await asyncio.get_running_loop().sock_connect(transport, ("127.0.0.1", port))
    return await connect(f"ws://127.0.0.1:{port}", sock=transport, max_size=None, max_queue=1)


@pytest.mark.parametrize(
    ("port", "wire"),
    [({}, "DaphneWire"), ({"WITHOUT_A_WAY_OF_ITS_OWN": "1"}, "AsgiWire")],
    indirect=["port"],
    ids=["straight", "over ASGI"],
)
async def test_every_frame_arrives_whole_and_in_order_however_slowly_it_is_read(
    port: int, wire: str
) -> None:
    reader = await slow_reader(port)
    assert await reader.recv() == wire
    for n, text in enumerate(texts()):
        if n % 9 == 0:
            await asyncio.sleep(0.02)
        assert await reader.recv() == text, f"frame {n}"
    assert [await reader.recv() for _ in range(4)] == ["and", "that", "is", "all"]
    await reader.send("enough")
    with pytest.raises(ConnectionClosed) as closed:
        await reader.recv()
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 4408


@pytest.mark.parametrize("port", [{}], indirect=True, ids=["straight"])
async def test_nothing_follows_the_frame_with_which_the_server_closes(port: int) -> None:
    reader = await connect(f"ws://127.0.0.1:{port}/closing")
    assert await reader.recv() == "before"
    with pytest.raises(ConnectionClosed) as closed:
        await reader.recv()
    assert closed.value.rcvd
    assert closed.value.rcvd.code == 1001
