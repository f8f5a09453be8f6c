"""What a lead does about a line of the desk, and undoing it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.permissions import authorise
from collab.base.accounts.models import Person
from collab.base.ui import times
from networks.models import Collaborative
from networks.models.removal import UNDO_WITHIN

from ..desk import Desk
from ..mails import TooLate, tell_reminded
from ..models import DeskSettings, Step
from ..policies import WORK_AT_DESK
from ..reading import find_line
from ..sources import SOURCES


class Settled(ValueError):
    """A line needs nobody any more; the words say who settled it, if a lead did."""


@transaction.atomic
def take_step(
    *,
    by: Person,
    collaborative: Collaborative,
    source: str,
    what: str,
    about: str,
    reason: str = "",
    at: datetime | None = None,
) -> Step:
    """Do something about a line of a collaborative's desk. A second press of the button does
    nothing more.

    Args:
        source: the name of what the line comes from.
        what: what to do, one of what the line offers.
        about: which line.
        reason: why somebody is declined, if that is said; they read it.

    Raises:
        NotPermitted: they do not lead the collaborative, or may not do this.
        Settled: the line needs nobody any more, or does not offer that.
        AlreadyThere, AlreadyEnded, DoesNotBelong: what it is about has changed at this moment.
    """
    authorise(by, WORK_AT_DESK, collaborative)
    hold_desk(collaborative)
    desk, from_ = Desk(collaborative, by, at or timezone.now(), reason), SOURCES.get(source)
    line = find_line(desk, source, about)
    if from_ is None or line is None or not line.can(what):
        return _done_before(desk, source, what, about)
    # What tells the ledger comes last, so the step is there before.
    step = Step.objects.create(
        collaborative=collaborative,
        source=source,
        what=what,
        about=about,
        tier=line.key.tier,
        due=line.key.due,
        by=by,
        at=desk.now,
    )
    if taken := from_.take(desk, what, line):
        step.until, step.to, step.mail = taken
        step.save(update_fields=["until", "to", "mail"])
        if taken.to:
            tell_reminded(step, kind=from_.kind)
    return step


def _done_before(desk: Desk, source: str, what: str, about: str) -> Step:
    """The step that somebody who presses twice has just taken.

    Raises:
        Settled: it was not they, or something else.
    """
    steps = Step.objects.standing().filter(
        collaborative=desk.collaborative, source=source, about=about, at__gt=desk.now - UNDO_WITHIN
    )
    last = steps.select_related("by", "to").order_by("-at").first()
    if last is None:
        raise Settled(_("That needs nobody any more. It was settled meanwhile."))
    if last.by_id == desk.person.pk and last.what == what:
        return last
    raise Settled(
        _("%(name)s has dealt with that already, at %(time)s.")
        % {"name": last.by.name, "time": times.clock(last.at)}
    )


@transaction.atomic
def undo_step(*, by: Person, step: Step, at: datetime | None = None) -> Step:
    """Undo one's own step, within ten minutes. A second press does nothing more.

    Raises:
        NotPermitted: they may not do that any more.
        TooLate, TooLateToUndo: somebody else took it, or longer ago, or something came of it.
        AlreadyThere, AlreadyEnded, DoesNotBelong: what it is about has changed since.
    """
    authorise(by, WORK_AT_DESK, step.collaborative)
    hold_desk(step.collaborative)
    at = at or timezone.now()
    step = Step.objects.select_related("collaborative", "to", "by").get(pk=step.pk)
    if step.by_id != by.pk:
        raise TooLate(_("Whoever did it can undo it, for ten minutes."))
    if step.undone_at:
        return step
    if step.what in SOURCES[step.source].final:
        raise TooLate(_("The mail has left already."))
    if not step.can_be_undone(at):
        raise TooLate(_("That was more than ten minutes ago. It cannot be undone here any more."))
    step.undone_at, step.undone_by = at, by
    step.save(update_fields=["undone_at", "undone_by"])
    SOURCES[step.source].undo(Desk(step.collaborative, by, at), step)
    return step


def hold_desk(collaborative: Collaborative) -> DeskSettings:
    """The desk is ours until the transaction ends: of two who act at once, the second finds what
    the first has done."""
    DeskSettings.objects.get_or_create(collaborative=collaborative)
    return DeskSettings.objects.select_for_update(no_key=True).get(collaborative=collaborative)
