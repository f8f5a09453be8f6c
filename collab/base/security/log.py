"""The security log: who signed in, was refused, was given a role, took a copy, purged."""

from collections.abc import Iterable

from .models import SecurityEntry

Kind = SecurityEntry.Kind


def note(
    kind: SecurityEntry.Kind,
    *,
    by: str = "",
    about: str = "",
    address: str | None = None,
    **details: str | int | bool | None,
) -> SecurityEntry:
    """Append an entry, in the transaction of what it tells if there is one.

    Args:
        kind: what happened.
        by: the uid of who did it, or "" for nobody who is signed in.
        about: a reference to what it happened to, "kind:uid".
        address: the network address that the request came from.
        details: more references, roles or numbers: never a name, an email address or a text.
    """
    return SecurityEntry.objects.create(
        kind=kind, by=by, about=about, address=address, details=details
    )


def note_of_each(
    kind: SecurityEntry.Kind, abouts: Iterable[str], *, by: str = "", **details: str
) -> None:
    """Append an entry about each of some, in one statement: so that each is found by what it is
    about. The rest is as of ``note``."""
    SecurityEntry.objects.bulk_create(
        SecurityEntry(kind=kind, by=by, about=about, details=details) for about in abouts
    )
