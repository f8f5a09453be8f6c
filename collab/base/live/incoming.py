"""What a client may say: each frame's shape, checked before anything looks at it."""

import json
import re
from dataclasses import dataclass
from typing import Any, NoReturn

from django.utils.translation import gettext as _

FRAME_LIMIT = 16 * 1024
MAX_SEQ = 2**53 - 1  # the largest whole number that JavaScript holds exactly

_reference = re.compile(r"[a-z]{1,20}:[0-9A-Za-z]{1,32}")
_epoch = re.compile(r"[0-9A-Za-z]{1,64}")


class Refused(Exception):
    """A frame that cannot be understood.

    Args:
        code: for programs.
        says: for people; what to send instead.
    """

    def __init__(self, code: str, says: str) -> None:
        super().__init__(says)
        self.code = code
        self.says = says


@dataclass(frozen=True, slots=True)
class WatchRequest:
    """Follow a stream, after a number of one of its lives (or of whichever is current)."""

    stream: str
    epoch: str | None
    after: int
    focus: str | None


def read_frame(text: str | None) -> dict[str, Any]:
    """The JSON object in a frame.

    Raises:
        Refused: it is binary, too long, or no JSON object.
    """
    if text is None:
        raise Refused("not_text", _("Send text frames, not binary ones."))
    if len(text) > FRAME_LIMIT or len(text.encode(errors="replace")) > FRAME_LIMIT:
        raise Refused("too_long", _("Send at most 16 kB in one frame."))
    try:
        frame = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refused("not_json", _("Send JSON.")) from None
    if not isinstance(frame, dict):
        raise Refused("not_object", _("Send a JSON object with a type."))
    return frame


def read_watch(frame: dict[str, Any]) -> WatchRequest:
    """The request in a "watch" frame.

    Raises:
        Refused: a field is missing or is not what it should be.
    """
    return WatchRequest(
        stream=read_stream(frame),
        epoch=_text(frame, "epoch", _epoch, optional=True),
        after=read_number(frame, "after"),
        focus=_text(frame, "focus", _reference, optional=True),
    )


def read_stream(frame: dict[str, Any]) -> str:
    return _text(frame, "stream", _reference) or ""


def read_number(frame: dict[str, Any], field: str) -> int:
    number = frame.get(field)
    if type(number) is not int or not 0 <= number <= MAX_SEQ:
        raise _bad_field(field)
    return number


def _text(
    frame: dict[str, Any], field: str, form: re.Pattern[str], *, optional: bool = False
) -> str | None:
    value = frame.get(field)
    if value is None and optional:
        return None
    if not isinstance(value, str) or not form.fullmatch(value):
        raise _bad_field(field)
    return value


def _bad_field(field: str) -> Refused:
    says = _("“%(field)s” is missing or is not what it should be.") % {"field": field}
    return Refused("bad_field", says)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
