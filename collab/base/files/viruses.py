"""Asking clamd whether a file has a virus, by its protocol INSTREAM (clamd(8))."""

import socket
import struct

from django.conf import settings
from django.core.files import File

from .inside.refusing import Refused

SECONDS = 30
PIECE = 64 * 1024


def must_have_no_virus(file: File) -> None:
    """Let a scanner look at a file, where one is configured. What it does not answer is refused.

    Raises:
        Refused: it has a virus, or the scanner gave no answer.
    """
    if not settings.CLAMD_ADDRESS:
        return
    try:
        answer = _ask(settings.CLAMD_ADDRESS, file)
    except OSError as error:
        raise Refused("not_scanned") from error
    if answer.endswith(" FOUND"):
        raise Refused("virus")
    if answer != "stream: OK":
        raise Refused("not_scanned")


def _ask(address: str, file: File) -> str:
    with _connected(address) as to_clamd:
        to_clamd.sendall(b"zINSTREAM\0")
        while piece := file.read(PIECE):
            to_clamd.sendall(struct.pack("!L", len(piece)) + piece)
        to_clamd.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := to_clamd.recv(4096)):
            answer += more
    return answer.rstrip(b"\0\n").decode("ascii", "replace")


def _connected(address: str) -> socket.socket:
    if address.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(SECONDS)
        connection.connect(address)
        return connection
    host, _separator, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS)
