"""One message: its address, and what can be done about it."""

from functools import partial

from django.contrib import messages as notices
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from collab.base.access.permissions import may
from collab.base.access.routes import opens
from collab.base.access.versions import Removed, Stale
from collab.base.forgetting.forms import PurgeForm
from collab.base.forgetting.holds import Held
from collab.base.forgetting.reasons import PurgeReason

from ..actions import edit_message, purge_message, remove_message, restore_message
from ..forms import EditForm, RemoveForm
from ..history import history_of
from ..models import Message
from ..options import options_for
from ..policies import EDIT_MESSAGE, PURGE_MESSAGE, READ_THREAD, REMOVE_MESSAGE, SEE_HISTORY
from .threads import crumbs_of


@opens(READ_THREAD, on=Message)
@require_safe
def permalink(request: HttpRequest, message: Message) -> HttpResponse:
    """The message's own address, whatever page of the discussion it stands on."""
    return redirect(message)


@opens(READ_THREAD, on=Message)
@require_safe
def options(request: HttpRequest, message: Message) -> HttpResponse:
    """What this reader can do about a message. A page with script shows it in place."""
    return _page(request, "options", message, options=options_for(message, request.user))


@opens(EDIT_MESSAGE, on=Message)
def edit(request: HttpRequest, message: Message) -> HttpResponse:
    """The form with the text as it is, and what it saves."""
    sent = request.POST if request.method == "POST" else None
    start = {"text": message.body, "started_from": message.version}
    form = EditForm(sent, initial=start)
    stale = None
    if message.removed and sent is None:
        return _was_removed(request, message)
    if sent is not None:
        spoke_for = message.for_organisation
        change = partial(edit_message, by=request.user, for_organisation=spoke_for, message=message)
        try:
            if edited := form.attempt(change):
                return redirect(edited)
        except Stale as since:
            stale = since.current
            form.start_from(stale)
        except Removed:
            message.refresh_from_db()
            form.add_error("text", _("This message was removed. Your text is still here to copy."))
    return _page(request, "edit", message, form=form, stale=stale)


@opens(REMOVE_MESSAGE, on=Message)
def remove(request: HttpRequest, message: Message) -> HttpResponse:
    """Remove it, with or without a reason; its place then offers to take that back."""
    sent = request.POST if request.method == "POST" else None
    form = RemoveForm(sent)
    if message.removed and sent is None:
        return _was_removed(request, message)
    if form.is_valid():
        remove_message(by=request.user, message=message, reason=form.cleaned_data["reason"])
        return redirect(message.address_with(removed=message.uid))
    return _page(request, "remove", message, form=form)


@opens(PURGE_MESSAGE, on=Message)
def purge(request: HttpRequest, message: Message) -> HttpResponse:
    """Take it out for good, with its history."""
    sent = request.POST if request.method == "POST" else None
    form = PurgeForm(sent)
    if message.purged_for and sent is None:
        return _was_removed(request, message)
    if form.is_valid():
        try:
            purge_message(
                by=request.user, message=message, reason=PurgeReason(form.cleaned_data["reason"])
            )
            return redirect(message)
        except Held as held:
            form.add_error("reason", str(held))
    return _page(request, "purge", message, form=form)


@require_POST
@opens(REMOVE_MESSAGE, on=Message)
def restore(request: HttpRequest, message: Message) -> HttpResponse:
    try:
        restore_message(by=request.user, message=message)
    except ValidationError as too_late:
        notices.info(request, " ".join(too_late.messages))
    return redirect(message)


@opens(SEE_HISTORY, on=Message)
@require_safe
def history(request: HttpRequest, message: Message) -> HttpResponse:
    """What a message says and said before, latest first."""
    shown = history_of(message, request.GET.get("after", ""))
    return _page(request, "history", message, history=shown)


def _was_removed(request: HttpRequest, message: Message) -> HttpResponse:
    notices.info(request, _("This message was removed."))
    return redirect(message)


def _page(request: HttpRequest, name: str, message: Message, **context: object) -> HttpResponse:
    shared = {
        "message": message,
        "thread": message.thread,
        "crumbs": crumbs_of(message.thread),
        "sees_history": may(request.user, SEE_HISTORY, message),
    }
    return render(request, f"discussions/{name}.html", shared | context)
