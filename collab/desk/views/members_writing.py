"""Writing to everybody of a collaborative, or to those whom a lead has chosen in the directory."""

from functools import partial
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from collab.base.access.permissions import may
from collab.base.access.routes import opens
from collab.base.accounts.models import Person
from collab.base.markup import TextRefused
from collab.base.markup import render as as_html
from discussions.policies import START_THREAD
from networks.members import people_in
from networks.models import Collaborative
from networks.policies import COORDINATE

from ..actions.writing_to import write_to
from ..members import own_spaces_of, people
from ..members_forms import PeopleForm, WriteForm

NAMED = 40


@opens(COORDINATE, on=Collaborative)
def write(request: HttpRequest, collaborative: Collaborative) -> HttpResponse:
    """Write, look at it with the names of those who get it, then send it."""
    narrowing = PeopleForm(request.GET)
    spaces = []
    if not narrowing.narrows:
        everybodys = own_spaces_of(collaborative).order_by("name", "pk")
        spaces = [each for each in everybodys if may(request.user, START_THREAD, each)]
    form = WriteForm(request.POST or None, spaces=spaces)
    where = form.where
    # In a space all who take part in it are written to: guests of this one, and of no other.
    found = people_in(where) if where else people(collaborative, narrowing.chosen)
    others = found.exclude(pk=request.user.pk)
    recipients = list(others.order_by("name", "uid").only("uid", "name", "email"))
    form.initial["people"] = _which(recipients)
    shown = None
    if request.method == "POST" and form.is_valid():
        if "send" in request.POST and _as_shown(form, recipients):
            act = partial(write_to, by=request.user, collaborative=collaborative, people=recipients)
            if started := form.attempt(act):
                count = len(recipients)
                says = ngettext(
                    "Written to %(count)d person.", "Written to %(count)d people.", count
                )
                messages.success(request, says % {"count": count})
                return redirect(started)
        else:
            shown = _shown(request, form)
    if form.is_bound:
        form.put("people", _which(recipients))
    return render(
        request,
        "desk/members_write.html",
        {
            "collaborative": collaborative,
            "form": form,
            "shown": shown,
            "count": len(recipients),
            "named": recipients[:NAMED],
            "more": len(recipients) - NAMED,
            "narrows": narrowing.narrows,
            "where": where,
            "query": request.GET.urlencode(),
            "crumbs": [
                (collaborative.region, collaborative.get_absolute_url()),
                (_("Members"), reverse("members_people", args=[collaborative.uid])),
            ],
        },
    )


def _shown(request: HttpRequest, form: WriteForm) -> str | None:
    """The message as it will be read, or None where it cannot be taken."""
    if "send" in request.POST:
        form.add_error(
            None, _("Since you looked, others fit what you chose. Look again, then send.")
        )
    try:
        return as_html(form.cleaned_data["text"]).html
    except TextRefused as refused:
        form.add_error("text", refused.message)
        return None


def _as_shown(form: WriteForm, recipients: list[Person]) -> bool:
    """Whether those who get it are those whose names were shown."""
    return bool(form.cleaned_data["people"] == _which(recipients))


def _which(recipients: list[Person]) -> str:
    uids: Any = (each.uid for each in recipients)
    return sha256(" ".join(uids).encode()).hexdigest()
