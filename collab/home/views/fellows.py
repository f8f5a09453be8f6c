from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from collab.base.access.permissions import may
from collab.base.access.routes import opens
from collab.base.ui.paging import page_of
from collab.interventions.library import NEWEST_FIRST
from collab.interventions.models import Intervention
from discussions.models import Message, Thread
from fellows.models import expertise_of
from fellows.policies import DESCRIBE_EXPERTISE, READ_FELLOW
from networks.models import Fellowship

PAGE = 10
LATEST_FIRST = ("-last_at", "-uid")


@opens(READ_FELLOW, on=Fellowship)
def fellow(request: HttpRequest, fellowship: Fellowship) -> HttpResponse:
    """A fellow: since when, what they can help with, what they shared and where they write.

    Each list shows only what the reader may see anyway.
    """
    reader, person = request.user, fellowship.person
    shared = Intervention.objects.visible_to(reader).filter(by=person)
    wrote_in = Message.objects.filter(by=person).values("thread")
    discussed = Thread.objects.visible_to(reader).filter(pk__in=wrote_in)
    return render(
        request,
        "home/fellow.html",
        {
            "fellowship": fellowship,
            "person": person,
            "expertise": expertise_of(person),
            "crumbs": [(_("Fellows"), reverse("fellows"))],
            "shared": page_of(
                shared.for_rows(),
                order=NEWEST_FIRST,
                after=request.GET.get("shared", ""),
                size=PAGE,
            ),
            "shared_count": shared.count(),
            "discussed": page_of(
                discussed.for_rows(),
                order=LATEST_FIRST,
                after=request.GET.get("discussed", ""),
                size=PAGE,
            ),
            "discussed_count": discussed.count(),
            "may_describe": may(reader, DESCRIBE_EXPERTISE, fellowship),
        },
    )
