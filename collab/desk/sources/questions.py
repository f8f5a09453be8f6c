"""Questions in the collaborative's spaces that nobody has answered for two days."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from collab.base.accounts.models import Person
from discussions.models import Thread
from networks.models import Appointment

from ..desk import Desk
from ..lines import Do, Key, Line, Link, Tier, days_between, in_days, said
from ..mails import ask_fellow, take_back_reminder
from ..matching import Fellow, fellows_for
from ..models import Step
from .base import Group, Source, Taken, first_name

PATIENCE = timedelta(days=2)
MATTERS_FOR = timedelta(days=180)
"""Whoever has not been answered for half a year does not wait any more."""
ASK_AGAIN = timedelta(days=7)
SHOWN = 3
"""Fellows who are named in a line; the others are counted."""


class Questions(Source):
    name = "question"
    kind = "thread"
    group = Group.DISCUSSIONS

    def keys(self, desk: Desk) -> Iterable[Key]:
        leading = Appointment.objects.current().filter(collaborative=desk.collaborative)
        rows = (
            Thread.objects.visible_to(desk.person)
            .filter(
                space__in=desk.spaces,
                last_at__lt=desk.now - PATIENCE,
                last_at__gte=desk.now - MATTERS_FOR,
            )
            .exclude(by__in=leading.values("person"))
            .unanswered()
        )
        for about, at in rows.order_by().values_list("uid", "at"):
            yield Key(Tier.WAITS, at, self.name, about)

    def lines(self, desk: Desk, keys: Collection[Key]) -> dict[str, Line]:
        abouts = {key.about: key for key in keys}
        seen = Thread.objects.visible_to(desk.person).filter(uid__in=abouts)
        rows = list(seen.select_related("by", "for_organisation", "space"))
        asked = set(self._asked(desk).filter(about__in=abouts).values_list("about", "to"))
        fellows = fellows_for(rows, desk)
        return {
            row.uid: self._line(
                desk,
                abouts[row.uid],
                row,
                [each for each in fellows[row.uid] if (row.uid, each.pk) not in asked],
            )
            for row in rows
        }

    def _line(self, desk: Desk, key: Key, row: Thread, fellows: list[Fellow]) -> Line:
        title = Link(row.title, row.get_absolute_url())
        who = row.by.name
        if row.for_organisation:
            who = f"{who}, {row.for_organisation.name}"
        line = Line(
            key,
            f"“{row.title}”",
            said(_("{title} has no reply"), title=title),
            late=in_days(days_between(row.at, desk.now)),
            meta=[said("{who}", who=who)],
        )
        leave = Do("leave", _("Leave it"), row.title, lesser=True)
        if fellows:
            words = ngettext(
                "{count} fellow lists this:", "{count} fellows list this:", len(fellows)
            )
            shown = fellows[:SHOWN]
            places = ", ".join(f"{{f{n}}}" for n in range(len(shown)))
            links = {
                f"f{n}": Link(each.name, reverse("fellow", args=[each.uid]))
                for n, each in enumerate(shown)
            }
            line.meta.append(said(f"{words} {places}", count=str(len(fellows)), **links))
            label = _("Ask %(name)s") % {"name": first_name(fellows[0])}
            line.does = [Do("ask", label, row.title), leave]
        else:
            line.does = [Do("answer", _("Answer"), row.title, href=row.get_absolute_url()), leave]
        return line

    def take(self, desk: Desk, what: str, line: Line) -> Taken | None:
        if what == "leave":
            return Taken(until=desk.now + MATTERS_FOR)
        thread = _thread(line.key.about)
        asked = self._asked(desk).filter(about=thread.uid)
        before = set(asked.values_list("to", flat=True))
        fellows = fellows_for([thread], desk)[thread.uid]
        to = Person.objects.get(pk=next(each.pk for each in fellows if each.pk not in before))
        mail = ask_fellow(by=desk.person, to=to, thread=thread)
        return Taken(until=desk.now + ASK_AGAIN, to=to, mail=mail.uid)

    def _asked(self, desk: Desk) -> QuerySet[Step]:
        """The steps by which fellows were asked."""
        steps = Step.objects.standing().filter(collaborative=desk.collaborative)
        return steps.filter(source=self.name, what="ask")

    def undo(self, desk: Desk, step: Step) -> None:
        if step.what == "ask":
            take_back_reminder(step, kind=self.kind)

    def tells(self, step: Step, line: Line) -> str:
        if step.what == "ask" and step.to:
            return _("You asked %(to)s: %(what)s") % {"to": step.to.name, "what": line.named}
        return _("You left %(what)s as it is") % {"what": line.named}


def _thread(uid: str) -> Thread:
    return Thread.objects.select_related("by", "for_organisation", "space").get(uid=uid)
