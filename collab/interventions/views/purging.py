"""Taking an intervention, or what it said before, out for good."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collab.base.access.routes import opens
from collab.base.forgetting.forms import PurgeForm
from collab.base.forgetting.holds import Held
from collab.base.forgetting.reasons import PurgeReason
from networks.crumbs import crumbs_to

from ..actions import purge_former_versions, purge_intervention
from ..models import Intervention
from ..policies import PURGE_INTERVENTION
from .removing import or_tombstone


@or_tombstone
@opens(PURGE_INTERVENTION, on=Intervention)
def purge(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    return _page(request, intervention, purge_intervention)


@or_tombstone
@opens(PURGE_INTERVENTION, on=Intervention)
def purge_former(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    return _page(request, intervention, purge_former_versions)


def _page(
    request: HttpRequest, intervention: Intervention, action: Callable[..., Intervention]
) -> HttpResponse:
    form = PurgeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reason = PurgeReason(form.cleaned_data["reason"])
        try:
            action(by=request.user, intervention=intervention, reason=reason)
            return redirect(intervention)
        except Held as held:
            form.add_error("reason", str(held))
    crumbs = [
        *crumbs_to(intervention.space),
        (intervention.title, intervention.get_absolute_url()),
    ]
    context = {"intervention": intervention, "crumbs": crumbs, "form": form}
    return render(request, "interventions/purge.html", context)
