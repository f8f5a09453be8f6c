"""Messages as HTML, the same for a page and for every socket.

A fragment shows what each reader of the space may see and nothing that depends on who reads it. So
what is drawn for a page, or for who was away, is kept with a digest of all that it shows: a message
or name that has changed is drawn again. Of each message one fragment is kept at most, and none of a
former text. One message that is new is drawn without asking: that takes no longer.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache as once
from typing import Any, NamedTuple

from django.core.cache import caches
from django.db import connection
from django.template.engine import Engine
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from collab.base.accounts.models import Person
from collab.base.files.attaching import files_of
from collab.base.files.models import File
from collab.base.live.fragments import Fragment
from collab.base.sql import moment, places
from networks.members import fellows_among
from networks.models import Organisation, Space

from .models import Message, Thread

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
STREAMS = """
SELECT said.uid, space.uid FROM discussions_message said
JOIN discussions_thread thread ON thread.id = said.thread_id
JOIN networks_space space ON space.id = thread.space_id
WHERE said.uid IN ({uids})
"""
VERSIONS = "SELECT uid, version FROM discussions_message WHERE uid IN ({uids})"


class Glance(NamedTuple):
    """All that a message's HTML shows, without the text itself: its version stands for that."""

    uid: str
    n: int
    at: datetime
    removed_at: datetime | None
    version: int
    markup_version: int
    by_id: int
    by_uid: str
    by_version: int
    by_name: str
    organisation: str | None
    quoted: str | None
    quoted_version: int | None
    quoted_by: str | None


SAID = """
SELECT {columns}
FROM discussions_message said
JOIN discussions_thread thread ON thread.id = said.thread_id
JOIN networks_space space ON space.id = thread.space_id
JOIN accounts_person author ON author.id = said.by_id
LEFT JOIN networks_organisation organisation ON organisation.id = said.for_organisation_id
LEFT JOIN discussions_message quoted ON quoted.id = said.quotes_id
LEFT JOIN accounts_person quoted_author ON quoted_author.id = quoted.by_id
WHERE {which} ORDER BY said.n
"""
GLANCE = """
    said.uid, said.n, said.at, said.removed_at, said.version, said.markup_version,
    author.id, author.uid, author.version, author.name, organisation.name,
    quoted.uid, quoted.version, quoted_author.name
"""
THE_REST = """
    thread.uid, space.uid, said.follows, said.body_html, said.edited_at,
    said.removed_by_id, said.removal_reason, said.purged_for,
    quoted.first_line, quoted.removed_at
"""
OF_THESE = "said.uid IN ({uids})"
STILL_THERE = "thread.space_id = %s"


def glances_in(thread: Thread, first: int, last: int) -> list[Glance]:
    """The messages of a discussion from one number to another; none if it is in another space by
    now."""
    within = f"said.thread_id = %s AND said.n BETWEEN %s AND %s AND {STILL_THERE}"
    given = [thread.pk, first, last, thread.space_id]
    return [_glance(row) for row in _said(GLANCE, within, given)]


def glances_of(uids: Collection[str]) -> list[Glance]:
    """These messages, without one that never was."""
    return [_glance(row) for row in _said(GLANCE, OF_THESE.format(uids=places(uids)), [*uids])]


