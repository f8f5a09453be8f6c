"""Moving a discussion to another space: where to, what follows, and doing it."""

from functools import partial

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from collab.base.access.permissions import may
from collab.base.access.routes import opens
from collab.base.access.subjects import Ref, find
from collab.base.forgetting.holds import Held
from networks.actions.request_spaces import BelongsToRequest
from networks.models import Space
from networks.opening import Found, MayIdentify
from networks.policies import SEE_PEOPLE
from networks.sight import change_of_sight, circle_of

from ..actions import MovedMeanwhile, move_thread
from ..actions.moving import ground_in, must_not_be_of_request
from ..forms import MoveForm
from ..models import Thread
from ..moves import where_to
from ..policies import MOVE_THREAD
from .threads import crumbs_of


@opens(MOVE_THREAD, on=Thread)
def move(request: HttpRequest, thread: Thread) -> HttpResponse:
    """First the spaces to choose from; then who gains and who loses sight of the discussion, and
    the button that moves it."""
    try:
        must_not_be_of_request(thread)
    except BelongsToRequest as refused:
        notices.info(request, str(refused))
        return redirect(thread)
    spaces = where_to(thread, request.user)
    sent = request.POST if request.method == "POST" else None
    wanted = (sent or request.GET).get("into", "")
    into = next((space for space in spaces if space.uid == wanted), None)
    form = MoveForm(
        sent,
        spaces=Space.objects.filter(pk__in=[thread.space_id, *(each.pk for each in spaces)]),
        initial={"out_of": thread.space.uid, "into": wanted},
    )
    found: list[Found] = []
    if sent is not None:
        try:
            if moved := form.attempt(partial(move_thread, by=request.user, thread=thread)):
                return redirect(f"{moved.get_absolute_url()}?moved")
        except MovedMeanwhile as reason:
            notices.info(request, str(reason))
            return redirect(thread)
        except MayIdentify as asked:
            found = asked.found
            form.ask(asked.said)
            form.add_error("nobody", _("Look at what could identify a patient"))
        except Held as held:
            form.add_error("nobody", str(held))
    if into is None:
        if wanted:
            notices.info(request, _("Choose one of the spaces that you facilitate."))
        context = {"thread": thread, "crumbs": crumbs_of(thread), "spaces": spaces}
        return render(request, "discussions/move_where.html", context)
    return render(
        request,
        "discussions/move.html",
        {
            "thread": thread,
            "crumbs": crumbs_of(thread),
            "into": into,
            "change": change_of_sight(circle_of(thread.ground), circle_of(ground_in(thread, into))),
            "sees_people": may(request.user, SEE_PEOPLE, into),
            "about": find(Ref.read(thread.about), request.user) if thread.about else None,
            "form": form,
            "found": found,
        },
    )
