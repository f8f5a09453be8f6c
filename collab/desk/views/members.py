"""The directory of a collaborative's members, for those who coordinate it."""

import re
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collab.base.access.permissions import may
from collab.base.access.routes import opens
from collab.base.access.uid import UidConverter
from collab.base.accounts.models import Person
from collab.base.ui.paging import page_of
from collab.base.ui.plain import plain
from collab.base.ui.redirects import back
from networks.actions.beginning import AlreadyThere, DoesNotBelong
from networks.actions.collaboratives import (
    LastLead,
    admit_organisation,
    end_membership,
    take_back_end_of_membership,
)
from networks.actions.places import TooLateToBringBack
from networks.models import Collaborative, Organisation, TooLateToUndo
from networks.models.tenure import AlreadyEnded
from networks.policies import COORDINATE, SEE_MEMBERS
from networks.views.answering import decided

from .. import members
from ..members_changes import Asked, NoSuchChange, begins, ends, make
from ..members_forms import AdmitForm, OrganisationsForm, PeopleForm
from ..members_undoing import JustChanged, just_changed
from ..memberships import ended_just_now, membership_in

FORMER = 30


@opens(SEE_MEMBERS, on=Collaborative)
def organisations(request: HttpRequest, collaborative: Collaborative) -> HttpResponse:
    """The organisations that take part."""
    return organisations_page(request, collaborative, AdmitForm())


def organisations_page(
    request: HttpRequest, collaborative: Collaborative, admitting: AdmitForm
) -> HttpResponse:
    form = OrganisationsForm(request.GET)
    chosen = form.chosen
    rows = members.organisations(collaborative, chosen)
    order = members.order_of_organisations(chosen)
    page = page_of(rows, order=order, after=request.GET.get("after", ""))
    former = list(members.former_memberships(collaborative)[:FORMER])
    now = timezone.now()
    count = rows.count()
    return render(
        request,
        "desk/members_organisations.html",
        {
            **_head(request, collaborative, "organisations", form, None if form.narrows else count),
            "count": count,
            "page": page,
            "rows": list(members.organisation_rows(collaborative, page.rows)),
            "former": former,
            "just_ended": [each for each in former if ended_just_now(each, request.user, now)],
            "admitting": admitting,
            "form": admitting if admitting.is_bound else form,
        },
    )


@opens(SEE_MEMBERS, on=Collaborative)
def people(request: HttpRequest, collaborative: Collaborative) -> HttpResponse:
    """Everybody who takes part."""
    form = PeopleForm(request.GET)
    chosen = form.chosen
    rows = members.people(collaborative, chosen)
    page = page_of(rows, order=members.order_of(chosen), after=request.GET.get("after", ""))
    shown = members.member_rows(collaborative, page.rows)
    counted = rows.aggregate(all=Count("pk"), own=Count("pk", filter=Q(pk=request.user.pk)))
    everybody = None if form.narrows else counted["all"]
    context = _head(request, collaborative, "people", form, everybody)
    spaces = list(members.own_spaces_of(collaborative)) if context["may_coordinate"] else []
    query = request.GET.copy()
    query.pop("after", None)
    for name in ("whom", "sort"):
        query.pop(name, None)
    return render(
        request,
        "desk/members_people.html",
        {
            **context,
            "count": counted["all"],
            "others": counted["all"] - counted["own"],
            "page": page,
            "rows": [
                (each, list(begins(each, spaces)), list(ends(each, collaborative)))
                for each in shown
            ],
            "organisation": _organisation_chosen(chosen, request.user),
            "just_changed": _just_changed(request, collaborative, request.GET.get("whom", "")),
            "narrowing": query.urlencode(),
        },
    )


def _organisation_chosen(chosen: dict[str, Any], person: Any) -> Organisation | None:
    named = chosen.get("organisation")
    return Organisation.objects.visible_to(person).named(named).first() if named else None


def _just_changed(
    request: HttpRequest, collaborative: Collaborative, uid: str
) -> tuple[Person, list[JustChanged]] | None:
    """Somebody for whom this reader has just changed something, and what they can undo of it. An
    address says for whom; what was changed is told by what is kept of it alone."""
    if not re.fullmatch(UidConverter.regex, uid):
        return None
    person = Person.objects.filter(uid=uid, is_active=True).first()
    if person is None:
        return None
    given = {"by": request.user, "collaborative": collaborative, "at": timezone.now()}
    found = list(just_changed(person=person, **given))
    return (person, found) if found else None


