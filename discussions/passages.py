"""All that a discussion's readers read, passage by passage."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from collab.base.files.attaching import files_of
from networks.opening import Passage, about_file

from .models import Message, Revision, Thread

AT_ONCE = 500


def passages(thread: Thread) -> Iterator[Passage]:
    """Its title, what its messages say and why they were removed, and the words of their files.

    What a message said before is not among it: its history is for its author and for facilitators.
    """
    retitle = reverse("retitle_thread", args=[thread.uid])
    yield Passage("title", _("The title"), retitle, thread.title)
    messages = list(Message.objects.filter(thread=thread).select_related("by").order_by("n"))
    for start in range(0, len(messages), AT_ONCE):
        some = messages[start : start + AT_ONCE]
        files = files_of(each.ref for each in some)
        for message in some:
            message.thread = thread
            where = _where(message)
            href = reverse("message_options", args=[message.uid])
            yield Passage(f"message {message.uid}", where, href, message.body)
            if message.removal_reason:
                why = _("%(where)s: why it was removed") % {"where": where}
                yield Passage(f"removal {message.uid}", why, href, message.removal_reason)
            for file in files[str(message.ref)]:
                if not file.gone:
                    yield about_file(file, where, href)


def former_passages(thread: Thread) -> Iterator[Passage]:
    """What its messages said before, and do not any more."""
    rows = Revision.objects.filter(message__thread=thread).select_related("message__by")
    for each in rows.order_by("message__n", "version").iterator(chunk_size=AT_ONCE):
        where = _("%(where)s, in what it said before") % {"where": _where(each.message)}
        href = reverse("message_history", args=[each.message.uid])
        yield Passage(f"former {each.pk}", where, href, each.body)


def _where(message: Message) -> str:
    return _("Message %(n)d, %(name)s") % {"n": message.n, "name": message.by.name}
