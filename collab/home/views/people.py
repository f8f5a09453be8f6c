from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from collab.base.access.routes import opens
from collab.interventions.models import Intervention
from discussions.models import Message, Thread
from fellows.like_me import like_me, with_reasons
from networks.models import Profile
from networks.policies import READ_PERSON
from networks.profiles import told_of

from ..shared_and_discussed import shared_and_discussed

LIKE_ME = 3


@opens(READ_PERSON, on=Profile)
def person(request: HttpRequest, profile: Profile) -> HttpResponse:
    """Somebody: what they do, where they belong, what they shared and where they write.

    Each list shows only what the reader may see anyway.
    """
    reader = request.user
    own = reader.pk == profile.pk
    shared = Intervention.objects.visible_to(reader).filter(by=profile)
    wrote_in = Message.objects.filter(by=profile).values("thread")
    discussed = Thread.objects.visible_to(reader).filter(pk__in=wrote_in)
    return render(
        request,
        "home/person.html",
        {
            "person": profile,
            "own": own,
            "told": told_of(profile, reader),
            "like_me": with_reasons(like_me(reader)[:LIKE_ME], reader) if own else (),
            **shared_and_discussed(request, shared, discussed),
        },
    )
