"""Which organisations somebody finds."""

from typing import Any

from .models import Collaborative, Organisation
from .models.organisations import NEAREST_FIRST, OrganisationQuerySet

__all__ = ["BY_NAME", "NEAREST_FIRST", "found"]

BY_NAME = ("name", "uid")


def found(
    person: Any, *, words: str = "", kind: str = "", region: Collaborative | None = None
) -> OrganisationQuerySet:
    """Those that this person sees, that are open, and that fit; all of them without words, kind
    or region. With words each has its ``nearness``, for ``NEAREST_FIRST``."""
    rows: OrganisationQuerySet = Organisation.objects.visible_to(person).still_open()
    if kind:
        rows = rows.filter(kind=kind)
    if region:
        rows = rows.filter(region=region)
    return rows.matching(words)
