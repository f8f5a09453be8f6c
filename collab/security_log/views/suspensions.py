"""Who is kept out of their account, as stewards suspend people and let them in again."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collab.base.access.routes import opens
from collab.base.accounts.models import Person
from networks.actions.beginning import AlreadyThere
from networks.actions.suspending import NotOneself, readmit_person, suspend_person
from networks.policies import SUSPEND
from networks.roles import NETWORK

from ..forms import SuspendForm


@opens(SUSPEND, over=NETWORK, hidden=True)
def suspensions(request: HttpRequest) -> HttpResponse:
    """Who is suspended, and the form that looks for somebody to suspend."""
    form = SuspendForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return redirect("suspend", uid=form.cleaned_data["email"].uid)
    context = {"form": form, "people": Person.objects.suspended().order_by("name", "pk")}
    return render(request, "security_log/suspensions.html", context)


@opens(SUSPEND, over=NETWORK, hidden=True)
@reauthentication_required
def suspend(request: HttpRequest, uid: str) -> HttpResponse:
    """Suspend somebody, after reading who it is and what it means."""
    person = get_object_or_404(Person, uid=uid)
    if request.method == "POST":
        try:
            suspend_person(by=request.user, person=person)
            messages.success(request, _("%(name)s is suspended.") % {"name": person.name})
        except (AlreadyThere, NotOneself) as reason:
            messages.info(request, str(reason))
        return redirect("suspensions")
    crumbs = [(_("Suspended people"), reverse("suspensions"))]
    return render(request, "security_log/suspend.html", {"person": person, "crumbs": crumbs})


@require_POST
@opens(SUSPEND, over=NETWORK, hidden=True)
@reauthentication_required
def readmit(request: HttpRequest, uid: str) -> HttpResponse:
    person = get_object_or_404(Person, uid=uid)
    try:
        readmit_person(by=request.user, person=person)
        messages.success(request, _("%(name)s can sign in again.") % {"name": person.name})
    except AlreadyThere as reason:
        messages.info(request, str(reason))
    return redirect("suspensions")
