"""What the shell around every page shows: one list of where one can go."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import is_valid_path
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Entry:
    """A way into a part of the product, shown only where its page exists.

    ``covers`` names the beginnings of the addresses that belong to it, so that it is marked as
    current on each of them. ``bar`` puts it into the bar at the bottom of a phone as well.
    """

    label: str | Promise
    path: str
    icon: str = ""
    covers: tuple[str, ...] = ()
    bar: bool = False

    def is_current(self, path: str) -> bool:
        return path == self.path or path.startswith(self.covers)


NAVIGATION = (
    Entry(_("Spaces"), "/spaces", "spaces", ("/s/", "/d/", "/c/", "/collaboratives"), bar=True),
    Entry(_("Interventions"), "/interventions", "interventions", ("/i/",), bar=True),
    Entry(_("People"), "/fellows", "people", ("/f/",)),
)
FOOTER = (
    Entry(_("How this works"), "/help"),
    Entry(_("Who can do what"), "/help/permissions"),
    Entry(_("Accessibility"), "/help/accessibility"),
    Entry(_("Privacy"), "/help/privacy"),
    Entry(_("For programs"), "/api/v1/docs"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """The context processor behind ``ui/page.html``."""
    return {
        "navigation": _entries(NAVIGATION, request),
        "footer": _entries(FOOTER, request),
        "at_home": request.path == "/",
        "on_own_pages": request.path.startswith(("/me", "/accounts/")),
    }


def _entries(entries: tuple[Entry, ...], request: HttpRequest) -> tuple[tuple[Entry, bool], ...]:
    addresses = getattr(request, "urlconf", settings.ROOT_URLCONF)
    return tuple(
        (entry, entry.is_current(request.path))
        for entry in entries
        if _exists(entry.path, addresses)
    )


@cache
def _exists(path: str, addresses: str) -> bool:
    return bool(is_valid_path(path, addresses))
