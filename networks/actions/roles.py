"""What the security log is told when somebody is given a role, or loses one."""

from collections.abc import Sequence
from typing import Any

from collab.base.accounts.models import Person
from collab.base.security.log import Kind, note, note_of_each


def note_given(held: Any, *, by: Person | None, **where: str) -> None:
    """That a person, or an organisation with its people, was given something.

    Args:
        held: the tenure that began.
        where: in what, by uid, such as ``space="…"``.
    """
    note(Kind.ROLE_GIVEN, by=by.uid if by else "", about=_whom(held), **_what(held), **where)


def note_given_to_each(held: Sequence[Any], *, by: Person, **where: str) -> None:
    """The same of many who were given one and the same thing: an entry for each.

    Args:
        held: the tenures that began; at least one.
        where: in what, by uid.
    """
    note_of_each(Kind.ROLE_GIVEN, map(_whom, held), by=by.uid, **_what(held[0]), **where)


def note_ended(held: Any, *, by: Person | None, **where: str) -> None:
    """That somebody lost it, by somebody or by time."""
    note(Kind.ROLE_ENDED, by=by.uid if by else "", about=_whom(held), **_what(held), **where)


def _whom(held: Any) -> str:
    if person := getattr(held, "person", None):
        return f"person:{person.uid}"
    return f"organisation:{held.organisation.uid}"


def _what(held: Any) -> dict[str, str]:
    return {"tenure": type(held).__name__.lower(), "role": getattr(held, "role", "")}
