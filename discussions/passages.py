"""All that a discussion's readers read, passage by passage.

What a message said before is not among it: its history is for its author and for facilitators.
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from collab.base.files.attaching import files_of
from networks.opening import Passage, about_file

from .models import Message, Thread


def passages(thread: Thread) -> Iterator[Passage]:
    """Its title, what its messages say and why they were removed, and the words of their files."""
    retitle = f"{thread.get_absolute_url()}/title"
    yield Passage("title", _("The title"), retitle, thread.title)
    messages = list(Message.objects.filter(thread=thread).select_related("by").order_by("n"))
    files = files_of(each.ref for each in messages)
    for message in messages:
        message.thread = thread
        where = _("Message %(n)d, %(name)s") % {"n": message.n, "name": message.by.name}
        href = f"/m/{message.uid}/options"
        yield Passage(f"message {message.uid}", where, href, message.body)
        if message.removal_reason:
            why = _("%(where)s: why it was removed") % {"where": where}
            yield Passage(f"removal {message.uid}", why, href, message.removal_reason)
        for file in files[str(message.ref)]:
            if not file.gone:
                yield about_file(file, where, href)
