from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from collab.base.access.permissions import may
from collab.base.access.routes import opens
from collab.base.access.subjects import Ref, find
from networks.crumbs import crumbs_to
from networks.ledger import head_of
from networks.models import Space
from networks.standing import standing_of

from .actions import post_message, start_thread
from .forms import MessageForm, ThreadForm
from .live import draw, fragments
from .models import Message, Thread
from .policies import POST_MESSAGE, READ_THREAD, START_THREAD
from .reading import read_page


@opens(READ_THREAD, on=Thread)
@require_safe
def thread(request: HttpRequest, thread: Thread) -> HttpResponse:
    return thread_page(request, thread)


@opens(POST_MESSAGE, on=Thread)
def messages(request: HttpRequest, thread: Thread) -> HttpResponse:
    """Write in a discussion. A page that asks for JSON gets the message, or the form again.

    A GET is somebody back from signing in, or who loads the answer to a form again.
    """
    if request.method != "POST":
        return redirect(thread)
    form = MessageForm(request.POST, person=request.user, space=thread.space)
    message = form.attempt(partial(post_message, by=request.user, thread=thread))
    if request.get_preferred_type(["text/html", "application/json"]) == "application/json":
        return JsonResponse(answer(request, thread, message, form))
    return redirect(message) if message else thread_page(request, thread, form)


def answer(
    request: HttpRequest, thread: Thread, message: Message | None, form: MessageForm
) -> dict[str, str]:
    """What the script of a page puts in the place of a message on its way, or of the composer."""
    if message:
        return {"message": fragments([message.uid])[message.uid].html}
    composer = {"thread": thread, "form": form}
    return {"composer": render_to_string("discussions/_composer.html", composer, request)}


def thread_page(
    request: HttpRequest, thread: Thread, form: MessageForm | None = None
) -> HttpResponse:
    # The head is read before the messages: what is posted meanwhile comes over the socket, even if
    # it is on the page already.
    epoch, head = head_of(thread.space.stream)
    thread.refresh_from_db(fields=["last_n"])
    page = read_page(thread, request.user, request.GET)
    if form is None and may(request.user, POST_MESSAGE, thread):
        form = MessageForm(person=request.user, space=thread.space)
    return render(
        request,
        "discussions/thread.html",
        {
            "thread": thread,
            "space": thread.space,
            "crumbs": crumbs(thread.space),
            "about": find(Ref.read(thread.about), request.user) if thread.about else None,
            "page": page,
            "form": form,
            "sending": sending(request.user, thread, form) if form else "",
            "epoch": epoch,
            "head": head,
        },
    )


def sending(person: Any, thread: Thread, form: MessageForm) -> SafeString:
    """What this person's next message looks like while it is on its way."""
    speaking = form.fields["for_organisation"]
    message = Message(thread=thread, by=person, for_organisation=speaking.clean(speaking.initial))
    return draw(message, fellow=standing_of(person).fellow)


@opens(START_THREAD, on=Space)
def discuss(request: HttpRequest, space: Space) -> HttpResponse:
    return discuss_page(request, space)


def discuss_page(request: HttpRequest, space: Space, about: Ref | None = None) -> HttpResponse:
    """The page that starts a discussion, and what it sends.

    Args:
        space: in which this person may start one.
        about: what the discussion will be about.
    """
    sent = request.POST if request.method == "POST" else None
    form = ThreadForm(sent, person=request.user, space=space)
    if sent is not None:
        start = partial(start_thread, by=request.user, space=space, about=about)
        if started := form.attempt(start):
            return redirect(started)
    return render(
        request,
        "discussions/discuss.html",
        {
            "space": space,
            "crumbs": crumbs(space),
            "about": about and find(about, request.user),
            "form": form,
        },
    )


def crumbs(space: Space) -> list[tuple[str, str]]:
    """The way up from a discussion."""
    discussions = (_("Discussions"), f"{space.get_absolute_url()}/discussions")
    return [*crumbs_to(space), discussions]
