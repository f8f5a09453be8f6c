from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from collab.base.access.routes import opens
from collab.base.files.forms import Attaching
from collab.base.files.policies import ATTACH_FILES

from ..models import Space


@require_POST
@opens(ATTACH_FILES, on=Space)
def files(request: HttpRequest, space: Space) -> HttpResponse:
    """Keep what somebody chooses for what they write in this space, before they send that. A
    page's script puts the answer in the place where files are chosen."""
    attaching = Attaching(request.POST, request.FILES, by=request.user, space=space)
    attaching.take()
    return render(request, "files/_choose.html", {"attaching": attaching})
