"""What other apps add to one's account page."""

from collections.abc import Callable, Iterator

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

_draws: list[Callable[[HttpRequest], str]] = []


def stands_on_own_page(draw: Callable[[HttpRequest], str]) -> None:
    """Add a section, as a template of the app draws it, below what the account page has."""
    _draws.append(draw)


def sections(request: HttpRequest) -> Iterator[SafeString]:
    for draw in _draws:
        yield mark_safe(draw(request))  # noqa: S308 a template drew it
