"""The bell in the header of every page."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from .reading import AT_THE_BELL, count_at_the_bell


def bell(request: HttpRequest) -> dict[str, Any]:
    """The context processor behind ``ui/bell.html``. It asks only where a page shows the bell."""
    person = getattr(request, "user", None)
    if person is None:
        return {}
    return {"bell": SimpleLazyObject(lambda: _Bell(person))}


class _Bell:
    most = AT_THE_BELL

    def __init__(self, person: Any) -> None:
        self.count = count_at_the_bell(person)
        self.says = str(self.count) if self.count <= self.most else f"{self.most}+"
