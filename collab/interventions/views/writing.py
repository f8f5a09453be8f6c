"""Sharing an intervention, and saving its next version."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from collab.base.access.routes import opens
from collab.base.access.subjects import find
from collab.base.access.versions import Removed, Stale
from collab.base.live.idempotency import KeyUsedForOtherText
from networks.crumbs import crumbs_to
from networks.models import Space

from ..actions import save_version, share_intervention
from ..comparing import changes
from ..forms import DRAFTED, ContentForm, EditForm
from ..models import Intervention
from ..policies import EDIT_INTERVENTION, SHARE_INTERVENTION
from .reading import crumbs
from .removing import or_tombstone, tombstone


@opens(SHARE_INTERVENTION, on=Space)
def share(request: HttpRequest, space: Space) -> HttpResponse:
    """The form, its preview, and what it makes."""
    form = ContentForm(_sent(request), request.FILES, person=request.user, space=space)
    if form.is_valid() and "preview" not in request.POST:
        try:
            intervention = share_intervention(
                by=request.user,
                for_organisation=form.cleaned_data["for_organisation"],
                space=space,
                content=form.draft(),
                files=form.cleaned_data["files"],
                key=form.cleaned_data["key"],
            )
        except KeyUsedForOtherText as used:
            form.add_error(None, _already_shared(find(used.earlier, request.user)))
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, _("You have shared this in %(space)s.") % {"space": space})
            return redirect(intervention)
    return _write(request, "share", form, space=space, crumbs=crumbs_to(space))


@or_tombstone
@opens(EDIT_INTERVENTION, on=Intervention)
def edit(request: HttpRequest, intervention: Intervention) -> HttpResponse:
    """The form with the current text, or with that of the older version that ``from`` names."""
    form = EditForm(
        _sent(request),
        request.FILES,
        person=request.user,
        space=intervention.space,
        intervention=intervention,
        initial=_start(intervention, request.GET.get("from", "")),
    )
    stale = None
    if form.is_valid() and "preview" not in request.POST:
        try:
            save_version(
                by=request.user,
                for_organisation=form.cleaned_data["for_organisation"],
                intervention=intervention,
                started_from=form.cleaned_data["started_from"],
                content=form.draft(),
                note=form.cleaned_data["note"],
                files=form.cleaned_data["files"],
                key=form.cleaned_data["key"],
            )
        except Removed:
            return tombstone(request, Intervention.objects.named(intervention.uid).get())
        except (Stale, KeyUsedForOtherText):
            intervention = Intervention.objects.named(intervention.uid).get()
            stale = intervention.versions.for_rows().get(number=intervention.number)
            form.start_from(intervention)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            number = form.cleaned_data["started_from"] + 1
            messages.success(request, _("You have saved version %(number)d.") % {"number": number})
            return redirect(intervention)
    context: dict[str, Any] = {
        "intervention": intervention,
        "crumbs": [*crumbs(intervention), (intervention.title, intervention.get_absolute_url())],
        "stale": stale,
    }
    if stale:
        context["changes"] = changes(intervention, form.draft())
    return _write(request, "edit", form, **context)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _write(request: HttpRequest, page: str, form: ContentForm, **context: Any) -> HttpResponse:
    shown = form.shown if "preview" in request.POST else None
    return render(request, f"interventions/{page}.html", {"form": form, "shown": shown, **context})


def _start(intervention: Intervention, older: str) -> dict[str, Any]:
    """What the form begins with. Whatever it shows, it is saved on top of the current version."""
    content: Any = intervention
    if older.isascii() and older.isdecimal() and len(older) < 10:
        content = intervention.versions.filter(number=int(older)).first() or intervention
    return {name: getattr(content, name) for name in DRAFTED} | {
        "started_from": intervention.number
    }


def _already_shared(earlier: Intervention | None) -> str:
    """The question to somebody who went back, changed the text and sent the form again."""
    if earlier is None:
        return _("You have already shared something from this page. Do you want to share this too?")
    return format_html(
        _('You have already shared <a href="{}">{}</a>. Do you want to share this as well?'),
        earlier.get_absolute_url(),
        earlier.title,
    )
