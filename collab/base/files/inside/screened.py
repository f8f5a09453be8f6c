"""What in a document's text could identify a patient."""

from collections.abc import Iterable
from typing import Any

from collab.base.security.screening import screen

from .refusing import Refused

CHARACTERS = 400_000
FINDINGS = 5
LONGEST = 80


def screened(kind: str, pieces: Iterable[str]) -> dict[str, Any]:
    """The kind, and as ``found`` the first findings: what stands there, and what it looks like.

    Raises:
        Refused: there is more text than can be looked at.
    """
    text = _bounded(pieces)
    found = [
        (" ".join(text[each.start : each.end].split())[:LONGEST], each.kind)
        for each in screen(text)
    ]
    return {"kind": kind, "found": list(dict.fromkeys(found))[:FINDINGS]}


def _bounded(pieces: Iterable[str]) -> str:
    kept, length = [], 0
    for piece in pieces:
        length += len(piece) + 1
        if length > CHARACTERS:
            raise Refused("too_much_text")
        kept.append(piece)
    return "\n".join(kept)
