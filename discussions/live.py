"""Messages as HTML, the same for a page and for every socket.

A fragment shows what each reader of the space may see and nothing that depends on who reads it,
so it is drawn once and kept, with a digest of all that it shows: a message or name that has changed
is drawn again. Of each message one fragment is kept at most, and none of a former text.
"""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from functools import cache as once

from django.core.cache import caches
from django.template.engine import Engine
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from collab.base.files.attaching import files_of
from collab.base.files.models import File
from collab.base.live.fragments import Fragment
from networks.members import fellows_among

from .models import Message

TEMPLATE = "discussions/_message.html"
TEMPLATES = [
    TEMPLATE,
    "discussions/_quote.html",
    "discussions/_tools.html",
    "files/_files.html",
    "components/face/face.html",
    "components/fellow_mark/fellow_mark.html",
]
KEPT_SECONDS = 24 * 3600


def fragments(uids: list[str]) -> dict[str, Fragment]:
    """The fragments of these messages; one that never was is left out."""
    messages = list(Message.objects.for_rows().filter(uid__in=uids))
    html = drawn(messages, fellows_among(message.by_id for message in messages))
    return {
        each.uid: Fragment(each.version, html[each.uid], gone=each.removed) for each in messages
    }


def drawn(messages: Collection[Message], fellows: Collection[int]) -> dict[str, SafeString]:
    """Each message's HTML, by uid: what is kept, and the rest drawn and kept.

    Args:
        messages: with their thread, author, organisation and quoted message joined.
        fellows: the authors, by id, who have the fellow's mark.
    """
    shows = {each.uid: _shows(each, each.by_id in fellows) for each in messages}
    kept = caches["shared"].get_many([_key(uid) for uid in shows])
    found = {uid: kept.get(_key(uid), ("", "")) for uid in shows}
    # What we kept is what a template of ours made.
    html = {uid: mark_safe(text) for uid, (_showed, text) in found.items()}  # noqa: S308
    new = [each for each in messages if found[each.uid][0] != shows[each.uid]]
    if new:
        files = files_of(each.ref for each in new)
        for message in new:
            fellow = message.by_id in fellows
            html[message.uid] = draw(message, fellow=fellow, files=files[str(message.ref)])
        caches["shared"].set_many(
            {_key(m.uid): (shows[m.uid], html[m.uid]) for m in new}, KEPT_SECONDS
        )
        _forget_if_changed(new)
    return html


def forget(uids: Iterable[str]) -> None:
    """Keep nothing of how these messages looked. Called once their change is committed."""
    caches["shared"].delete_many([_key(uid) for uid in uids])


def _forget_if_changed(messages: Iterable[Message]) -> None:
    """Whoever changed a message while it was drawn has emptied its place before we filled it."""
    versions = {each.uid: each.version for each in messages}
    now = Message.objects.filter(uid__in=versions).values_list("uid", "version")
    forget(uid for uid, version in now if version != versions[uid])


def draw(message: Message, *, fellow: bool, files: Sequence[File] = ()) -> SafeString:
    return render_to_string(TEMPLATE, {"message": message, "fellow": fellow, "files": files})


def _key(uid: str) -> str:
    return f"message:{uid}"


def _shows(message: Message, fellow: bool) -> str:
    """A digest of all that a message's HTML shows, and of the templates that draw it."""
    quoted = message.quotes
    shown = (
        message.version,
        message.markup_version,
        message.by.uid,
        message.by.version,
        message.by.name,
        message.for_organisation and message.for_organisation.name,
        fellow,
        quoted and (quoted.uid, quoted.version, quoted.by.name),
        _digest(),
    )
    return hashlib.sha256(repr(shown).encode()).hexdigest()


@once
def _digest() -> str:
    sources = [Engine.get_default().get_template(name).source for name in TEMPLATES]
    return hashlib.sha256("".join(sources).encode()).hexdigest()
