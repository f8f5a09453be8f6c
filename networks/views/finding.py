"""Finding an organisation."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from collab.base.access.routes import opens
from collab.base.ui.paging import page_of

from ..finding import BY_NAME, NEAREST_FIRST, found, meant
from ..forms import DirectoryForm
from ..policies import READ_SITE
from ..waiting import registrations_waiting


@opens(READ_SITE)
def organisations(request: HttpRequest) -> HttpResponse:
    """Find an organisation by name, ODS code or postcode, of a kind or in a region; all of them
    without any."""
    form = DirectoryForm(request.GET)
    asked = form.asked()
    rows, near = found(request.user, **asked)
    count = rows.count()
    order = NEAREST_FIRST if asked["words"] else BY_NAME
    return render(
        request,
        "networks/organisations.html",
        {
            "form": form,
            **asked,
            "narrowed": any(asked.values()),
            "waiting_count": registrations_waiting(request.user).count(),
            "count": count,
            "near": near,
            "meant": meant(request.user, asked["words"]) if asked["words"] and not count else "",
            "page": page_of(
                rows.for_rows() if count else rows.none(),
                order=order,
                after=request.GET.get("after", ""),
            ),
        },
    )
