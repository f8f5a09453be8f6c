"""Opening something older in a space to all who see the space, and closing it again."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import authorise
from collab.base.accounts.models import Person
from collab.base.security.log import Kind, note
from networks.events import EventKind
from networks.ledger import keep_from_others, record
from networks.models import Confined
from networks.opening import OPENED, look_through_here, nothing_is_stated
from networks.policies import DECIDE_WHO_SEES

Thing = TypeVar("Thing", bound=Confined)


def open_older(
    *,
    by: Person,
    thing: Thing,
    stated: Callable[[str], bool] = nothing_is_stated,
    at: datetime | None = None,
) -> Thing:
    """Open something to all who see its space, after every text in it was screened. What is open
    stays so.

    Args:
        stated: whether of some texts, by what stands for them, it was stated that they identify
            nobody.
        at: when; now, unless a past is being written.

    Raises:
        NotPermitted: they could not have opened the space.
        MayIdentify: a text could identify a patient.
    """
    # Looking through takes long, and on SQLite one writer stops all others.
    thing = _as_it_is(thing)
    authorise(by, DECIDE_WHO_SEES, thing)
    screened = look_through_here(thing)
    screened.must_identify_nobody(stated)
    with transaction.atomic():
        here = _take(thing)
        authorise(by, DECIDE_WHO_SEES, here)
        if here.waits_to_be_opened:
            look_through_here(here, screened).must_identify_nobody(stated)
            _reach(here, here.space.visible_to_whom, opened_from=here.reach, by=by)
            _tell(OPENED[type(here)].opened, here, by, at)
    return here


@transaction.atomic
def close_older(*, by: Person, thing: Thing, at: datetime | None = None) -> Thing:
    """Close what was opened to those for whom it was not written. What was not opened stays.

    Raises:
        NotPermitted: they could not have opened the space.
    """
    here = _take(thing)
    authorise(by, DECIDE_WHO_SEES, here)
    if here.opened_from:
        _reach(here, here.opened_from, opened_from="", by=by)
        _tell(OPENED[type(here)].closed, here, by, at)
        # From here on nothing else is added to the stream until the transaction ends.
        keep_from_others(here.space.stream, here.reach, here.ref)
    return here


def _take(thing: Thing) -> Thing:
    """The thing as it is now, of which others will see more or less. Whoever writes in it waits
    until the transaction ends."""
    raise_access_epoch()
    list(type(thing)._default_manager.select_for_update(no_key=True).filter(pk=thing.pk))
    return _as_it_is(thing)


def _as_it_is(thing: Thing) -> Thing:
    rows = type(thing)._default_manager.select_related(
        "space__collaborative", "space__organisation", "for_organisation"
    )
    here: Thing = rows.get(pk=thing.pk)
    return here


def _reach(thing: Confined, reach: str, *, opened_from: str, by: Person) -> None:
    before, thing.reach, thing.opened_from = thing.reach, reach, opened_from
    kind = type(thing)
    kind._default_manager.filter(pk=thing.pk).update(reach=reach, opened_from=opened_from)
    note(
        Kind.VISIBILITY_CHANGED,
        by=by.uid,
        about=str(thing.ref),
        before=before,
        after=reach,
    )


def _tell(event: EventKind, thing: Confined, by: Person, at: datetime | None) -> None:
    record(
        event,
        stream=thing.space.stream,
        subject=thing.ref,
        version=thing.version,
        reach=thing.reach,
        by=by,
        at=at,
    )
