"""What in a discussion could identify a patient, before people see it who did not.

Each text was screened when it was written, and its author may have stated that it identifies
nobody. Those who move it look again: it is now for others to read.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from collab.base.access.subjects import Ref
from collab.base.files.attaching import files_of
from collab.base.security.confirming import digest
from collab.base.security.screening import screen

from .models import Message, Revision, Thread

AT_ONCE = 500


class Found(NamedTuple):
    """Something in a text that could identify a patient. ``n`` is the message's number, 0 for the
    title; ``former`` says that the message does not say it any more."""

    n: int
    former: bool
    what: str
    kind: str
    text: str

    @property
    def says(self) -> str:
        """In one sentence, naming the message."""
        words = {"n": self.n, "found": self.what, "kind": self.kind}
        if not self.n:
            return _("The title: “%(found)s” looks like %(kind)s") % words
        if self.former:
            says = _("Message %(n)d, in what it said before: “%(found)s” looks like %(kind)s")
            return says % words
        return _("Message %(n)d: “%(found)s” looks like %(kind)s") % words


Screened = dict[str, list[Found]]
"""What was found in each text, by the text's own name: it changes as the text does."""


def digest_of(screened: Screened, place: str) -> str:
    """What stands for the texts in which something was found."""
    return digest(place, {name: found[0].text for name, found in screened.items() if found})


def found_in(screened: Screened) -> list[Found]:
    """All that was found, in the order of the messages."""
    return sorted(each for found in screened.values() for each in found)


def screen_thread(thread: Thread, before: Screened | None = None) -> Screened:
    """Look at every text of a discussion: its title, what its messages say and said, the names and
    descriptions of their files.

    Args:
        thread: as it is now.
        before: what was looked at before: only what was written since is looked at again.
    """
    known = before or {}
    screened = {}
    for name, n, former, text in _texts(thread, known):
        screened[name] = known[name] if name in known else _found(n, former, text)
    return screened


def _texts(thread: Thread, known: Screened) -> Iterator[tuple[str, int, bool, str]]:
    """Each text with its name. Of one that is known the name is enough."""
    yield f"title {thread.title}", 0, False, thread.title
    messages = Message.objects.filter(thread=thread).order_by("n")
    ns = {}
    new = []
    for pk, uid, version, n in messages.values_list("pk", "uid", "version", "n"):
        name = f"message {uid} {version}"
        ns[Ref("message", uid)] = n
        if name in known:
            yield name, n, False, ""
        else:
            new.append(pk)
    for some in batched(new):
        rows = Message.objects.filter(pk__in=some).order_by("n")
        for uid, version, n, body in rows.values_list("uid", "version", "n", "body"):
            yield f"message {uid} {version}", n, False, body
    former = Revision.objects.filter(message__thread=thread).order_by("message__n", "version")
    for pk, n, body in former.values_list("pk", "message__n", "body").iterator(chunk_size=AT_ONCE):
        yield f"former {pk}", n, True, body
    for some in batched(list(ns)):
        for ref, files in files_of(some).items():
            for file in files:
                text = f"{file.name}\n{file.description}"
                yield f"file {file.uid} {text}", ns[Ref.read(ref)], False, text


def batched(things: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(things), AT_ONCE):
        yield things[start : start + AT_ONCE]


def _found(n: int, former: bool, text: str) -> list[Found]:
    return [
        Found(n, former, " ".join(text[each.start : each.end].split()), str(each.says), text)
        for each in screen(text)
    ]
