"""Registering an organisation that the directory misses, and deciding about it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collab.base.access.routes import opens
from collab.base.live.idempotency import KeyUsedForOtherText
from collab.base.ui.paging import page_of

from ..actions.beginning import AlreadyThere
from ..actions.registering import (
    Facts,
    TooManyWaiting,
    confirm_registration,
    decline_registration,
    merge_registration,
    register_organisation,
    take_back_decision,
)
from ..alike import Sought, alike
from ..models import Collaborative, Organisation, Registration
from ..models.removal import UNDO_WITHIN
from ..policies import LOOK_AFTER_NETWORK, REGISTER_ORGANISATION
from ..registration_forms import CorrectForm, DeclineForm, RegisterForm, all_regions
from ..roles import NETWORK
from ..waiting import registrations_waiting
from .answering import decided

ON_A_PAGE = 5
"""Each is compared with the whole directory."""


@opens(REGISTER_ORGANISATION)
def register(request: HttpRequest) -> HttpResponse:
    """The form, then those of the directory that it may be, then what it makes."""
    sent = request.POST if request.method == "POST" else None
    form = RegisterForm(sent, initial={"name": request.GET.get("q", "")[:200]})
    likely: list[Organisation] = []
    if sent is not None:
        valid = form.is_valid()
        [likely] = alike([form.sought()], request.user)
        if valid and (not likely or form.cleaned_data["none_of_these"]):
            try:
                registration = register_organisation(
                    by=request.user, facts=form.facts(), key=form.cleaned_data["key"]
                )
            except (AlreadyThere, TooManyWaiting) as reason:
                form.add_error(None, str(reason))
            except KeyUsedForOtherText:
                form.add_error(None, _("You have registered another one with this form. Check it."))
            else:
                says = _(
                    "You have registered %(name)s. A national steward will confirm it. Ask to join "
                    "it now, if you work there."
                )
                messages.success(request, says % {"name": registration.organisation.name})
                return redirect(registration.organisation)
    if not likely:
        del form.fields["none_of_these"]
    return render(
        request,
        "networks/register.html",
        {
            "crumbs": [(_("Organisations"), reverse("organisations"))],
            "form": form,
            "likely": likely,
        },
    )


@opens(LOOK_AFTER_NETWORK, over=NETWORK, hidden=True)
def waiting(request: HttpRequest) -> HttpResponse:
    """The organisations that wait for a steward, each with what can be decided in place."""
    return _waiting(request)


def _waiting(
    request: HttpRequest, opened: Registration | None = None, form: BaseForm | None = None
) -> HttpResponse:
    """The list. A form that was sent for one of them comes back open, with what was typed."""
    rows = registrations_waiting(request.user)
    page = page_of(rows, order=("at", "uid"), after=request.GET.get("after", ""), size=ON_A_PAGE)
    sought = [
        Sought(
            name=each.organisation.name,
            ods_code=each.ods_code,
            postcode=each.organisation.postcode,
        )
        for each in page.rows
    ]
    now = timezone.now()
    decided = Registration.objects.filter(
        decided_by=request.user, decided_at__gt=now - UNDO_WITHIN
    ).for_rows()
    regions = all_regions()
    cards = [
        _card(each, likely, regions, form if opened and each.pk == opened.pk else None)
        for each, likely in zip(page.rows, alike(sought, request.user), strict=True)
    ]
    return render(
        request,
        "networks/registrations_waiting.html",
        {
            "crumbs": [(_("Organisations"), reverse("organisations"))],
            "cards": cards,
            "count": rows.count(),
            "page": page,
            "decided": decided.order_by("-decided_at"),
        },
    )


def _card(
    registration: Registration,
    likely: list[Organisation],
    regions: list[Collaborative],
    sent: BaseForm | None,
) -> dict[str, Any]:
    """A registration with its forms; the one that was sent is the one that was typed in."""
    facts = Facts.of(registration)
    said = {name: getattr(facts, name) for name in CorrectForm.base_fields}
    said["region"] = facts.region and facts.region.uid
    correct: BaseForm = CorrectForm(initial=said, auto_id=_ids(registration), regions=regions)
    decline: BaseForm = DeclineForm(auto_id=_ids(registration))
    if isinstance(sent, CorrectForm):
        correct = sent
    elif isinstance(sent, DeclineForm):
        decline = sent
    return {
        "registration": registration,
        "likely": likely,
        "correct": correct,
        "decline": decline,
    }


def _ids(registration: Registration) -> str:
    return f"id_{registration.uid}_%s"


@require_POST
@opens(LOOK_AFTER_NETWORK, on=Registration)
def confirm(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Take it into the directory, as it was registered or as it is corrected."""
    corrected = None
    if "name" in request.POST:
        form = CorrectForm(request.POST, auto_id=_ids(registration))
        if not form.is_valid():
            return _waiting(request, registration, form)
        corrected = form.facts()
    name = corrected.name if corrected else registration.organisation.name
    says = _("%(name)s is in the directory.") % {"name": name}
    return _decide(request, says, confirm_registration, registration, corrected=corrected)


@require_POST
@opens(LOOK_AFTER_NETWORK, on=Registration)
def merge(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Say which organisation of the directory it is."""
    rows = Organisation.objects.visible_to(request.user)
    into = rows.named(request.POST.get("into", "")).first()
    if into is None:
        messages.error(request, _("Choose an organisation of the directory."))
        return redirect("registrations_waiting")
    names = {"name": registration.organisation.name, "into": into.name}
    says = _("%(name)s is %(into)s. A request to join it has moved there.") % names
    return _decide(request, says, merge_registration, registration, into=into)


@require_POST
@opens(LOOK_AFTER_NETWORK, on=Registration)
def decline(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Leave it out of the directory, with a reason."""
    form = DeclineForm(request.POST, auto_id=_ids(registration))
    if not form.is_valid():
        return _waiting(request, registration, form)
    says = _("%(name)s was not taken into the directory.")
    says %= {"name": registration.organisation.name}
    reason = form.cleaned_data["reason"]
    return _decide(request, says, decline_registration, registration, reason=reason)


@require_POST
@opens(LOOK_AFTER_NETWORK, on=Registration)
def undo(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Have it wait again."""
    says = _("%(name)s waits again.") % {"name": registration.organisation.name}
    return _decide(request, says, take_back_decision, registration)


def _decide(
    request: HttpRequest,
    says: str,
    action: Callable[..., Registration],
    registration: Registration,
    **how: Any,
) -> HttpResponse:
    if decided(request, partial(action, by=request.user, registration=registration, **how)):
        messages.success(request, says)
    return redirect("registrations_waiting")


DECISIONS = {"confirm": confirm, "merge": merge, "decline": decline, "undo": undo}
"""What a steward can do about a registration, by the last word of its address."""
