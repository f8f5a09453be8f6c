"""What must stay as it is, and how everything that takes something away finds out."""

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from collab.base.security.declared import retention_of

from .models import LegalHold


class Held(Exception):
    """A legal hold keeps it as it is."""

    def __init__(self) -> None:
        super().__init__(
            _("This is under a legal hold and stays as it is. Ask a national steward about it.")
        )


def must_not_be_held(row: Any) -> None:
    """Let nothing be taken from what is held: itself, what contains it, or whose it is.

    Raises:
        Held: it is.
    """
    refs = [
        f"{kind}:{_value(row, lookup)}"
        for kind, lookup in retention_of(type(row)).held_through.items()
    ]
    if LegalHold.objects.current().filter(about__in=refs).exists():
        raise Held


def none_must_be_held(rows: QuerySet[Any]) -> None:
    """The same for each of these rows.

    Raises:
        Held: one is.
    """
    if rows.exclude(pk__in=without_held(rows).values("pk")).exists():
        raise Held


def without_held(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those that no hold keeps."""
    held_by = retention_of(rows.model).held_through
    if not held_by:
        return rows
    uids: dict[str, list[str]] = {}
    for about in LegalHold.objects.current().values_list("about", flat=True):
        kind, _separator, uid = about.partition(":")
        uids.setdefault(kind, []).append(uid)
    covered = [Q(**{f"{path}__in": uids[kind]}) for kind, path in held_by.items() if kind in uids]
    return rows.exclude(reduce(or_, covered)) if covered else rows


def _value(row: Any, lookup: str) -> Any:
    for name in lookup.split("__"):
        row = getattr(row, name)
    return row
