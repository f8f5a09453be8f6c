"""Legal holds, as stewards place and lift them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collab.base.access.routes import opens
from collab.base.forgetting.models import LegalHold
from networks.actions.beginning import AlreadyThere
from networks.actions.holding import lift_hold, place_hold
from networks.policies import HOLD
from networks.roles import NETWORK

from ..forms import HoldForm
from ..naming import named


@opens(HOLD, over=NETWORK, hidden=True)
def legal_holds(request: HttpRequest) -> HttpResponse:
    """What is held, and the form that holds more."""
    form = HoldForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            said = form.cleaned_data
            place_hold(by=request.user, about=said["about"], reason=said["reason"])
            messages.success(request, _("It stays as it is until you lift the hold."))
            return redirect("legal_holds")
        except AlreadyThere as reason:
            form.add_error("about", str(reason))
    current = LegalHold.objects.current().select_related("by").order_by("-since")
    names = named((hold.about for hold in current), request.user)
    holds = [(hold, names[hold.about]) for hold in current]
    return render(request, "security_log/legal_holds.html", {"form": form, "holds": holds})


@require_POST
@opens(HOLD, over=NETWORK, hidden=True)
def lift(request: HttpRequest, uid: str) -> HttpResponse:
    hold = get_object_or_404(LegalHold, uid=uid)
    try:
        lift_hold(by=request.user, hold=hold)
        messages.success(request, _("The hold is lifted."))
    except AlreadyThere as reason:
        messages.info(request, str(reason))
    return redirect("legal_holds")
