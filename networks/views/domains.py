"""An organisation's email domains, and those that wait for a steward."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from collab.base.access.permissions import may
from collab.base.access.routes import opens
from collab.base.ui.paging import page_of
from collab.base.ui.redirects import back

from ..actions.beginning import AlreadyThere
from ..actions.domains import (
    confirm_domain,
    decline_domain,
    give_domain_back,
    list_domain,
    reconsider_domain,
    take_domain_away,
)
from ..domains import NotADomain, SharedDomain
from ..forms import DeclineForm, DomainForm
from ..models import EmailDomain, Organisation, TooLateToUndo
from ..models.removal import UNDO_WITHIN
from ..overlapping import addresses_elsewhere, overlapping
from ..policies import CONFIRM_DOMAINS, LIST_DOMAINS
from ..roles import NETWORK
from .answering import decided

DECLINED_SHOWN = timedelta(days=30)
"""So long an organisation reads why a domain of theirs was declined."""


def domains_of(
    organisation: Organisation, person: Any, form: DomainForm | None = None
) -> dict[str, Any]:
    """The context of ``networks/_domains.html``, empty for who may not list domains.

    Those that are listed, those declined lately, and those that this person has just taken away.
    """
    if not may(person, LIST_DOMAINS, organisation):
        return {"may_list_domains": False}
    now = timezone.now()
    just_now = Q(ended_by=person.pk, ended_at__gt=now - UNDO_WITHIN, reason="")
    declined = Q(ended_at__gt=now - DECLINED_SHOWN) & ~Q(reason="")
    rows = EmailDomain.objects.filter(organisation=organisation)
    joined = Count("joined", filter=Q(joined__ended_at=None))
    return {
        "may_list_domains": organisation.closed_at is None,
        "may_confirm_domains": may(person, CONFIRM_DOMAINS, NETWORK),
        "domains": rows.filter(Q(ended_at=None) | just_now | declined)
        .annotate(joined_count=joined)
        .order_by("domain", "-since"),
        "domain_form": form or DomainForm(),
    }


@opens(LIST_DOMAINS, on=Organisation, by="identifier")
def domains(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The email domains of an organisation, and the form that lists one."""
    form = DomainForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            listed = list_domain(
                by=request.user, organisation=organisation, domain=form.cleaned_data["domain"]
            )
        except (NotADomain, SharedDomain, AlreadyThere) as reason:
            form.add_error("domain", str(reason))
        else:
            says = _("%(domain)s is listed. A national steward will confirm it.")
            messages.success(request, says % {"domain": listed.domain})
            return back(request, reverse("domains", args=[organisation.identifier]))
    return render(
        request,
        "networks/domains.html",
        {
            "organisation": organisation,
            "crumbs": [
                (_("Organisations"), reverse("organisations")),
                (organisation.name, organisation.get_absolute_url()),
            ],
            "form": form,
            **domains_of(organisation, request.user, form),
        },
    )


@require_POST
@opens(LIST_DOMAINS, on=EmailDomain)
def take_away(request: HttpRequest, domain: EmailDomain) -> HttpResponse:
    try:
        _domain, people = take_domain_away(by=request.user, domain=domain)
    except AlreadyThere as reason:
        messages.info(request, str(reason))
    else:
        says = ngettext(
            "%(domain)s is taken away. %(n)d person who joined by it has left %(name)s.",
            "%(domain)s is taken away. %(n)d people who joined by it have left %(name)s.",
            people,
        )
        if not people:
            says = _("%(domain)s is taken away. Nobody had joined by it.")
        messages.success(request, says % (_words(domain) | {"n": people}))
    return _back(request, domain)


@require_POST
@opens(LIST_DOMAINS, on=EmailDomain)
def give_back(request: HttpRequest, domain: EmailDomain) -> HttpResponse:
    try:
        give_domain_back(by=request.user, domain=domain)
    except (AlreadyThere, TooLateToUndo) as reason:
        messages.info(request, _says(reason))
    else:
        says = _("%(domain)s is listed again, as it was, and so is everyone who had joined by it.")
        messages.success(request, says % _words(domain))
    return _back(request, domain)


@opens(CONFIRM_DOMAINS, over=NETWORK, hidden=True)
def waiting(request: HttpRequest) -> HttpResponse:
    """The domains that wait for a steward, the longest waiting first."""
    return _waiting(request)


def _waiting(request: HttpRequest, wrong: DeclineForm | None = None, uid: str = "") -> HttpResponse:
    rows = EmailDomain.objects.waiting()
    page = page_of(rows, order=("since", "uid"), after=request.GET.get("after", ""))
    others, people = overlapping(page.rows), addresses_elsewhere(page.rows)
    asked = [
        (
            each,
            wrong if wrong and each.uid == uid else DeclineForm(prefix=each.uid),
            others[each.pk],
            people[each.pk],
        )
        for each in page.rows
    ]
    return render(
        request,
        "networks/domains_waiting.html",
        {
            "asked": asked,
            "after": page.after,
            "count": rows.count(),
            "form": wrong,
            "decided": EmailDomain.objects.just_decided_by(request.user, timezone.now()).for_rows(),
        },
    )


@require_POST
@opens(CONFIRM_DOMAINS, over=NETWORK, hidden=True)
def confirm(request: HttpRequest, uid: str) -> HttpResponse:
    domain = get_object_or_404(EmailDomain.objects.visible_to(request.user).named(uid))
    says = _("%(domain)s is confirmed for %(name)s. Whoever has an address there can join.")
    return _answer(request, domain, confirm_domain, says)


@require_POST
@opens(CONFIRM_DOMAINS, over=NETWORK, hidden=True)
def decline(request: HttpRequest, uid: str) -> HttpResponse:
    domain = get_object_or_404(EmailDomain.objects.visible_to(request.user).named(uid))
    form = DeclineForm(request.POST, prefix=uid)
    if not form.is_valid():
        return _waiting(request, form, uid)
    says = _("You have declined %(domain)s for %(name)s. Whoever listed it is told why.")
    return _answer(request, domain, decline_domain, says, reason=form.cleaned_data["reason"])


@require_POST
@opens(CONFIRM_DOMAINS, over=NETWORK, hidden=True)
def reconsider(request: HttpRequest, uid: str) -> HttpResponse:
    """Take back what one has just decided."""
    domain = get_object_or_404(EmailDomain.objects.visible_to(request.user).named(uid))
    says = _("%(domain)s waits again. Whoever listed it is told.")
    return _answer(request, domain, reconsider_domain, says)


def _answer(
    request: HttpRequest, domain: EmailDomain, action: Callable[..., Any], says: str, **how: str
) -> HttpResponse:
    if decided(request, partial(action, by=request.user, domain=domain, **how)):
        messages.success(request, says % _words(domain))
    return back(request, "domains_waiting")


def _back(request: HttpRequest, domain: EmailDomain) -> HttpResponse:
    return back(request, reverse("domains", args=[domain.organisation.identifier]))


def _words(domain: EmailDomain) -> dict[str, Any]:
    return {"domain": domain.domain, "name": domain.organisation.name}


def _says(refusal: Exception) -> str:
    return refusal.messages[0] if isinstance(refusal, ValidationError) else str(refusal)
