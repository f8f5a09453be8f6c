"""Everything that the product serves or keeps to serve, as one text a place.

A test that a text occurs nowhere looks through this. Whoever builds another way out of the product
(a feed, a mail, an export) adds it here.
"""

import json
import pickle
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import FileResponse, HttpResponse
from django.test import Client

from collab.base.accounts.models import Person
from collab.base.drafts.models import Draft
from collab.base.files.models import File
from collab.base.live.batch import read_batch
from collab.base.live.models import KeyedAction
from collab.base.live.source import AUDIENCES
from collab.interventions.models import Intervention
from discussions.models import Message, Thread
from networks.live import LedgerSource
from networks.models import LedgerRow, Space
from tests.unit.api.client import Program


def everything_served(space: Space, readers: list[Person]) -> dict[str, str]:
    """By place, what each of these readers of a space is served, and what is kept to be served.

    What a message said before is not looked at: its history is for those who may see it.
    """
    served: dict[str, str] = {}
    for reader in readers:
        client = Client()
        client.force_login(reader)
        for address in dict.fromkeys(addresses(space)):
            response = client.get(address, follow=True)
            assert response.status_code < 500, address
            served[f"{reader.name} at {address}"] = read(response)
        program = Program(reader)
        for path in paths(space):
            answer = program.get(path)
            assert answer.status_code < 500, path
            served[f"{reader.name} at api/{path}"] = answer.text
    for thread in [None, *Thread.objects.filter(space=space)]:
        for role in AUDIENCES:
            focus = str(thread.ref) if thread else None
            served[f"caught up from 0 as {role}, at {focus}"] = caught_up(space, role, focus)
    served |= {
        "the cache": kept_in_cache(),
        "the ledger": rows_of(LedgerRow),
        "the keys of requests": rows_of(KeyedAction),
        "the drafts": rows_of(Draft),
    }
    assert len(served) > 10 and all(isinstance(text, str) for text in served.values())
    return served


def addresses(space: Space) -> Iterator[str]:
    """The pages that tell of a space and of what is in it."""
    yield from ("/", "/spaces", "/interventions", "/fellows")
    place = space.get_absolute_url()
    yield from (place, f"{place}/rows?after=0", f"{place}/interventions", f"{place}/discussions")
    for thread in Thread.objects.filter(space=space):
        yield thread.get_absolute_url()
        yield f"{thread.get_absolute_url()}?from=1"
    for message in Message.objects.filter(thread__space=space).select_related("by"):
        yield from (f"/m/{message.uid}", f"/m/{message.uid}/options")
        yield f"/d/{message.thread.uid}?quote={message.uid}"
        yield f"/f/{message.by.uid}"
        if message.for_organisation:
            yield message.for_organisation.get_absolute_url()
    for file in File.objects.order_by("pk"):
        yield file.get_absolute_url()
    for intervention in Intervention.objects.filter(space=space):
        address = intervention.get_absolute_url()
        yield from (address, f"{address}/discuss", f"{address}/versions")
        for number in range(1, intervention.number + 1):
            yield from (f"{address}/v/{number}", f"{address}/v/{number}?changes")


def read(response: HttpResponse | FileResponse) -> str:
    content = b"".join(response) if response.streaming else response.content
    return content.decode("utf-8", "replace")


def paths(space: Space) -> Iterator[str]:
    """The same, through the API."""
    yield from ("spaces", f"spaces/{space.uid}", "threads", "interventions", "fellows")
    for thread in Thread.objects.filter(space=space):
        yield from (f"threads/{thread.uid}", f"threads/{thread.uid}/messages")
    for message in Message.objects.filter(thread__space=space):
        yield f"messages/{message.uid}"
    for intervention in Intervention.objects.filter(space=space):
        address = f"interventions/{intervention.uid}"
        yield from (address, f"{address}/versions", f"{address}/versions/1")


def caught_up(space: Space, role: int, focus: str | None) -> str:
    """All frames that a socket of this role is given that watches from the beginning."""
    frames, after = [], 0
    while True:
        batch = read_batch(LedgerSource(), space.stream, after, {})
        frames += [frame.text(role, focus) for frame in batch.frames if frame.min_role <= role]
        if not batch.frames:
            return "\n".join(json.dumps(json.loads(frame), ensure_ascii=False) for frame in frames)
        after = batch.end


def kept_in_cache() -> str:
    """All that is in the cache, whichever it is."""
    if settings.REDIS_URL:
        redis = cache._cache.get_client()
        values = [redis.get(key) for key in redis.scan_iter("*") if redis.type(key) == b"string"]
    else:
        values = list(cache._cache.values())
    assert values, "the cache is empty: nothing was drawn"
    return "\n".join(readable(value) for value in values)


def readable(value: bytes) -> str:
    try:
        return repr(pickle.loads(value))  # noqa: S301 it is our own
    except Exception:
        return value.decode("utf-8", "replace")


def rows_of(model: Any) -> str:
    return json.dumps(list(model._base_manager.values()), default=str, ensure_ascii=False)


def places_of(text: str, served: dict[str, str]) -> list[str]:
    """Where a text is served."""
    return [place for place, what in served.items() if text in what]
