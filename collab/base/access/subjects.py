"""References to things, so that what stands low can point at what stands high.

A thread is *about* an intervention and a ledger row is *of* a message, yet neither may import
the other's app. They keep a reference, ``kind:uid``; each app registers its kinds once.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple


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


class Told(NamedTuple):
    """What a space's stream tells of a thing, beside what happened to it.

    ``for_organisation`` is a name, or "". ``meta`` is there where it says more than what happened,
    ``last_n`` where the thing is a discussion.
    """

    ref: Ref
    space_id: int
    by_id: int
    for_organisation: str
    icon: str
    href: str
    title: str
    first_line: str
    meta: str = ""
    last_n: int = 0


MODELS: dict[str, Any] = {}


def register(kind: str, model: Any) -> None:
    """Let a kind be referred to.

    Args:
        kind: its name in references, such as "thread".
        model: its model. Rows have ``uid``, ``title`` and ``get_absolute_url()``; the manager has
            ``visible_to(person)`` and ``for_rows()``, which joins what a row shows. That of what a
            space's stream tells of has ``told()`` too, which gives a ``Told`` of each.
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
    return {
        Ref(kind, row.uid): row for kind, rows in _visible(refs, person) for row in rows.for_rows()
    }


def seen_among(refs: Iterable[Ref], person: Any) -> set[Ref]:
    """Those of these that this person sees, in one query a kind."""
    return {
        Ref(kind, uid)
        for kind, rows in _visible(refs, person)
        for uid in rows.values_list("uid", flat=True)
    }


def told_of(refs: Iterable[Ref], person: Any) -> dict[Ref, Told]:
    """The same of things that a stream tells of, without making rows of them."""
    return {told.ref: told for _kind, rows in _visible(refs, person) for told in rows.told()}


def _visible(refs: Iterable[Ref], person: Any) -> Iterator[tuple[str, Any]]:
    uids: dict[str, set[str]] = {}
    for ref in refs:
        uids.setdefault(ref.kind, set()).add(ref.uid)
    for kind, wanted in uids.items():
        yield kind, MODELS[kind].objects.visible_to(person).filter(uid__in=wanted)
