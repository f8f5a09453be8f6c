import re
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from collab.base.access.keys import can_be_key
from collab.base.access.permissions import may
from collab.base.access.routes import opens
from collab.base.access.subjects import Ref, find
from collab.base.access.uid import UidConverter
from collab.base.access.versions import Stale
from collab.base.drafts.actions import drop_sent_draft
from collab.base.forgetting.holds import Held
from collab.base.live.idempotency import came_of
from networks.crumbs import crumbs_to
from networks.ledger import head_of
from networks.models import Space
from networks.policies import DECIDE_WHO_SEES
from networks.standing import standing_of

from ..actions import post_message, retitle_thread, start_thread
from ..forms import MessageForm, ThreadForm, TitleForm
from ..live import draw, fragment_of, fragments
from ..models import Message, Thread
from ..moves import just_moved_from, may_move
from ..policies import POST_MESSAGE, READ_THREAD, RETITLE_THREAD, START_THREAD
from ..reading import Moved, count_again, read_page


@opens(READ_THREAD, on=Thread)
@require_safe
def thread(request: HttpRequest, thread: Thread) -> HttpResponse:
    return thread_page(request, thread)


@opens(POST_MESSAGE, on=Thread)
def messages(request: HttpRequest, thread: Thread) -> HttpResponse:
    """Write in a discussion. A page that asks for JSON gets the message, or the form again,
    and names as ``draft`` the draft that it sends.

    A GET is somebody back from signing in, or who loads the answer to a form again.
    """
    if request.method != "POST":
        return redirect(thread)
    by_script = request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    if by_script and (there := already_there(request, thread)):
        return JsonResponse(answer(there))
    form = MessageForm(request.POST, request.FILES, person=request.user, thread=thread)
    message = form.attempt(partial(post_message, by=request.user, thread=thread))
    if by_script:
        if message:
            drop_sent_draft(
                by=request.user,
                place=request.path,
                fields={"text": form.cleaned_data["text"]},
                saved=request.POST.get("draft", ""),
            )
            fellow = standing_of(request.user).fellow
            return JsonResponse({"message": fragment_of(message, fellow=fellow)})
        composer = {"thread": thread, "form": form}
        html = render_to_string("discussions/_composer.html", composer, request)
        return JsonResponse({"composer": html})
    return redirect(message) if message else thread_page(request, thread, form)


def already_there(request: HttpRequest, thread: Thread) -> Message | None:
    """What a page's script sends once more, since it had no answer. It gives each message a key of
    its own, and may no longer know all that it sent with it."""
    key = request.POST.get("key", "")
    ref = came_of(by=request.user, action="post_message", key=key) if can_be_key(key) else None
    return Message.objects.filter(thread=thread, uid=ref.uid).first() if ref else None


def answer(message: Message) -> dict[str, str]:
    """What the script of a page puts in the place of a message on its way."""
    return {"message": fragments([message.uid])[message.uid].html}


def thread_page(
    request: HttpRequest, thread: Thread, form: MessageForm | None = None
) -> HttpResponse:
    # The head is read before the messages: what is posted meanwhile comes over the socket, even if
    # it is on the page already.
    epoch, head = head_of(thread.space.stream)
    count_again(thread)
    try:
        page = read_page(thread, request.user, request.GET)
    except Moved:
        return redirect(request.get_full_path())  # they may not see it any more
    if form is None and may(request.user, POST_MESSAGE, thread):
        quoted = in_thread(thread, request.GET.get("quote", ""))
        form = MessageForm(person=request.user, thread=thread, initial={"quotes": quoted})
    return render(
        request,
        "discussions/thread.html",
        {
            "thread": thread,
            "space": thread.space,
            "crumbs": crumbs(thread.space),
            "may_open": may(request.user, DECIDE_WHO_SEES, thread),
            "may_retitle": may(request.user, RETITLE_THREAD, thread),
            "may_move": may_move(thread, request.user),
            "moved_from": just_moved_from(thread, request.user) if "moved" in request.GET else None,
            "undo": undo(request, thread),
            "about": find(Ref.read(thread.about), request.user) if thread.about else None,
            "page": page,
            "form": form,
            "sending": sending(request.user, thread, form) if form else "",
            "epoch": epoch,
            "head": head,
        },
    )


def in_thread(thread: Thread, uid: str) -> Message | None:
    """The message of a discussion that an address names, if it is still there."""
    if not re.fullmatch(UidConverter.regex, uid):
        return None
    return Message.objects.named(uid).filter(thread=thread, removed_at=None).first()


def undo(request: HttpRequest, thread: Thread) -> Message | None:
    """The message that this reader has just removed and can bring back."""
    uid = request.GET.get("removed", "")
    if not re.fullmatch(UidConverter.regex, uid):
        return None
    message = Message.objects.named(uid).filter(thread=thread).first()
    return message if message and message.undone_by(request.user, timezone.now()) else None


def sending(person: Any, thread: Thread, form: MessageForm) -> SafeString:
    """What this person's next message looks like while it is on its way."""
    speaking = form.fields["for_organisation"]
    message = Message(thread=thread, by=person, for_organisation=speaking.clean(speaking.initial))
    return draw(message, fellow=standing_of(person).fellow)


@opens(RETITLE_THREAD, on=Thread)
def retitle(request: HttpRequest, thread: Thread) -> HttpResponse:
    """Give a discussion another title."""
    sent = request.POST if request.method == "POST" else None
    start = {"title": thread.title, "started_from": thread.version}
    form = TitleForm(sent, initial=start, person=request.user, space=thread.space)
    stale = None
    if sent is not None:
        try:
            if form.attempt(partial(retitle_thread, by=request.user, thread=thread)):
                return redirect(thread)
        except Stale as since:
            stale = since.current
            form.start_from(stale)
        except Held as held:
            form.add_error("title", str(held))
    context = {"thread": thread, "crumbs": crumbs_of(thread), "form": form, "stale": stale}
    return render(request, "discussions/retitle.html", context)


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
    form = ThreadForm(sent, request.FILES, person=request.user, space=space)
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


def crumbs_of(thread: Thread) -> list[tuple[str, str]]:
    """The way up from a page about a discussion or about a message in it."""
    return [*crumbs(thread.space), (thread.title, thread.get_absolute_url())]
