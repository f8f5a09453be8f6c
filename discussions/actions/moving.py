"""Moving a discussion to another space, with all that was written in it."""

from collections.abc import Callable
from datetime import datetime

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
from networks.ledger import AUDIENCES, record
from networks.models import Ground, LedgerRow, Space
from networks.models.confined import narrower_of
from networks.sight import change_of_sight

from ..events import ThreadArrived, ThreadLeft
from ..models import Thread
from ..policies import MOVE_THREAD
from ..screening import Found, Screened, digest_of, found_in, screen_thread


class MovedMeanwhile(ValueError):
    """The discussion is not in the space any more from which it was to be moved; the words say
    so."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else has moved this discussion. Look where it is now."))


class MovingMayIdentify(ValueError):
    """People would see the discussion who did not, and something in it could identify a patient.

    Args:
        found: each, with its message.
        said: what stands for exactly these texts, to be stated of them that they identify nobody.
    """

    def __init__(self, found: list[Found], said: str) -> None:
        super().__init__(_("Something in this discussion could identify a patient."))
        self.found, self.said = found, said


def nothing_is_stated(said: str) -> bool:
    return False


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
    where it is changes nothing.

    Args:
        out_of: the space in which whoever moves it has seen it.
        stated: whether of some texts, by what stands for them, it was stated that they identify
            nobody.
        key: the request's own, so that a repeat moves it only once.
        at: when; now, unless a past is being written.

    Raises:
        NotPermitted: they do not facilitate both spaces, or one of them is closed.
        MovedMeanwhile: it is in neither of the two.
        MovingMayIdentify: it would be seen by others too, and a text could identify a patient.
        Held: a legal hold keeps it where it is.
        KeyUsedForOtherText: something else was moved under this key.
    """
    ground = Ground(into, reach_in(thread, into))
    screened = screen_thread(thread) if change_of_sight(thread.ground, ground).widens else None

    def move() -> Ref:
        if here.space_id == into.pk:
            return here.ref
        if here.space_id != out_of.pk:
            raise MovedMeanwhile
        must_not_be_held(here)
        reach = reach_in(here, there)
        _must_be_fit_to_be_seen(here, Ground(there, reach), screened, stated)
        raise_access_epoch()
        rows.filter(pk=here.pk).update(
            space=into, reach=reach, opened_from="", version=F("version") + 1
        )
        note(Kind.VISIBILITY_CHANGED, by=by.uid, about=str(here.ref), space=into.uid)
        # Two streams are always taken in the order of their names: of two who move discussions in
        # both directions, one waits for the other.
        told = [
            (here.space.stream, ThreadLeft, here.reach),
            (into.stream, ThreadArrived, reach),
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
        return here.ref

    with transaction.atomic():
        # Whoever writes in it waits, or is waited for: what they write is told in one of the two.
        rows = Thread.objects.select_for_update(of=("self",))
        here = rows.select_related("space", "by").get(pk=thread.pk)
        authorise(by, MOVE_THREAD, here)
        there = Space.objects.for_rows().get(pk=into.pk)
        authorise(by, MOVE_THREAD, there)
        asked = {"thread": thread.uid, "out_of": out_of.uid, "into": into.uid}
        once(by=by, action="move_thread", key=key, fields=asked, do=move)
    return Thread.objects.named(thread.uid).get()


def place_of(thread: Thread, into: Space) -> str:
    """Where texts are stated to identify nobody: in this discussion, on its way to that space."""
    return f"{thread.ref} to {into.stream}"


def reach_in(thread: Thread, space: Space) -> str:
    """How far a discussion reaches that comes to a space: to all who see the space, like what is
    begun there. Back where it was, it reaches no further than it did."""
    left = LedgerRow.objects.filter(
        subject=str(thread.ref), kind=ThreadLeft.name, stream=space.stream
    )
    before = left.order_by("-seq").values_list("min_role", flat=True).first()
    reaches = {audience: reach for reach, audience in AUDIENCES.items()}
    if before is None:
        return space.visible_to_whom
    return narrower_of(space.visible_to_whom, reaches[before])


def _must_be_fit_to_be_seen(
    thread: Thread, into: Ground, before: Screened | None, stated: Callable[[str], bool]
) -> None:
    """Let nobody new see what could identify a patient, unless it was stated that it does not."""
    if not change_of_sight(thread.ground, into).widens:
        return
    screened = screen_thread(thread, before)
    said = digest_of(screened, place_of(thread, into.space))
    if (found := found_in(screened)) and not stated(said):
        raise MovingMayIdentify(found, said)
