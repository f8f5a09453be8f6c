"""The bell in the header of every page."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .reading import AT_THE_BELL, unread_count


def bell(request: HttpRequest) -> dict[str, Any]:
    """The context processor behind ``ui/bell.html``. It asks only where a page shows the bell."""
    person = getattr(request, "user", None)
    if person is None:
        return {}
    return {"bell": SimpleLazyObject(lambda: _Bell(person))}


class _Bell:
    def __init__(self, person: Any) -> None:
        self.count = unread_count(person, AT_THE_BELL)
        self.says = str(self.count) if self.count <= AT_THE_BELL else f"{AT_THE_BELL}+"
