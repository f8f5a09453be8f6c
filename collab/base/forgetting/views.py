"""A copy of everything about oneself, and leaving."""

from allauth.account.adapter import get_adapter
from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from collab.base.access.routes import opens

from .actions import NotYet, forget
from .copying import take_copy_of_everything
from .holds import Held
from .leaving import what_is_in_the_way
from .policies import LEAVE


@opens(LEAVE)
@reauthentication_required
def everything(request: HttpRequest) -> HttpResponseBase:
    """What is known about oneself, to take along."""
    if request.method == "POST":
        file = take_copy_of_everything(by=request.user)
        return FileResponse(file, as_attachment=True, filename="everything-about-me.zip")
    return render(request, "forgetting/take_along.html", {"crumbs": _crumbs()})


@opens(LEAVE)
@reauthentication_required
def leave_for_good(request: HttpRequest) -> HttpResponse:
    """Leave and be forgotten, after reading what that means."""
    in_the_way = what_is_in_the_way(request.user)
    if request.method == "POST" and not in_the_way:
        try:
            forget(by=request.user)
        except NotYet as not_yet:
            in_the_way = not_yet.says
        except Held as held:
            in_the_way = [str(held)]
        else:
            get_adapter().logout(request)
            messages.success(request, _("You have left. Thank you for what you shared."))
            return redirect("home")
    context = {"crumbs": _crumbs(), "in_the_way": in_the_way}
    return render(request, "forgetting/leave.html", context)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Your account"), reverse("me"))]
