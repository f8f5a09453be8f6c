"""Opening a space from a starting point."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from collab.base.access.routes import opens
from collab.base.live.idempotency import KeyUsedForOtherText

from ..actions.beginning import Closed
from ..actions.spaces import EndsBeforeItStarts, open_space
from ..models import Collaborative, Organisation
from ..policies import COORDINATE, OPEN_ORGANISATION_SPACE
from ..space_forms import OpenSpaceForm
from ..starting_points import COLLABORATIVE, ORGANISATION, StartingPoint, starting_points


@opens(COORDINATE, on=Collaborative)
def in_collaborative(request: HttpRequest, collaborative: Collaborative) -> HttpResponse:
    return _open(request, COLLABORATIVE, collaborative)


@opens(OPEN_ORGANISATION_SPACE, on=Organisation, by="identifier")
def in_organisation(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    return _open(request, ORGANISATION, organisation)


def _open(request: HttpRequest, of: str, owner: Any) -> HttpResponse:
    """First what the space is for; then what it is called. The address names the first answer."""
    points = starting_points(of)
    asked = request.GET.get("from", "")
    point = next((each for each in points if each.key == asked), None)
    context = {
        "owner": owner,
        "crumbs": [(owner.name, owner.get_absolute_url())],
        "points": points,
        "point": point,
    }
    if point is None:
        return render(request, "networks/open_space.html", context)
    sent = request.POST if request.method == "POST" else None
    form = OpenSpaceForm(sent, takes_place=point.takes_place)
    form.fields["name"].help_text = _("For example: %(name)s") % {"name": point.called}
    if form.is_valid() and (space := _opened(request, form, of, owner, point)):
        messages.success(request, _("%(name)s is open.") % {"name": space.name})
        return redirect(space)
    return render(request, "networks/open_space.html", context | {"form": form})


def _opened(
    request: HttpRequest, form: OpenSpaceForm, of: str, owner: Any, point: StartingPoint
) -> Any:
    said = form.cleaned_data
    try:
        return open_space(
            by=request.user,
            name=said["name"],
            purpose=said["purpose"],
            members_by=point.members_by,
            visible_to_whom=point.visible_to_whom,
            times=form.times,
            key=said["key"],
            **{of: owner},
        )
    except EndsBeforeItStarts as refused:
        form.add_error("ends_at", str(refused))
    except Closed as refused:
        form.add_error("name", str(refused))
    except KeyUsedForOtherText:
        form.add_error("name", _("You have opened a space from this page already. Open another?"))
    return None
