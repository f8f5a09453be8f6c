"""What a fellow or an organisation shared and discussed, for the page that tells of them."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from collab.base.ui.paging import count_up_to, page_of
from collab.interventions.library import NEWEST_FIRST

PAGE = 10
COUNTED = 500
LATEST_FIRST = ("-last_at", "-uid")


def shared_and_discussed(
    request: HttpRequest, shared: QuerySet[Any], discussed: QuerySet[Any]
) -> dict[str, Any]:
    """The context of ``home/_shared_and_discussed.html``: a page of each list, and its length,
    which is counted up to ``counted``.

    Args:
        shared: interventions that the reader may see.
        discussed: discussions that the reader may see.
    """
    lists = ("shared", shared, NEWEST_FIRST), ("discussed", discussed, LATEST_FIRST)
    context: dict[str, Any] = {"counted": COUNTED}
    for name, rows, order in lists:
        after = request.GET.get(name, "")
        context[name] = page_of(rows.for_rows(), order=order, after=after, size=PAGE)  # type: ignore[attr-defined]
        context[f"{name}_count"] = count_up_to(COUNTED, rows)
    return context
