"""What the product does besides giving pages: people write, the hub and the worker look around."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from collab.base.access.models import access_epoch
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
from collab.notifications.actions import read_all_notices
from collab.notifications.jobs import latest
from collab.notifications.models import Cursor, Notice
from collab.notifications.telling import streams_behind, tell_what_happened
from collab.spread.counting import count_space
from discussions.actions import (
    edit_message,
    move_thread,
    post_message,
    remove_message,
    restore_message,
    retitle_thread,
    start_thread,
)
from networks.actions.by_domain import join_by_domain
from networks.actions.domains import confirm_domain
from networks.actions.invitations import invite
from networks.actions.joining import accept_join
from networks.actions.marks import mark_seen
from networks.actions.opening import open_older
from networks.actions.organisations import confirm_affiliation, request_affiliation
from networks.actions.spaces import open_space
from networks.actions.visibility import change_visibility
from networks.ledger import head_of
from networks.live import LedgerSource
from networks.models import Affiliation, EmailDomain, StreamHead

from .cast import Cast

Work = Callable[[], Any]
PEOPLE_IN_A_ROOM = 1_000
MESSAGES_A_SECOND = 20
STREAMS = 20
"""As many a socket follows at most."""


def works(cast: Cast) -> dict[str, Work]:
    """Each by its name. What they change is taken back."""
    return dict([*writing(cast), *joining(cast), *deciding(cast), *hub(cast), *worker()])


def jobs(cast: Cast) -> dict[str, Work]:
    """What is done for many at once: by the worker, or once in a long while."""
    now, space = timezone.now(), cast.space
    seq = head_of(space.stream)[1]
    behind = seq - MESSAGES_A_SECOND

    def tell() -> None:
        Notice.objects.filter(stream=space.stream, seq__gt=behind).delete()
        Cursor.objects.filter(stream=space.stream).update(seq=behind)
        assert tell_what_happened()

    done: dict[str, Work] = {
        "telling people of what is said in a second": tell,
        "counting the largest space": partial(count_space, space, seq=seq, now=now),
        "reading thousands of notices": partial(read_all_notices, by=cast.told_most),
    }
    return {name: taken_back(work) for name, work in done.items()}


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
    named = f"What do @{cast.fellow.name} and @{cast.lead.name} say?"
    yield "naming people", partial(post_message, **whose, thread=thread, text=named, key="k3")
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


def joining(cast: Cast) -> Iterator[tuple[str, Work]]:
    """People come to belong to an organisation, and organisations to a collaborative."""
    domain = EmailDomain.objects.confirmed().select_related("organisation").earliest("pk")
    waiting = Affiliation.objects.waiting().filter(person__is_active=True).earliest("pk")
    asked = EmailDomain.objects.waiting()[0]
    newcomer, organisation = cast.newcomer, cast.organisation

    def join() -> None:
        email = f"nina@{domain.domain}"
        EmailAddress.objects.create(user=newcomer, email=email, verified=True)
        join_by_domain(by=newcomer, organisation=domain.organisation)

    yield "joining by an address", join
    request = partial(request_affiliation, by=newcomer, organisation=organisation)
    yield "asking to belong", request
    member = {"affiliation": waiting, "role": Affiliation.Kind.MEMBER}
    yield "confirming", partial(confirm_affiliation, by=cast.steward, **member)
    yield "confirming a domain", partial(confirm_domain, by=cast.steward, domain=asked)
    invitation = {"to": "new@scale.example", "organisation": organisation, "role": "member"}
    yield "inviting", partial(invite, by=cast.asked, **invitation)
    yield (
        "letting an organisation join",
        partial(accept_join, by=cast.lead, request=cast.join_request),
    )


def deciding(cast: Cast) -> Iterator[tuple[str, Work]]:
    """A lead decides where something is and who sees it."""
    lead, space = cast.lead, cast.space
    older = space.thread_set.filter(reach="members").earliest("pk")
    moved = {"thread": cast.long_thread, "out_of": space, "into": cast.other_space}
    yield "moving a discussion", partial(move_thread, by=lead, stated=yes, **moved)
    yield "opening an older discussion", partial(open_older, by=lead, thing=older, stated=yes)
    narrowed = {"visible_to_whom": "network", "started_from": space.version}
    yield "narrowing a space", partial(change_visibility, by=lead, space=space, **narrowed)
    own = cast.members_space
    widened = {"visible_to_whom": "network", "started_from": own.version}
    yield "widening a space", partial(change_visibility, by=own.by, space=own, **widened)
    opened = {"name": "A session", "purpose": "To learn", "members_by": "collaborative"}
    opened |= {"visible_to_whom": "members", "collaborative": space.collaborative}
    yield "opening a space", partial(open_space, by=lead, **opened)


def yes(said: str) -> bool:
    return True


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
    yield "looking for what to tell", partial(list, streams_behind())
    yield "looking whether anything happened", latest
    yield "looking whether it changed who sees what", access_epoch
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
