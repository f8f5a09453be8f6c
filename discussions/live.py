"""Messages as HTML, the same for a page and for every socket.

A fragment shows what each reader of the space may see and nothing that depends on who reads it,
so it is drawn once and kept. Its key holds all that it shows: a message or name that has changed
is drawn again.
"""

import hashlib
from collections.abc import Collection
from functools import cache as once

from django.core.cache import cache
from django.template.engine import Engine
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from collab.base.live.fragments import Fragment
from networks.members import fellows_among

from .models import Message

TEMPLATE = "discussions/_message.html"
TEMPLATES = [
    TEMPLATE,
    "components/face/face.html",
    "components/fellow_mark/fellow_mark.html",
]
KEPT_SECONDS = 24 * 3600


def fragments(uids: list[str]) -> dict[str, Fragment]:
    """The fragments of these messages; one that is gone is left out."""
    messages = list(Message.objects.for_rows().filter(uid__in=uids))
    html = drawn(messages, fellows_among(message.by_id for message in messages))
    return {each.uid: Fragment(each.version, html[each.uid]) for each in messages}


def drawn(messages: Collection[Message], fellows: Collection[int]) -> dict[str, SafeString]:
    """Each message's HTML, by uid: what is kept, and the rest drawn and kept.

    Args:
        messages: with their thread, author and organisation joined.
        fellows: the authors, by id, who have the fellow's mark.
    """
    keys = {each.uid: _key(each, each.by_id in fellows) for each in messages}
    kept = cache.get_many(keys.values())
    new = {
        keys[each.uid]: draw(each, fellow=each.by_id in fellows)
        for each in messages
        if keys[each.uid] not in kept
    }
    if new:
        cache.set_many(new, KEPT_SECONDS)
    # What we kept is what a template of ours made.
    return {uid: mark_safe((kept | new)[key]) for uid, key in keys.items()}  # noqa: S308


def draw(message: Message, *, fellow: bool) -> SafeString:
    return render_to_string(TEMPLATE, {"message": message, "fellow": fellow})


def _key(message: Message, fellow: bool) -> str:
    shown = (
        message.uid,
        message.version,
        message.markup_version,
        message.by.uid,
        message.by.version,
        message.by.name,
        message.for_organisation and message.for_organisation.name,
        fellow,
        _digest(),
    )
    return f"message:{hashlib.sha256(repr(shown).encode()).hexdigest()}"


@once
def _digest() -> str:
    sources = [Engine.get_default().get_template(name).source for name in TEMPLATES]
    return hashlib.sha256("".join(sources).encode()).hexdigest()
