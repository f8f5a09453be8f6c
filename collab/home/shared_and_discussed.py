"""What a fellow or an organisation shared and discussed, for the page that tells of them."""

from typing import Any

from django.http import HttpRequest

from collab.base.ui.paging import counts_of, page_of, up_to
from collab.interventions.library import newest_of
from collab.interventions.models import InterventionQuerySet
from discussions.models import ThreadQuerySet

PAGE = 10
COUNTED = 500
LATEST_FIRST = ("-last_at", "-uid")


def shared_and_discussed(
    request: HttpRequest, shared: InterventionQuerySet, discussed: ThreadQuerySet
) -> dict[str, Any]:
    """The context of ``home/_shared_and_discussed.html``: a page of each list, and its length,
    which is counted up to ``counted``.

    Args:
        shared: interventions that the reader may see.
        discussed: discussions that the reader may see.
    """
    after = request.GET.get("discussed", "")
    shared_count, discussed_count = counts_of(up_to(COUNTED, shared), up_to(COUNTED, discussed))
    return {
        "counted": COUNTED,
        "shared": newest_of(shared, after=request.GET.get("shared", ""), size=PAGE),
        "shared_count": shared_count,
        "discussed": page_of(discussed.for_rows(), order=LATEST_FIRST, after=after, size=PAGE),
        "discussed_count": discussed_count,
    }
