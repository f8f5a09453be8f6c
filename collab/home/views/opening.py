"""Opening something older in a space to all who see the space, after looking through it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collab.base.access.routes import opens
from collab.interventions.models import Intervention
from discussions.models import Thread
from networks.actions.opening import close_older, open_older
from networks.crumbs import crumbs_to
from networks.models import Confined
from networks.opening import MayIdentify, look_through_here
from networks.opening_forms import OpeningForm
from networks.policies import DECIDE_WHO_SEES


@opens(DECIDE_WHO_SEES, on=Thread)
def thread(request: HttpRequest, thread: Thread) -> HttpResponse:
    return _open(request, thread)


@opens(DECIDE_WHO_SEES, on=Intervention)
def intervention(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    return _open(request, intervention)


@require_POST
@opens(DECIDE_WHO_SEES, on=Thread)
def close_thread(request: HttpRequest, thread: Thread) -> HttpResponse:
    return _close(request, thread)


@require_POST
@opens(DECIDE_WHO_SEES, on=Intervention)
def close_intervention(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    return _close(request, intervention)


def _open(request: HttpRequest, thing: Any) -> HttpResponse:
    """What was found in it and where that is mended; sent, it is opened if nothing was, or if it
    was stated of exactly these texts that they identify nobody."""
    form = OpeningForm(request.POST if request.method == "POST" else None)
    if not thing.waits_to_be_opened:
        return _back(thing)
    if form.is_valid():
        try:
            open_older(by=request.user, thing=thing, stated=form.states)
            return _back(thing)
        except MayIdentify:
            says = _("Mend what was found, or tick “None of this identifies anybody”")
            form.add_error("nobody", says)
    screened = look_through_here(thing)
    form.ask(screened.said, found=bool(screened.found))
    context = {
        "thing": thing,
        "space": thing.space,
        "crumbs": crumbs_to(thing.space),
        "form": form,
        "screened": screened,
    }
    return render(request, "home/opening.html", context)


def _close(request: HttpRequest, thing: Any) -> HttpResponse:
    close_older(by=request.user, thing=thing)
    return _back(thing)


def _back(thing: Confined) -> HttpResponse:
    return redirect("space_visibility", thing.space.uid)
