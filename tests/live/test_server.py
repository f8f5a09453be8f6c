import os
import socket
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from signal import SIGINT, SIGTERM, Signals

import pytest

from tests.services.process import free_port, running
from tests.services.product import REPOSITORY, product

pytestmark = pytest.mark.same_everywhere

A_REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize("signal", [SIGTERM, SIGINT])
def test_the_server_ends_at_once_with_a_page_still_open(signal: Signals, tmp_path: Path):
    with product(tmp_path) as server:
        port = int(server.address.rsplit(":")[-1])
        with closing(socket.create_connection(("127.0.0.1", port))):
            asked = time.monotonic()
            server.process.send_signal(signal)
            assert server.process.wait(5) == 0
            assert time.monotonic() - asked < 2


def test_the_server_ends_though_an_answer_waits_for_ever():
    port = free_port()
    command = [sys.executable, "-m", "tests.live.stuck", str(port), "1"]
    with (
        running(command, port=port, cwd=REPOSITORY) as server,
        closing(socket.create_connection(("127.0.0.1", port), timeout=1)) as client,
    ):
        client.sendall(A_REQUEST)
        with pytest.raises(TimeoutError):
            client.recv(1)
        server.send_signal(SIGTERM)
        assert server.wait(8) == 0


def test_who_asks_a_second_time_is_not_kept_waiting():
    port = free_port()
    command = [sys.executable, "-m", "tests.live.stuck", str(port), "5"]
    with (
        running(command, port=port, cwd=REPOSITORY) as server,
        closing(socket.create_connection(("127.0.0.1", port), timeout=1)) as client,
    ):
        client.sendall(A_REQUEST)
        with pytest.raises(TimeoutError):
            client.recv(1)
        server.send_signal(SIGINT)
        with pytest.raises(subprocess.TimeoutExpired):
            server.wait(1)
        server.send_signal(SIGINT)
        assert server.wait(1) == 0


def test_a_port_in_use_says_what_to_do():
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        run = subprocess.run(
            [sys.executable, "manage.py", "serve", "--port", str(port)],
            cwd=REPOSITORY,
            env=os.environ,
            capture_output=True,
            text=True,
        )
    assert run.returncode == 1
    assert f"Port {port} is in use." in run.stderr
    assert "choose another port" in run.stderr