def _said(columns: str, which: str, given: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(SAID.format(columns=columns, which=which), given)
        return cursor.fetchall()


def _glance(row: tuple[Any, ...]) -> Glance:
    uid, n, at, removed_at, *more = row
    return Glance(uid, n, moment(at), removed_at and moment(removed_at), *more)


def _to_be_drawn(uids: Collection[str], space_id: int | None = None) -> Iterator[Message]:
    """These messages, but one that never was, with what their HTML shows and nothing else; only
    those that are in a space, if one is given."""
    which, given = OF_THESE.format(uids=places(uids)), list[Any](uids)
    if space_id:
        which, given = f"{which} AND {STILL_THERE}", [*uids, space_id]
    width = len(Glance._fields)
    for row in _said(f"{GLANCE}, {THE_REST}", which, given):
        seen = _glance(row[:width])
        thread, space, follows, html, edited_at, remover, reason, purged_for, *quoted = row[width:]
        line, blanked = quoted
        yield Message(
            thread=Thread(uid=thread, space=Space(uid=space)),
            uid=seen.uid,
            n=seen.n,
            by=Person(pk=seen.by_id, uid=seen.by_uid, version=seen.by_version, name=seen.by_name),
            for_organisation=Organisation(name=seen.organisation) if seen.organisation else None,
            body_html=html,
            markup_version=seen.markup_version,
            follows=follows,
            quotes=Message(
                uid=seen.quoted,
                version=seen.quoted_version,
                by=Person(name=seen.quoted_by),
                first_line=line,
                removed_at=blanked,
            )
            if seen.quoted
            else None,
            version=seen.version,
            at=seen.at,
            edited_at=edited_at and moment(edited_at),
            removed_at=seen.removed_at,
            removed_by_id=remover,
            removal_reason=reason,
            purged_for=purged_for,
        )


def glance_at(message: Message) -> Glance:
    """The same of a message at hand, with its author, organisation and quoted message joined."""
    by, quoted = message.by, message.quotes
    return Glance(
        message.uid,
        message.n,
        message.at,
        message.removed_at,
        message.version,
        message.markup_version,
        by.pk,
        by.uid,
        by.version,
        by.name,
        message.for_organisation.name if message.for_organisation else None,
        quoted.uid if quoted else None,
        quoted.version if quoted else None,
        quoted.by.name if quoted else None,
    )


def fragments(uids: list[str]) -> dict[str, Fragment]:
    """The fragments of these messages; one that never was is left out."""
    if len(uids) == 1:
        new = list(_to_be_drawn(uids))
        html = _draw_all(new, fellows_among(each.by_id for each in new))
        return _fragments(new, html, {each.uid: each.space.stream for each in new})
    found = glances_of(uids)
    html = drawn(found, fellows_among(each.by_id for each in found))
    # Where they are is read after what they say: what is written once a discussion has moved is
    # for those who see where it is then.
    return _fragments(found, html, _streams_of(uids))


def _fragments(
    messages: Iterable[Message | Glance], html: dict[str, SafeString], streams: dict[str, str]
) -> dict[str, Fragment]:
    return {
        each.uid: Fragment(
            each.version, html[each.uid], each.removed_at is not None, streams[each.uid]
        )
        for each in messages
    }


def _streams_of(uids: Collection[str]) -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(STREAMS.format(uids=places(uids)), [*uids])
        return {uid: Space(uid=space).stream for uid, space in cursor.fetchall()}


def fragment_of(message: Message, *, fellow: bool) -> SafeString:
    """The HTML of a message that has just been written, with what it shows joined."""
    return _draw_and_keep([message], {message.by_id} if fellow else set())[message.uid]


def drawn(
    messages: Collection[Glance], fellows: Collection[int], space_id: int | None = None
) -> dict[str, SafeString]:
    """Each message's HTML, by uid: what is kept, and the rest drawn and kept.

    A message's row is never deleted, not by a purge either. So none is left out, but where a space
    is given those that have moved to another since: they may say something else there by now.

    Args:
        fellows: the authors, by id, who have the fellow's mark.
        space_id: the space in which the reader sees them.
    """
    shows = {each.uid: _shows(each, each.by_id in fellows) for each in messages}
    kept = caches["shared"].get_many([_key(uid) for uid in shows])
    found = {uid: kept.get(_key(uid), ("", "")) for uid in shows}
    # What we kept is what a template of ours made.
    html = {uid: mark_safe(text) for uid, (showed, text) in found.items() if showed == shows[uid]}  # noqa: S308
    new = shows.keys() - html.keys()
    if new and (there := list(_to_be_drawn(new, space_id))):
        html |= _draw_and_keep(there, fellows)
    return html


def _draw_all(messages: Collection[Message], fellows: Collection[int]) -> dict[str, SafeString]:
    files = files_of(each.ref for each in messages)
    return {
        each.uid: draw(each, fellow=each.by_id in fellows, files=files[str(each.ref)])
        for each in messages
    }


def _draw_and_keep(
    messages: Collection[Message], fellows: Collection[int]
) -> dict[str, SafeString]:
    html = _draw_all(messages, fellows)
    kept = {
        _key(each.uid): (_shows(glance_at(each), each.by_id in fellows), html[each.uid])
        for each in messages
    }
    caches["shared"].set_many(kept, KEPT_SECONDS)
    _forget_if_changed(messages)
    return html


def forget(uids: Iterable[str]) -> None:
    """Keep nothing of how these messages looked. Called once their change is committed."""
    caches["shared"].delete_many([_key(uid) for uid in uids])


def _forget_if_changed(messages: Iterable[Message]) -> None:
    """Whoever changed a message while it was drawn has emptied its place before we filled it."""
    versions = {each.uid: each.version for each in messages}
    with connection.cursor() as cursor:
        cursor.execute(VERSIONS.format(uids=places(versions)), [*versions])
        forget(uid for uid, version in cursor.fetchall() if version != versions[uid])


def draw(message: Message, *, fellow: bool, files: Sequence[File] = ()) -> SafeString:
    return render_to_string(TEMPLATE, {"message": message, "fellow": fellow, "files": files})


def _key(uid: str) -> str:
    return f"message:{uid}"


def _shows(glance: Glance, fellow: bool) -> str:
    """A digest of all that a message's HTML shows, and of the templates that draw it."""
    return hashlib.sha256(repr((glance, fellow, _digest())).encode()).hexdigest()


@once
def _digest() -> str:
    sources = [Engine.get_default().get_template(name).source for name in TEMPLATES]
    return hashlib.sha256("".join(sources).encode()).hexdigest()
