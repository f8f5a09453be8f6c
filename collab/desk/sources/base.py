"""What every source of the desk has in common."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, NamedTuple

from django.utils.translation import gettext_lazy as _

from collab.base.accounts.models import Person
from networks.models import Affiliation
from networks.waiting import deciding

from ..desk import Desk
from ..lines import Key, Line
from ..matching import Fellow
from ..models import Step


class Group(StrEnum):
    """By what the lines are told apart on the desk."""

    PEOPLE = "people"
    ORGANISATIONS = "organisations"
    DISCUSSIONS = "discussions"

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS = {
    Group.PEOPLE: _("People"),
    Group.ORGANISATIONS: _("Organisations"),
    Group.DISCUSSIONS: _("Discussions"),
}


class Taken(NamedTuple):
    """What is to be remembered of something that a lead did, in its ``Step``: how long it keeps the
    line away, and to whom it wrote."""

    until: datetime
    to: Person | None = None
    mail: str = ""


class Source(ABC):
    """One sort of thing that needs a collaborative's leads.

    ``name`` is its name in addresses and steps, ``kind`` that of what it is about in references.
    ``final`` names what cannot be undone.
    """

    name: ClassVar[str]
    kind: ClassVar[str]
    group: ClassVar[Group]
    final: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def keys(self, desk: Desk) -> Iterable[Key]:
        """Everything of this sort that waits, in one query; what a step keeps away too."""

    @abstractmethod
    def lines(self, desk: Desk, keys: Collection[Key]) -> dict[str, Line]:
        """What is to be shown of some, by what they are about, in a fixed number of queries; also
        of those that do not wait any more, as what was done is told by them."""

    @abstractmethod
    def take(self, desk: Desk, what: str, line: Line) -> Taken | None:
        """Do something about a line that waits. The caller holds the desk and has authorised.

        Returns nothing where an action did it that told the ledger, as its last thing.
        """

    @abstractmethod
    def undo(self, desk: Desk, step: Step) -> None:
        """Undo a step, authorised again."""

    @abstractmethod
    def tells(self, step: Step, line: Line) -> str:
        """What was done, in words for whoever did it."""

    def waiting(self, desk: Desk) -> list[Key]:
        """The keys of what waits."""
        return [key for key in self.keys(desk) if (self.name, key.about) not in desk.kept_away]


def looks_after(organisations: Iterable[int]) -> dict[int, Person]:
    """Whom to write to in each of these organisations, by its id: a safety lead, or else an
    administrator; who was confirmed first."""
    rows = deciding().filter(organisation__in=list(organisations)).select_related("person")
    found: dict[int, Person] = {}
    for each in sorted(
        rows, key=lambda row: (row.role != Affiliation.Kind.SAFETY_LEAD, row.confirmed_at, row.pk)
    ):
        found.setdefault(each.organisation_id, each.person)
    return found


def first_name(person: Person | Fellow) -> str:
    return person.name.split()[0] if person.name.split() else person.name
