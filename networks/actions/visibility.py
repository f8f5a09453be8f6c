"""Who sees a space: changing that, and taking a change back.

A narrower circle holds at once for everything. A wider one holds for what is written from then on:
whatever is there already stays with those for whom it was written, until it is opened by itself.
"""

from collections.abc import Iterable
from datetime import datetime

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import authorise
from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.security.log import Kind, note
from networks.events import SpaceDescribed
from networks.ledger import keep_from_others
from networks.models import Confined, LedgerRow, Space, VisibilityChange
from networks.models.confined import WIDER
from networks.policies import DECIDE_WHO_SEES

from .describing import describe, tell_of_space
from .request_spaces import must_stay_between_both


class TooLateToTakeBack(ValidationError):
    """A change of who sees a space can be taken back for ten minutes; the words say so."""

    def __init__(self) -> None:
        super().__init__(
            _("This can be taken back for ten minutes, and only the last change. Choose anew.")
        )


@transaction.atomic
def change_visibility(
    *,
    by: Person,
    space: Space,
    visible_to_whom: str,
    started_from: int,
    at: datetime | None = None,
) -> Space:
    """Decide who sees a space.

    Whoever gains sight sees what is written from then on; whoever loses it loses all.

    Args:
        visible_to_whom: a ``Space.Visibility``.
        started_from: the version of the space that they decided on.

    Raises:
        NotPermitted: they could not have opened the space.
        BelongsToRequest: it is the space of a request to join.
        Stale: somebody else described it since.
    """
    authorise(by, DECIDE_WHO_SEES, space)
    must_stay_between_both(space)
    at = at or timezone.now()
    raise_access_epoch()
    before = visibility_of(space)
    space = describe(space, started_from=started_from, visible_to_whom=visible_to_whom)
    settle_visibility(space, before, by, at)
    return space


@transaction.atomic
def take_back_visibility(
    *, by: Person, change: VisibilityChange, at: datetime | None = None
) -> Space:
    """Take back the last change of who sees a space, within ten minutes.

    After a narrowing, those who had lost sight see again what they saw, as far as nothing happened
    to it since: what was written meanwhile, and whatever it was written in, was for fewer.

    Raises:
        NotPermitted: they could not have opened the space.
        TooLateToTakeBack: it was longer ago, is taken back, or who sees the space changed since.
    """
    authorise(by, DECIDE_WHO_SEES, change.space)
    at = at or timezone.now()
    raise_access_epoch()
    space = Space.objects.select_for_update(of=("self",), no_key=True).get(pk=change.space_id)
    last = VisibilityChange.objects.latest_of(space)
    if last is None or last.pk != change.pk or not last.can_be_undone(at):
        raise TooLateToTakeBack
    VisibilityChange.objects.filter(pk=last.pk).update(undone_at=at)
    space = describe(space, started_from=space.version, visible_to_whom=last.before)
    settle_visibility(space, last.after, by, at, takes_back=last)
    return space


def visibility_of(space: Space) -> str:
    """Who sees a space now. Whoever else would change that waits until the transaction ends."""
    rows = Space.objects.select_for_update(of=("self",), no_key=True).filter(pk=space.pk)
    seen_by: str = rows.values_list("visible_to_whom", flat=True).get()
    return seen_by


def settle_visibility(
    space: Space,
    before: str,
    by: Person,
    at: datetime,
    *,
    takes_back: VisibilityChange | None = None,
) -> None:
    """Have what is in a space that was just described reach no more people than it did. Where its
    sight changes, the caller has raised the epoch.

    Args:
        space: as it is now.
        before: who saw it until now.
        takes_back: the narrowing that this undoes.
    """
    after = space.visible_to_whom
    widens = after in WIDER[Space.Visibility(before)]
    touched: set[Ref] | None = None
    if widens:
        if takes_back:
            _keep_as_they_are(space, before)
            touched = _touched_since(space, takes_back.seq)
        _confine(space, before, touched)
    if after != before:
        note(
            Kind.VISIBILITY_CHANGED,
            by=by.uid,
            about=f"space:{space.uid}",
            before=before,
            after=after,
        )
    told = tell_of_space(SpaceDescribed, space, by, at)
    # From here on nothing else is added to the stream until the transaction ends.
    if widens and takes_back:
        touched = _touched_since(space, takes_back.seq)
        _confine(space, before, touched)
        for ref in sorted(touched):
            keep_from_others(space.stream, before, ref)
    elif widens:
        keep_from_others(space.stream, before)
    if after != before and not takes_back:
        VisibilityChange.objects.create(
            space=space, before=before, after=after, seq=told.seq, by=by, at=at
        )


def _keep_as_they_are(space: Space, before: str) -> None:
    """Have whoever would write in what reaches further than this wait."""
    for kind in kinds_confined():
        rows = kind._default_manager.filter(space=space, reach__in=WIDER[Space.Visibility(before)])
        list(rows.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def _confine(space: Space, reach: str, only: Iterable[Ref] | None) -> None:
    """Let what is in a space reach no further than this; of some things, those only."""
    for kind in kinds_confined():
        rows = kind._default_manager.filter(space=space, reach__in=WIDER[Space.Visibility(reach)])
        if only is not None:
            name = kind._meta.model_name
            rows = rows.filter(uid__in=[ref.uid for ref in only if ref.kind == name])
        rows.update(reach=reach, opened_from="")


def _touched_since(space: Space, seq: int) -> set[Ref]:
    """What something has happened to, or in, after a number of the space's stream."""
    rows = LedgerRow.objects.filter(stream=space.stream, seq__gt=seq)
    names = {each for row in rows.values_list("subject", "within") for each in row if each}
    kinds = {kind._meta.model_name for kind in kinds_confined()}
    return {Ref.read(each) for each in names if each.partition(":")[0] in kinds}


def kinds_confined() -> list[type[Confined]]:
    """Every kind of thing that lives in a space and reaches so far."""
    models = apps.get_models()
    return [each for each in models if issubclass(each, Confined) and not each._meta.proxy]
