"""An intervention as people read it: its text, its versions, and what is said about it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from collab.base.access.permissions import may
from collab.base.access.routes import opens
from collab.base.files.attaching import files_of
from collab.base.files.policies import REMOVE_FILE
from collab.base.ui.paging import page_of
from discussions.forms import ThreadForm
from discussions.models import Thread
from discussions.policies import START_THREAD
from discussions.views import discuss_page
from networks.ledger import head_of
from networks.policies import DECIDE_WHO_SEES

from ..comparing import changes
from ..models import Intervention, Kind
from ..policies import EDIT_INTERVENTION, READ_INTERVENTION, REMOVE_INTERVENTION
from ..qr import qr_code
from .removing import LATEST_FIRST, or_tombstone


@or_tombstone
@opens(READ_INTERVENTION, on=Intervention)
def read(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    epoch, head = head_of(intervention.space.stream)
    # The text is read after the head, so that whoever watches from there misses no version.
    intervention = Intervention.objects.named(intervention.uid).get()
    address = reverse("intervention_version", args=[intervention.uid, intervention.number])
    files = [each for each in files_of([intervention.ref])[str(intervention.ref)] if not each.gone]
    for each in files:
        each.carrier = intervention
    context = {
        "document": intervention,
        "files": files,
        "removable": [each for each in files if may(request.user, REMOVE_FILE, each)],
        "epoch": epoch,
        "head": head,
        **_printed(address),
    }
    return _page(request, intervention, "read", **context)


@or_tombstone
@opens(READ_INTERVENTION, on=Intervention)
def versions(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    kept = intervention.versions.for_rows()
    page = page_of(kept, order=("-number",), after=request.GET.get("after", ""))
    return _page(request, intervention, "versions", page=page)


@or_tombstone
@opens(READ_INTERVENTION, on=Intervention)
def version(request: HttpRequest, intervention: Intervention, number: int) -> HttpResponse:
    """A version as it was saved, or what changed from the one that it started from."""
    kept = intervention.versions.select_related("by", "for_organisation")
    this = get_object_or_404(kept, number=number)
    shows_changes = (
        "changes" in request.GET and this.started_from is not None and not this.purged_for
    )
    context = {
        "intervention": intervention,
        "document": this,
        "crumbs": [*crumbs(intervention), (intervention.title, intervention.get_absolute_url())],
        "shows_changes": shows_changes,
        "may_edit": may(request.user, EDIT_INTERVENTION, intervention),
        **_printed(this.get_absolute_url()),
    }
    if shows_changes:
        context["changes"] = changes(kept.get(number=this.started_from), this)
    return render(request, "interventions/version.html", context)


@or_tombstone
@opens(READ_INTERVENTION, on=Intervention)
def discuss(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    """The discussions about it, and the form that starts one."""
    about = Thread.objects.visible_to(request.user).about(intervention.ref)
    page = page_of(about.for_rows(), order=LATEST_FIRST, after=request.GET.get("after", ""))
    form = None
    if may(request.user, START_THREAD, intervention):
        form = ThreadForm(person=request.user, space=intervention.space)
    return _page(request, intervention, "discuss", page=page, start=form)


@opens(START_THREAD, on=Intervention)
def start_discussion(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    return discuss_page(request, intervention.space, about=intervention.ref)


def crumbs(intervention: Intervention) -> list[tuple[str, str]]:
    """The way up: all interventions, those of its kind."""
    everything = reverse("interventions")
    kind = Kind(intervention.kind)
    return [(_("Interventions"), everything), (str(kind.plural), f"{everything}?kind={kind}")]


def _page(
    request: HttpRequest, intervention: Intervention, tab: str, **context: Any
) -> HttpResponse:
    threads = Thread.objects.visible_to(request.user).about(intervention.ref).count()
    places = [
        ("read", "intervention", _("Read"), None),
        ("discuss", "intervention_discuss", _("Discuss"), threads or None),
        ("versions", "intervention_versions", _("Versions"), intervention.number),
    ]
    tabs = [
        {
            "label": label,
            "href": reverse(name, args=[intervention.uid]),
            "current": here == tab,
            "count": count,
        }
        for here, name, label, count in places
    ]
    return render(
        request,
        f"interventions/{tab}.html",
        {
            "intervention": intervention,
            "saved": intervention.versions.for_rows().get(number=intervention.number),
            "crumbs": crumbs(intervention),
            "tabs": tabs,
            "may_edit": may(request.user, EDIT_INTERVENTION, intervention),
            "may_open": may(request.user, DECIDE_WHO_SEES, intervention),
            "may_remove": may(request.user, REMOVE_INTERVENTION, intervention),
            **context,
        },
    )


def _printed(path: str) -> dict[str, str]:
    """What a print carries: the address of exactly this version, in letters and as a code."""
    host = settings.PUBLIC_BASE_URL.partition("://")[2]
    return {"code": qr_code(settings.PUBLIC_BASE_URL + path), "host": host, "path": path}
