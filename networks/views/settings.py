"""Looking after a space: what it is called and for; archiving and restoring it."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collab.base.access.permissions import may
from collab.base.access.routes import opens, page_to_come_back_to
from collab.base.access.versions import Stale

from ..actions.beginning import AlreadyThere, Closed
from ..actions.request_spaces import BelongsToRequest
from ..actions.spaces import EndsBeforeItStarts, close_space, describe_space, reopen_space
from ..crumbs import crumbs_to
from ..joining import request_of
from ..models import Space
from ..policies import DECIDE_WHO_SEES, FACILITATE, READ_SPACE
from ..space_forms import DescribeSpaceForm


@opens(FACILITATE, on=Space)
def settings(request: HttpRequest, space: Space) -> HttpResponse:
    """The form with what the space is called and for, and what it saves."""
    sent = request.POST if request.method == "POST" else None
    start = {
        "name": space.name,
        "purpose": space.purpose,
        "starts_at": space.starts_at,
        "ends_at": space.ends_at,
        "started_from": space.version,
    }
    join_request = request_of(space)
    form = DescribeSpaceForm(sent, initial=start, takes_place=space.starts_at is not None)
    stale = None
    if form.is_valid():
        said = form.cleaned_data
        try:
            described = describe_space(
                by=request.user,
                space=space,
                name=said["name"],
                purpose=said["purpose"],
                visible_to_whom=space.visible_to_whom,
                times=form.times if space.starts_at else None,
                started_from=said["started_from"],
            )
            messages.success(request, _("Saved."))
            return redirect(described)
        except EndsBeforeItStarts as refused:
            form.add_error("ends_at", str(refused))
        except Stale as since:
            stale = since.current
            form.start_from(stale.version)
    return render(
        request,
        "networks/space_settings.html",
        {
            "space": space,
            "crumbs": crumbs_to(space),
            "form": form,
            "stale": stale,
            "may_archive": may(request.user, DECIDE_WHO_SEES, space)
            and not (join_request and join_request.waits),
        },
    )


@require_POST
@opens(READ_SPACE, on=Space)
def archive(request: HttpRequest, space: Space) -> HttpResponse:
    """Archive it; its page then says so, and offers to restore it."""
    if not request.user.is_authenticated:
        return redirect_to_login(page_to_come_back_to(request))
    try:
        close_space(by=request.user, space=space)
    except BelongsToRequest as refused:
        messages.info(request, str(refused))
    except AlreadyThere:  # the button was pressed twice
        pass
    return redirect(space)


@require_POST
@opens(READ_SPACE, on=Space)
def restore(request: HttpRequest, space: Space) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(page_to_come_back_to(request))
    try:
        reopen_space(by=request.user, space=space)
        messages.success(request, _("%(name)s is open again.") % {"name": space.name})
    except Closed as refused:
        messages.info(request, str(refused))
    except AlreadyThere:  # the button was pressed twice
        pass
    return redirect(space)
