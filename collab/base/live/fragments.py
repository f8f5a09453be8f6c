"""HTML of what happened, made by whoever owns the subject from the page's own template."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import DatabaseError, connection

from collab.base.operations.outages import outage_behind

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A subject's HTML at a version, holding nothing that not every reader may see.

    ``gone`` says that the subject was removed; the HTML is what stands in its place. ``stream``
    tells of where the subject is, as it was when the HTML was made or later: over another stream,
    to which it belonged before, it is gone and has no HTML. It is empty where nothing moves.
    """

    version: int
    html: str
    gone: bool = False
    stream: str = ""


Draw = Callable[[list[str]], dict[str, Fragment]]

_draws: dict[str, Draw] = {}


def register_fragments(kind: str, draw: Draw) -> None:
    """Let events about a kind of subject carry its HTML.

    Args:
        kind: the subject's kind, such as "message".
        draw: gets uids and returns their fragments; a uid left out is gone.
    """
    _draws[kind] = draw


def draw(subjects: Iterable[str], stream: str) -> dict[str, Fragment | None]:
    """The fragments of these subjects ("kind:uid"), None for what is gone from a stream.

    A kind that nobody draws is absent, and so is one whose drawing failed: its events go out
    without HTML rather than not at all. They wait where the database is away: as many pages as are
    open would then be read afresh, from a database that has just come back.

    Raises:
        DatabaseError: the database is away.
    """
    wanted: dict[str, list[str]] = {}
    for subject in dict.fromkeys(subjects):
        kind, _, uid = subject.partition(":")
        if kind in _draws:
            wanted.setdefault(kind, []).append(uid)
    drawn: dict[str, Fragment | None] = {}
    for kind, uids in wanted.items():
        try:
            found = _draws[kind](uids)
        except Exception as error:
            if outage_behind(error) and _database_is_away():
                raise
            log.exception("Fragments of %s could not be drawn", kind)
        else:
            here = {uid: each for uid, each in found.items() if each.stream in ("", stream)}
            drawn |= {f"{kind}:{uid}": here.get(uid) for uid in uids}
    return drawn


def _database_is_away() -> bool:
    """Whether it answers nothing: an error that one drawing meets each time would hold up its
    stream for ever."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return True
    return False
