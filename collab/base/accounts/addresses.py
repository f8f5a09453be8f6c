"""What else ends when an address is somebody's no more."""

from collections.abc import Callable

from .models import Person

_going: list[Callable[[Person], object]] = []


def when_an_address_goes(do: Callable[[Person], object]) -> None:
    """Have something done in the transaction in which a proven address of a person is removed."""
    _going.append(do)


def address_has_gone(person: Person) -> None:
    for do in _going:
        do(person)
