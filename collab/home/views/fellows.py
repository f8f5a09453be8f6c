from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from collab.base.access.permissions import may
from collab.base.access.routes import opens
from collab.interventions.models import Intervention
from discussions.models import Message, Thread
from fellows.models import expertise_of
from fellows.policies import DESCRIBE_EXPERTISE, READ_FELLOW
from networks.models import Fellowship

from ..shared_and_discussed import shared_and_discussed


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
            **shared_and_discussed(request, shared, discussed),
            "may_describe": may(reader, DESCRIBE_EXPERTISE, fellowship),
        },
    )
