"""Guests whose place in one of the collaborative's spaces ends within a fortnight."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.ui import times
from networks.actions.places import change_place
from networks.models import Place
from networks.models.places import last_day_of

from ..desk import Desk
from ..lines import Do, Key, Line, Link, Tier, in_days, said
from ..mails import TooLate
from ..models import Step
from .base import Group, Source, Taken

AHEAD = timedelta(days=14)
SOON = timedelta(days=3)
LONGER = timedelta(days=30)


class Guests(Source):
    name = "guest"
    kind = "space"
    group = Group.PEOPLE

    def keys(self, desk: Desk) -> Iterable[Key]:
        if not desk.facilitates:
            return
        rows = Place.objects.current().filter(
            space__in=desk.spaces,
            person__is_active=True,
            guest_until__gt=desk.now,
            guest_until__lte=desk.now + AHEAD,
        )
        for space, person, until in rows.values_list("space__uid", "person__uid", "guest_until"):
            ends: Any = until  # which was asked for
            tier = Tier.LATE if ends <= desk.now + SOON else Tier.LATER
            yield Key(tier, ends, self.name, f"{space}-{person}")

    def lines(self, desk: Desk, keys: Collection[Key]) -> dict[str, Line]:
        abouts = {key.about: key for key in keys}
        return {
            about: self._line(desk, abouts[about], row)
            for row in _places(abouts)
            for about in [f"{row.space.uid}-{row.person.uid}"]
        }

    def _line(self, desk: Desk, key: Key, row: Place) -> Line:
        last_day = last_day_of(row.guest_until or key.due)
        left = (last_day - timezone.localdate(desk.now)).days
        if left == 0:
            words = _("{person} is a guest of {space} until today")
        elif left == 1:
            words = _("{person} is a guest of {space} until tomorrow")
        else:
            words = _("{person} is a guest of {space} for {days} more")
        line = Line(
            key,
            f"{row.person.name}, {row.space.name}",
            said(
                words,
                person=row.person.name,
                space=Link(row.space.name, row.space.get_absolute_url()),
                days=in_days(left),
            ),
        )
        if row.organisation:
            line.meta.append(said("{name}", name=row.organisation.name))
        line.meta.append(said(_("until {day}"), day=times.full_date(last_day)))
        line.does = [
            Do("extend", _("Extend 30 days"), row.person.name),
            Do("let", _("Let it end"), row.person.name, lesser=True),
        ]
        return line

    def take(self, desk: Desk, what: str, line: Line) -> Taken | None:
        if what == "let":
            return Taken(until=line.key.due)
        [place] = _places([line.key.about])
        _stay(desk, place, _longer(line.key.due))
        return None

    def undo(self, desk: Desk, step: Step) -> None:
        if step.what == "let":
            return
        for place in _places([step.about]):
            if place.guest_until == _longer(step.due):
                _stay(desk, place, step.due)
                return
        raise TooLate(_("Their place has been changed since."))

    def tells(self, step: Step, line: Line) -> str:
        words = {
            "extend": _("You extended the stay of %(who)s, by 30 days"),
            "let": _("You let the stay of %(who)s, end"),
        }
        return words[step.what] % {"who": line.named}


def _longer(end: datetime) -> datetime:
    # By the clock on the wall, so that midnight stays midnight where the clock changes between.
    return timezone.localtime(end) + LONGER


def _stay(desk: Desk, place: Place, until: datetime) -> None:
    change_place(by=desk.person, place=place, role=place.role, guest_until=until, at=desk.now)


def _places(abouts: Iterable[str]) -> QuerySet[Place]:
    named = Q(pk=None)
    for about in abouts:
        space, _dash, person = about.partition("-")
        named |= Q(space__uid=space, person__uid=person)
    rows = Place.objects.current().filter(named, guest_until__isnull=False)
    return rows.select_related("space", "person", "organisation")
