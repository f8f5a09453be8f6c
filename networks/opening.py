"""What is looked through before something that was written for some is seen by others too: it is
opened to all who see its space, or moves to another.

Each text was screened when it was written, for those who saw it then. Whoever shows it to others
sees again what in it could identify a patient. Each app says of its kind of thing what is in it.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from collab.base.files.models import File
from collab.base.security.confirming import digest
from collab.base.security.screening import screen

from .events import EventKind
from .models import Confined


class Passage(NamedTuple):
    """One text that its readers see.

    Args:
        name: what tells it from the others there.
        where: in words, such as "Message 3, Amina Okafor".
        href: where it is mended.
        text: what it says.
    """

    name: str
    where: str
    href: str
    text: str


class Found(NamedTuple):
    """Something in a passage that could identify a patient."""

    where: str
    href: str
    says: str


class Opened(NamedTuple):
    """How a kind of thing is opened: what it says, and what the ledger tells."""

    passages: Callable[[Any], Iterable[Passage]]
    opened: EventKind
    closed: EventKind


OPENED: dict[type[Confined], Opened] = {}


def opens_after_screening(kind: type[Confined], how: Opened) -> None:
    """Let a kind of thing be opened to more than those for whom it was written."""
    OPENED[kind] = how


class MayIdentify(ValueError):
    """More people would see something that could identify a patient.

    Args:
        found: what, and where it is mended.
        said: what stands for exactly these texts, to be stated of them that they identify nobody.
    """

    def __init__(self, found: list[Found], said: str) -> None:
        super().__init__(_("Something in it could identify a patient."))
        self.found, self.said = found, said


def nothing_is_stated(said: str) -> bool:
    return False


class Screened(NamedTuple):
    """Texts that were looked through, on their way to other readers.

    Args:
        place: what they are in, and where it is to be seen.
        looked: each text with what was found in it.
    """

    place: str
    looked: dict[Passage, list[Found]]

    @property
    def texts(self) -> int:
        return len(self.looked)

    @property
    def found(self) -> list[Found]:
        """All that could identify a patient, in the order of the texts."""
        return [each for found in self.looked.values() for each in found]

    @property
    def said(self) -> str:
        """What stands for exactly these texts."""
        return digest(self.place, {each.name: each.text for each in self.looked})

    def must_identify_nobody(self, stated: Callable[[str], bool]) -> None:
        """Refuse what could identify a patient, unless it was stated that it does not.

        Args:
            stated: whether that was stated of some texts, by what stands for them.

        Raises:
            MayIdentify: it could, and was not.
        """
        if self.found and not stated(self.said):
            raise MayIdentify(self.found, self.said)


def look_through(
    passages: Iterable[Passage], place: str, before: Screened | None = None
) -> Screened:
    """Screen texts for others to read.

    Args:
        passages: every text that those will read.
        place: what they are in, and where it is to be seen.
        before: what was looked through before: only what is new since is looked at again.
    """
    known = before.looked if before else {}
    looked = {each: known[each] if each in known else list(_found(each)) for each in passages}
    return Screened(place, looked)


def look_through_here(thing: Confined, before: Screened | None = None) -> Screened:
    """The same of a thing that is to be opened to all who see its space."""
    place = f"{thing.ref} to {thing.space.visible_to_whom}"
    return look_through(OPENED[type(thing)].passages(thing), place, before)


def about_file(file: File, where: str, href: str) -> Passage:
    """What a file is called and said to show."""
    return Passage(
        f"file {file.uid}",
        _("%(where)s: its file “%(name)s”") % {"where": where, "name": file.name},
        href,
        f"{file.name.replace('_', ' ')}\n{file.description}",
    )


def _found(passage: Passage) -> Iterable[Found]:
    for each in screen(passage.text):
        what = " ".join(passage.text[each.start : each.end].split())
        says = _("“%(found)s” looks like %(kind)s") % {"found": what, "kind": each.says}
        yield Found(passage.where, passage.href, says)
