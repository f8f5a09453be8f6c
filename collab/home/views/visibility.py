"""Who sees a space: choosing, being shown who gains and loses sight, and what is older in it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from collab.base.access.routes import opens
from collab.base.access.versions import Stale
from collab.base.ui.paging import counts_of, page_of
from collab.interventions.library import NEWEST_FIRST
from collab.interventions.models import Intervention
from discussions.models import Thread
from networks.actions.request_spaces import BelongsToRequest, must_stay_between_both
from networks.actions.visibility import (
    TooLateToTakeBack,
    change_visibility,
    take_back_visibility,
)
from networks.crumbs import crumbs_to
from networks.models import Affiliation, Space, VisibilityChange
from networks.policies import DECIDE_WHO_SEES
from networks.sight import change_if_open_to, onlookers

from ..forms import DecidedForm, TakeBackForm, VisibilityForm

LATEST_FIRST = ("-last_at", "-uid")


@opens(DECIDE_WHO_SEES, on=Space)
def visibility(request: HttpRequest, space: Space) -> HttpResponse:
    """Who sees a space now, and who would; then what is older than its last widening."""
    try:
        must_stay_between_both(space)
    except BelongsToRequest as refused:
        messages.info(request, str(refused))
        return redirect(space)
    if request.method == "POST":
        return _decide(request, space)
    form = VisibilityForm(
        request.GET if "to" in request.GET else None, initial={"to": space.visible_to_whom}
    )
    to = form.cleaned_data["to"] if form.is_valid() else ""
    person = request.user
    threads = Thread.objects.visible_to(person)
    interventions = Intervention.objects.visible_to(person)
    waiting_threads, waiting_interventions, opened, also_opened, all_threads, all_others = (
        counts_of(
            threads.unopened_in(space),
            interventions.unopened_in(space),
            threads.opened_in(space),
            interventions.opened_in(space),
            threads.filter(space=space),
            interventions.filter(space=space),
        )
    )
    last = VisibilityChange.objects.select_related("by").latest_of(space)
    older = threads.older_in(space).for_rows()
    also_older = interventions.older_in(space).for_rows()
    asked = request.GET
    older_threads = page_of(older, order=LATEST_FIRST, after=asked.get("after", ""))
    older_interventions = page_of(also_older, order=NEWEST_FIRST, after=asked.get("more", ""))
    for each in (*older_threads.rows, *older_interventions.rows):
        each.space = space
    return render(
        request,
        "home/visibility.html",
        {
            "space": space,
            "crumbs": crumbs_to(space),
            "form": form,
            "to": to,
            "change": change_if_open_to(space, to) if to else None,
            "decided": DecidedForm(initial={"to": to, "started_from": space.version}),
            "last": last if last and last.can_be_undone(timezone.now()) else None,
            "taking_back": TakeBackForm(initial={"change": last.seq}) if last else None,
            "threads": older_threads,
            "interventions": older_interventions,
            "opened": opened + also_opened,
            "older": opened + also_opened + waiting_threads + waiting_interventions,
            "thread_count": all_threads,
            "intervention_count": all_others,
        },
    )


def _decide(request: HttpRequest, space: Space) -> HttpResponse:
    form = DecidedForm(request.POST)
    if form.is_valid():
        try:
            change_visibility(
                by=request.user,
                space=space,
                visible_to_whom=form.cleaned_data["to"],
                started_from=form.cleaned_data["started_from"],
            )
        except Stale:
            says = _("Somebody has changed this space meanwhile. Look again at who sees it.")
            messages.info(request, says)
    else:
        messages.info(request, _("Choose who sees it."))
    return redirect("space_visibility", space.uid)


@require_POST
@opens(DECIDE_WHO_SEES, on=Space)
def undo(request: HttpRequest, space: Space) -> HttpResponse:
    """Take back the change that was shown, if it is still the last one."""
    form = TakeBackForm(request.POST)
    seq = form.cleaned_data["change"] if form.is_valid() else 0
    try:
        change = VisibilityChange.objects.told_as(space, seq)
        if change is None:
            raise TooLateToTakeBack
        take_back_visibility(by=request.user, change=change)
    except TooLateToTakeBack as too_late:
        messages.info(request, " ".join(too_late.messages))
    return redirect("space_visibility", space.uid)


@opens(DECIDE_WHO_SEES, on=Space)
@require_safe
def people(request: HttpRequest, space: Space) -> HttpResponse:
    """Everybody in the network who takes no part in a space, each with where they belong."""
    found = onlookers(space).only("uid", "name", "version")
    page = page_of(found, order=("name", "uid"), after=request.GET.get("after", ""))
    own: dict[int, list[str]] = {}
    belongs = Affiliation.objects.confirmed().filter(person__in=[each.pk for each in page.rows])
    names = belongs.order_by("organisation__plain_name").values_list(
        "person_id", "organisation__name"
    )
    for person, name in names:
        own.setdefault(person, []).append(name)
    context = {
        "space": space,
        "crumbs": crumbs_to(space),
        "page": page,
        "people": [(each, ", ".join(own.get(each.pk, ()))) for each in page.rows],
    }
    return render(request, "home/onlookers.html", context)
