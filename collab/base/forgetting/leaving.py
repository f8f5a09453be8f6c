"""What each app does when somebody leaves, and what it knows about somebody."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Choices, TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collab.base.accounts.models import Person

Rows = Iterator[dict[str, Any]]


class Chapter(TextChoices):
    """Where something stands in the copy of everything about a person, first things first."""

    WHO = "who", _("Who you are")
    BELONGING = "belonging", _("Where you belong")
    WRITTEN = "written", _("What you wrote")
    FILES = "files", _("What you attached")
    SIGNING_IN = "signing-in", _("How and where you sign in")
    PROGRAMS = "programs", _("Your programs")
    TRACES = "traces", _("What else is kept")


class Part(NamedTuple):
    """An app's part in what is known about a person.

    Args:
        name: of its file, such as "messages".
        tells: gives what is known, a row at a time, as JSON can hold it.
        chapter: where people read it.
        title: its heading there.
        labels: what people read instead of the name of each field, in this order.
        says: puts values of a field into words, where its codes are none.
    """

    name: str
    tells: Callable[[Person], Rows]
    chapter: Chapter
    title: str | Promise
    labels: Mapping[str, str | Promise]
    says: Mapping[str, Callable[[Any], Any]] = {}


FORGETS: list[Callable[[Person, datetime], None]] = []
IN_THE_WAY: list[Callable[[Person], Iterator[str]]] = []
PARTS: list[Part] = []


def when_somebody_leaves(forget: Callable[[Person, datetime], None]) -> None:
    """Have something end or deleted, in the transaction in which somebody is forgotten."""
    FORGETS.append(forget)


def stands_in_the_way(says: Callable[[Person], Iterator[str]]) -> None:
    """Say, in words, what somebody must hand over before they can leave."""
    IN_THE_WAY.append(says)


def tells_about_somebody(*parts: Part) -> None:
    """Add to the copy of everything about a person. In a chapter, what apps lower in the house tell
    comes first; they say so last."""
    PARTS[:0] = parts


def chosen_from(*kinds: type[Choices]) -> Callable[[Any], Any]:
    """Says what people read instead of the code of a choice."""
    labels = {each.value: each.label for kind in kinds for each in kind}
    return lambda code: labels.get(code, code)


def what_is_in_the_way(person: Person) -> list[str]:
    return [says for each in IN_THE_WAY for says in each(person)]
