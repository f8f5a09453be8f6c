"""Removing an intervention, taking that back, and what stands at its address afterwards."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from collab.base.access.routes import opens
from collab.base.ui.paging import page_of
from discussions.forms import RemoveForm
from discussions.models import Thread
from networks.crumbs import crumbs_to

from ..actions import remove_intervention, restore_intervention
from ..models import Intervention, RemovedIntervention
from ..policies import REMOVE_INTERVENTION

LATEST_FIRST = ("-last_at", "-uid")
View = Callable[..., HttpResponse]


def or_tombstone(view: View) -> View:
    """At an address of an intervention that was removed, a page that says so.

    Who could not see the intervention meets the same 404 as ever.
    """

    @wraps(view)
    def shown(request: HttpRequest, uid: str, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, uid=uid, **kwargs)
        except Http404:
            removed = RemovedIntervention.objects.visible_to(request.user).named(uid).first()
            if removed is None:
                raise
            return tombstone(request, removed)

    return shown


def tombstone(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    """That it was removed, when and by whom, and what was said about it."""
    about = Thread.objects.visible_to(request.user).about(intervention.ref)
    return render(
        request,
        "interventions/removed.html",
        {
            "intervention": intervention,
            "crumbs": crumbs_to(intervention.space),
            "typed": request.POST.get("body", ""),
            "may_undo": intervention.undone_by(request.user, timezone.now()),
            "page": page_of(
                about.for_rows(), order=LATEST_FIRST, after=request.GET.get("after", "")
            ),
        },
        status=410 if request.method == "POST" else 200,
    )


@or_tombstone
@opens(REMOVE_INTERVENTION, on=Intervention)
def remove(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    """Remove it, with or without a reason; its address then offers to take that back."""
    sent = request.POST if request.method == "POST" else None
    form = RemoveForm(sent)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        remove_intervention(by=request.user, intervention=intervention, reason=reason)
        return redirect(intervention)
    crumbs = [
        *crumbs_to(intervention.space),
        (intervention.title, intervention.get_absolute_url()),
    ]
    context = {"intervention": intervention, "crumbs": crumbs, "form": form}
    return render(request, "interventions/remove.html", context)


@require_POST
@opens(REMOVE_INTERVENTION, on=RemovedIntervention)
def restore(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    try:
        restore_intervention(by=request.user, intervention=intervention)
    except ValidationError as too_late:
        messages.info(request, " ".join(too_late.messages))
    return redirect(intervention)
