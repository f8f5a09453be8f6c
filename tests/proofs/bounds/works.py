"""What the product does besides giving pages: people write, the hub and the worker look around."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from collab.base.drafts.actions import keep_draft
from collab.base.files.jobs import take_out_files_that_are_over
from collab.base.forgetting.jobs import declared, what_is_over
from collab.base.jobs import leases
from collab.base.jobs.batches import SIZE
from collab.base.jobs.declaring import QUEUES
from collab.base.jobs.ticking import Ticker
from collab.base.live.batch import MOST, read_batch
from collab.base.live.hub import FAR_BEHIND
from collab.base.mail.jobs import give_up_late_mail
from collab.interventions.actions import remove_intervention, save_version, share_intervention
from collab.interventions.forms import written
from discussions.actions import (
    edit_message,
    post_message,
    remove_message,
    restore_message,
    retitle_thread,
    start_thread,
)
from networks.actions.marks import mark_seen
from networks.ledger import head_of
from networks.live import LedgerSource
from networks.models import Affiliation, StreamHead

from .cast import Cast

Work = Callable[[], Any]
PEOPLE_IN_A_ROOM = 1_000
STREAMS = 20
"""As many a socket follows at most."""


def works(cast: Cast) -> dict[str, Work]:
    """Each by its name. What they change is taken back."""
    return dict([*writing(cast), *hub(cast), *worker()])


def retention() -> dict[str, Work]:
    """What the daily job looks for, by model."""
    now = timezone.now()
    return {
        f"what is over of {model._meta.label}": partial(
            lambda *of: list(what_is_over(*of)[:SIZE]), model, kept, now
        )
        for model, kept in declared()
    }


def writing(cast: Cast) -> Iterator[tuple[str, Work]]:
    member, message, thread, space = cast.member, cast.message, cast.long_thread, cast.space
    whose = {"by": member, "for_organisation": message.for_organisation}
    intervention = cast.intervention
    draft = written(intervention)

    def restore() -> None:
        remove_message(by=member, message=message)
        restore_message(by=member, message=message)

    def retitle() -> None:
        title = {"title": "Another title", "started_from": thread.version}
        lead = {"by": cast.lead, "for_organisation": space.collaborative.lead_body}
        retitle_thread(**lead, thread=thread, **title)

    yield "posting", partial(post_message, **whose, thread=thread, text="What works?", key="k1")
    yield (
        "answering",
        partial(post_message, **whose, thread=thread, text="This does.", quotes=message, key="k2"),
    )
    changed = {"message": message, "text": "Otherwise.", "started_from": message.version}
    yield "editing", partial(edit_message, **whose, **changed)
    yield "removing and bringing back", restore
    asked = {"space": space, "title": "A question", "text": "What works?"}
    yield "starting a discussion", partial(start_thread, **whose, **asked)
    yield "renaming a discussion", retitle
    yield "sharing", partial(share_intervention, **whose, space=space, content=draft)
    version = {"intervention": intervention, "started_from": intervention.number}
    yield "saving a version", partial(save_version, **whose, **version, content=draft)
    removed = partial(remove_intervention, by=cast.lead, intervention=intervention)
    yield "removing an intervention", removed
    yield "reading on", partial(mark_seen, by=cast.newcomer, subject=thread.ref, n=1)
    place = f"{thread.get_absolute_url()}/messages"
    yield "typing", partial(keep_draft, by=member, place=place, fields={"text": "Wha"})


def hub(cast: Cast) -> Iterator[tuple[str, Work]]:
    source, stream = LedgerSource(), cast.space.stream
    head = head_of(stream)[1]
    people = Affiliation.objects.confirmed().values_list("person", flat=True).distinct()
    room = list(people.order_by("person")[:PEOPLE_IN_A_ROOM])
    streams = list(StreamHead.objects.values_list("stream", flat=True)[:STREAMS])
    yield "pulling what is new", partial(source.pull, stream, head - 1, MOST)
    yield "pulling from far behind", partial(source.pull, stream, head - FAR_BEHIND, MOST)
    yield "drawing what is new", partial(read_batch, source, stream, head - MOST, {})
    yield "looking at heads", partial(source.heads, streams)
    yield "what was given last", partial(source.last_given, stream, head)
    yield "who may see", partial(source.audience, stream, room)


def worker() -> Iterator[tuple[str, Work]]:
    now = timezone.now()
    yield "looking for jobs", partial(leases.queues_with_work, now)
    for queue in QUEUES:
        yield f"taking a job of {queue}", partial(leases.take, queue, "worker", now)
    yield "looking for dead workers", partial(leases.take_back, now)
    yield "ticking", lambda: Ticker().tick(now)
    yield "ending files", take_out_files_that_are_over.func
    yield "ending mails", give_up_late_mail.func


def taken_back(work: Work) -> Work:
    """The same work, of which nothing stays."""

    def done() -> None:
        with transaction.atomic():
            work()
            transaction.set_rollback(True)

    return done