@require_POST
@opens(COORDINATE, on=Collaborative)
def change(request: HttpRequest, collaborative: Collaborative, person: str) -> HttpResponse:
    """Make something of somebody in the collaborative, or end it."""
    whom = members.people(collaborative, {"days": 30}).filter(uid=person).first()
    if whom is None:
        # Whoever was nothing else in it is found by what has just ended.
        undoable = _just_changed(request, collaborative, person)
        if undoable is None:
            raise Http404
        whom, _changes = undoable
    otherwise = reverse("members_people", args=[collaborative.uid])
    asked = Asked(request.user, collaborative, whom, "")
    wanted = request.POST.get("change", "")
    asked_to_undo = wanted.startswith("undo:")
    try:
        says = make(asked, wanted)
    except NoSuchChange:
        messages.info(request, _("Choose what to change. It may have been changed already."))
    except (AlreadyThere, AlreadyEnded, DoesNotBelong, LastLead) as reason:
        messages.info(request, str(reason))
    except (TooLateToUndo, TooLateToBringBack) as late:
        messages.info(request, late.messages[0])
    else:
        messages.success(request, says)
        # What was taken back is not offered to be taken back in turn.
        return _as_narrowed(request, otherwise, whom="" if asked_to_undo else whom.uid)
    return back(request, otherwise)


def _as_narrowed(request: HttpRequest, otherwise: str, *, whom: str) -> HttpResponse:
    """To the list as it was narrowed, which says of somebody what was just changed."""
    address, _mark, query = back(request, otherwise).url.partition("?")
    asks = QueryDict(query, mutable=True)
    asks.pop("whom", None)
    if whom:
        asks["whom"] = whom
    return redirect(f"{address}?{asks.urlencode()}" if asks else address)


@require_POST
@opens(COORDINATE, on=Collaborative)
def admit(request: HttpRequest, collaborative: Collaborative) -> HttpResponse:
    """Let an organisation take part that has not asked."""
    form = AdmitForm(request.POST)
    if form.is_valid():
        words = form.cleaned_data["organisation"].strip()
        found = _one_named(words, request.user)
        if found is None:
            says = _("No one organisation is called that. Enter its ODS code, or its whole name")
            form.add_error("organisation", says)
        else:
            try:
                admit_organisation(by=request.user, collaborative=collaborative, organisation=found)
            except AlreadyThere as reason:
                form.add_error("organisation", str(reason))
            else:
                messages.success(request, _("%(name)s takes part now.") % {"name": found.name})
                return redirect("members", collaborative.uid)
    return organisations_page(request, collaborative, form)


def _one_named(words: str, person: Any) -> Organisation | None:
    rows = Organisation.objects.visible_to(person).still_open()
    for found in (
        rows.filter(ods_code__iexact=words),
        rows.filter(plain_name__iexact=plain(words)),
    ):
        some = list(found[:2])
        if len(some) == 1:
            return some[0]
    some = list(rows.matching(words)[:2])
    return some[0] if len(some) == 1 else None


@require_POST
@opens(COORDINATE, on=Collaborative)
def end(request: HttpRequest, collaborative: Collaborative, identifier: str) -> HttpResponse:
    """Take an organisation out."""
    membership = membership_in(collaborative, identifier)
    if decided(request, partial(end_membership, by=request.user, membership=membership)):
        says = _("%(name)s takes part no longer. Its people have lost the spaces.")
        messages.success(request, says % {"name": membership.organisation.name})
    return back(request, reverse("members", args=[collaborative.uid]))


@require_POST
@opens(COORDINATE, on=Collaborative)
def keep(request: HttpRequest, collaborative: Collaborative, identifier: str) -> HttpResponse:
    """Take back that one has just taken an organisation out."""
    membership = membership_in(collaborative, identifier)
    act = partial(take_back_end_of_membership, by=request.user, membership=membership)
    if decided(request, act):
        says = _("%(name)s takes part as before.")
        messages.success(request, says % {"name": membership.organisation.name})
    return back(request, reverse("members", args=[collaborative.uid]))


def _head(
    request: HttpRequest,
    collaborative: Collaborative,
    here: str,
    form: Any,
    counted: int | None,
) -> dict[str, Any]:
    """What both lists have in common.

    Args:
        here: the tab.
        counted: how many that has, where that was asked already.
    """
    everybody: dict[str, Any] = {"days": 30}
    tabs = [
        ("organisations", "members", _("Organisations"), members.organisations),
        ("people", "members_people", _("People"), members.people),
    ]
    return {
        "collaborative": collaborative,
        "filter": form,
        "form": form,
        "may_coordinate": may(request.user, COORDINATE, collaborative)
        and collaborative.closed_at is None,
        "crumbs": [
            (_("Collaboratives"), reverse("collaboratives")),
            (collaborative.region, collaborative.get_absolute_url()),
        ],
        "tabs": [
            {
                "label": label,
                "href": reverse(name, args=[collaborative.uid]),
                "current": tab == here,
                "count": rows(collaborative, everybody).count()
                if tab != here or counted is None
                else counted,
            }
            for tab, name, label, rows in tabs
        ],
    }
