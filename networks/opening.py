"""What is looked through before something older in a space is opened to more readers.

Each text was screened when it was written, for those who saw it then. Whoever opens it to others
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


class Screened(NamedTuple):
    """A thing that was looked through: what was found, and what stands for exactly its texts."""

    found: list[Found]
    said: str
    texts: int


def look_through(thing: Confined) -> Screened:
    """Screen every text of a thing that its readers see."""
    passages = list(passages_of(thing))
    found = [each for passage in passages for each in _found(passage)]
    return Screened(found, said_by(thing, passages), len(passages))


def passages_of(thing: Confined) -> Iterable[Passage]:
    return OPENED[type(thing)].passages(thing)


def said_by(thing: Confined, passages: Iterable[Passage]) -> str:
    """What stands for exactly these texts, to be seen by those who see the space."""
    place = f"{thing.ref} to {thing.space.visible_to_whom}"
    return digest(place, {each.name: each.text for each in passages})


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
