"""Moving a discussion to another space, with all that was written in it."""

from collections.abc import Callable
from datetime import datetime
from itertools import chain

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import authorise
from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.forgetting.holds import must_not_be_held
from collab.base.live.idempotency import once
from collab.base.security.log import Kind, note
from networks.actions.request_spaces import BelongsToRequest, must_stay_between_both
from networks.ledger import AUDIENCES, list_as_before, list_no_more, record
from networks.models import Ground, LedgerRow, Space
from networks.models.confined import narrower_of
from networks.opening import Screened, look_through, nothing_is_stated
from networks.sight import change_of_sight, circle_of

from ..events import ThreadArrived, ThreadLeft, ThreadReturned
from ..models import Thread
from ..moves import is_of_request, just_moved_from
from ..passages import former_passages, passages
from ..policies import MOVE_THREAD


def must_not_be_of_request(thread: Thread) -> None:
    """What is said about a request to join stays where both sides read it: there the answer is
    given.

    Raises:
        BelongsToRequest: it is about one, or in the space of one.
    """
    if is_of_request(thread):
        raise BelongsToRequest(
            _("This discussion belongs to a request to join, and stays where it is.")
        )


class MovedMeanwhile(ValueError):
    """The discussion is not in the space any more from which it was to be moved; the words say
    so."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else has moved this discussion. Look where it is now."))


def move_thread(
    *,
    by: Person,
    thread: Thread,
    out_of: Space,
    into: Space,
    stated: Callable[[str], bool] = nothing_is_stated,
    key: str | None = None,
    at: datetime | None = None,
) -> Thread:
    """Move a discussion to another space. Its messages keep their numbers and addresses, and for
    whom they were written; its readers are from now on those of the other space alone. Moving it
    where it is changes nothing. Where somebody takes their own move back, nobody is told of
    anything new: it stands in the first space where it stood, and in the other no more.

    Args:
        out_of: the space in which whoever moves it has seen it.
        stated: whether of some texts, by what stands for them, it was stated that they identify
            nobody.
        key: the request's own, so that a repeat moves it only once.
        at: when; now, unless a past is being written.

    Raises:
        NotPermitted: they do not facilitate both spaces, or one of them is closed.
        BelongsToRequest: it is about a request to join, or one of the spaces is that of one.
        MovedMeanwhile: it is in neither of the two.
        MayIdentify: it would be seen by others too, and a text could identify a patient.
        Held: a legal hold keeps it where it is.
        KeyUsedForOtherText: something else was moved under this key.
    """
    # Looking through takes long, and on SQLite one writer stops all others.
    screened = None
    if change_of_sight(circle_of(thread.ground), circle_of(ground_in(thread, into))).gain:
        screened = look_through_all(thread, into)

    def move() -> Ref:
        if here.space_id == into.pk:
            return here.ref
        if here.space_id != out_of.pk:
            raise MovedMeanwhile
        must_not_be_held(here)
        ground = ground_in(here, there)
        if change_of_sight(circle_of(here.ground), circle_of(ground)).gain:
            look_through_all(here, there, screened).must_identify_nobody(stated)
        taken_back = just_moved_from(here, by) == there
        raise_access_epoch()
        rows.filter(pk=here.pk).update(
            space=into, reach=ground.reach, opened_from="", version=F("version") + 1
        )
        note(Kind.VISIBILITY_CHANGED, by=by.uid, about=str(here.ref), space=into.uid)
        # Two streams are always taken in the order of their names: of two who move discussions in
        # both directions, one waits for the other.
        told = [
            (here.space.stream, ThreadLeft, here.reach),
            (into.stream, ThreadReturned if taken_back else ThreadArrived, ground.reach),
        ]
        for stream, event, reached in sorted(told, key=lambda each: each[0]):
            record(
                event,
                stream=stream,
                reach=reached,
                subject=here.ref,
                version=here.version + 1,
                by=by,
                at=at,
            )
        list_no_more(here.space.stream, here.ref)
        if taken_back:
            list_as_before(into.stream, here.ref)
        return here.ref

    with transaction.atomic():
        # Whoever writes in it waits, or is waited for: what they write is told in one of the two.
        rows = Thread.objects.select_for_update(of=("self",))
        here = rows.select_related("space", "by").get(pk=thread.pk)
        authorise(by, MOVE_THREAD, here)
        there = Space.objects.for_rows().get(pk=into.pk)
        authorise(by, MOVE_THREAD, there)
        must_not_be_of_request(here)
        must_stay_between_both(there)
        asked = {"thread": thread.uid, "out_of": out_of.uid, "into": into.uid}
        once(by=by, action="move_thread", key=key, fields=asked, do=move)
    return Thread.objects.named(thread.uid).get()


def look_through_all(thread: Thread, into: Space, before: Screened | None = None) -> Screened:
    """Screen all that is read of a discussion, and what its messages said before: who facilitates
    the space to which it moves reads that too."""
    texts = chain(passages(thread), former_passages(thread))
    return look_through(texts, f"{thread.ref} to {into.stream}", before)


def ground_in(thread: Thread, space: Space) -> Ground:
    """How far a discussion reaches that comes to a space: to all who see the space, like what is
    begun there. Back where it was, it reaches no further than it did."""
    left = LedgerRow.objects.filter(
        subject=str(thread.ref), kind=ThreadLeft.name, stream=space.stream
    )
    before = left.order_by("-seq").values_list("min_role", flat=True).first()
    reaches = {audience: reach for reach, audience in AUDIENCES.items()}
    if before is None:
        return Ground(space, space.visible_to_whom)
    return Ground(space, narrower_of(space.visible_to_whom, reaches[before]))
