"""What else ends when somebody signs out, or chooses a new password."""

from collections.abc import Callable

from .models import Person

_signing_out: list[Callable[[Person], object]] = []
_choosing_a_password: list[Callable[[Person], object]] = []


def when_signing_out(do: Callable[[Person], object]) -> None:
    """Have something done in the transaction in which a person signs out."""
    _signing_out.append(do)


def when_choosing_a_password(do: Callable[[Person], object]) -> None:
    """Have something done in the transaction in which a person gets a new password."""
    _choosing_a_password.append(do)


def leave(person: Person) -> None:
    for do in _signing_out:
        do(person)


def end_what_the_old_password_began(person: Person) -> None:
    for do in _choosing_a_password:
        do(person)
