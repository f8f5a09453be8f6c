"""A scanner that answers, one that answers nothing, and one that is not there."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from django.conf import LazySettings

from collab.base.files import viruses
from collab.base.files.checking import FileRefused, checked
from tests.files import sent

pytestmark = pytest.mark.usefixtures("without_children")

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def received(connection: socket.socket) -> bytes:
    """What was streamed, by clamd's protocol."""
    stream = connection.makefile("rb")
    assert stream.read(10) == b"zINSTREAM\0"
    content = b""
    while length := struct.unpack("!L", stream.read(4))[0]:
        content += stream.read(length)
    return content


@contextmanager
def clamd(says: bytes = b"") -> Iterator[str]:
    """A scanner at an address; it knows EICAR, or says this."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _address = server.accept()
            with connection:
                found = EICAR in received(connection)
                verdict = b"stream: Eicar-Signature FOUND\0" if found else b"stream: OK\0"
                connection.sendall(says or verdict)

        thread = Thread(target=answer, daemon=True)
        thread.start()
        yield f"127.0.0.1:{server.getsockname()[1]}"
        thread.join(5)


def take(content: bytes = b"Bed at its lowest") -> None:
    with checked(sent("a.txt", content)):
        pass


def test_what_has_no_virus_is_taken(settings: LazySettings) -> None:
    with clamd() as settings.CLAMD_ADDRESS:
        take(b"word " * 50_000)


def test_what_has_a_virus_is_refused(settings: LazySettings) -> None:
    with clamd() as settings.CLAMD_ADDRESS, pytest.raises(FileRefused, match="has a virus"):
        take(EICAR)


@pytest.mark.parametrize(
    "says", [b"INSTREAM size limit exceeded. ERROR\0", b"\0", b"stream: O", b"\xff\xfe\0"]
)
def test_what_is_no_answer_is_a_refusal(settings: LazySettings, says: bytes) -> None:
    with clamd(says) as settings.CLAMD_ADDRESS, pytest.raises(FileRefused, match="few minutes"):
        take()


def test_a_scanner_that_does_not_answer_is_a_refusal(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viruses, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.CLAMD_ADDRESS = f"127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(FileRefused, match="could not check this file for viruses"):
            take()


def test_a_scanner_that_is_not_there_is_a_refusal(settings: LazySettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        settings.CLAMD_ADDRESS = f"127.0.0.1:{gone.getsockname()[1]}"
    with pytest.raises(FileRefused, match="could not check this file for viruses"):
        take()
    settings.CLAMD_ADDRESS = "/nowhere/clamd.sock"
    with pytest.raises(FileRefused, match="could not check this file for viruses"):
        take()
