"""Frames that go out together, encoded once however many sockets they are written to."""

import struct
from functools import cached_property

FINAL_TEXT = 0x81
SHORT, MIDDLE = 125, 2**16 - 1


class Parcel:
    """Some frames, in their order.

    Args:
        texts: each frame's, in ASCII, so that a length is a size in bytes.
        end: the number in the stream up to which they tell; 0 if they tell of no event.
    """

    def __init__(self, texts: list[str], end: int = 0) -> None:
        self.texts = texts
        self.end = end
        self.size = sum(map(len, texts))

    @cached_property
    def websocket(self) -> bytes:
        """As they travel: final text frames without a mask, by RFC 6455, section 5.2."""
        return b"".join(_head(len(text)) + text.encode("ascii") for text in self.texts)


def _head(size: int) -> bytes:
    if size <= SHORT:
        return bytes((FINAL_TEXT, size))
    if size <= MIDDLE:
        return struct.pack(">BBH", FINAL_TEXT, 126, size)
    return struct.pack(">BBQ", FINAL_TEXT, 127, size)
