"""References to things, so that what stands low can point at what stands high.

A thread is *about* an intervention and a ledger row is *of* a message, yet neither may import
the other's app. They keep a reference, ``kind:uid``; each app registers its kinds once.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import QuerySet


class Ref(NamedTuple):
    """A reference to a registered thing."""

    kind: str
    uid: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.uid}"

    @classmethod
    def read(cls, text: str) -> "Ref":
        """The reference that ``str()`` wrote.

        Raises:
            ValueError: it is none.
        """
        kind, found, uid = text.partition(":")
        if not found or kind not in MODELS:
            raise ValueError(f"{text!r} refers to nothing we know")
        return cls(kind, uid)


MODELS: dict[str, Any] = {}


def register(kind: str, model: Any) -> None:
    """Let a kind be referred to.

    Args:
        kind: its name in references, such as "thread".
        model: its model. Rows have ``uid``, ``title`` and ``get_absolute_url()``; the manager has
            ``visible_to(person)`` and ``for_rows()``, which joins what a row shows. What a space's
            stream tells of has ``first_line``, ``icon``, ``row_meta``, ``by`` and
            ``for_organisation`` too.
    """
    MODELS[kind] = model


def reference(thing: Any) -> str:
    """``kind:uid`` of a thing, registered or not, or "" of what has no uid."""
    uid = getattr(thing, "uid", "")
    return f"{thing._meta.model_name}:{uid}" if uid else ""


def find(ref: Ref, person: Any) -> Any | None:
    """What is referred to, or None if it is gone or this person may not see it."""
    return load([ref], person).get(ref)


def load(refs: Iterable[Ref], person: Any) -> dict[Ref, Any]:
    """What is referred to and visible to this person, by reference, in one query a kind."""
    uids: dict[str, set[str]] = {}
    for ref in refs:
        uids.setdefault(ref.kind, set()).add(ref.uid)
    found = {}
    for kind, wanted in uids.items():
        rows: QuerySet[Any] = MODELS[kind].objects.visible_to(person).for_rows()
        for row in rows.filter(uid__in=wanted):
            found[Ref(kind, row.uid)] = row
    return found
