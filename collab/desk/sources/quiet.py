"""Organisations of which nothing was heard for some time: no sign-in, post or update by any of
their people."""

from collections.abc import Collection, Iterable
from datetime import datetime, time, timedelta

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from collab.base.accounts.models import Person
from collab.interventions.models import Version
from discussions.models import Message
from networks.models import Affiliation, Organisation

from ..desk import Desk
from ..lines import Do, Key, Line, Link, Tier, days_between, in_days, said
from ..mails import remind_quiet, take_back_reminder
from ..models import Step
from ..quiet import moment_of, unseen_since
from .base import Group, Source, Taken, first_name, looks_after

REMIND_AGAIN = timedelta(days=14)
NOT_NOW = timedelta(days=30)


class Quiet(Source):
    name = "quiet"
    kind = "organisation"
    group = Group.ORGANISATIONS

    def keys(self, desk: Desk) -> Iterable[Key]:
        quiet = timedelta(days=desk.settings.quiet_days)
        for about, last in _quiet_since(desk, moment_of(desk.settings.quiet_days, desk.now)):
            yield Key(Tier.LATE, last + quiet, self.name, about)

    def lines(self, desk: Desk, keys: Collection[Key]) -> dict[str, Line]:
        abouts = {key.about: key for key in keys}
        rows = list(Organisation.objects.filter(uid__in=abouts))
        contacts = looks_after(each.pk for each in rows)
        belonging = Affiliation.objects.confirmed().filter(
            organisation__in=rows, person__is_active=True
        )
        peopled = set(belonging.order_by().values_list("organisation", flat=True).distinct())
        return {
            row.uid: self._line(desk, abouts[row.uid], row, contacts.get(row.pk), row.pk in peopled)
            for row in rows
        }

    def _line(
        self,
        desk: Desk,
        key: Key,
        row: Organisation,
        contact: Person | None,
        has_people: bool,
    ) -> Line:
        name = Link(row.name, row.get_absolute_url())
        last = key.due - timedelta(days=desk.settings.quiet_days)
        quiet, late = days_between(last, desk.now), days_between(key.due, desk.now)
        words = ngettext(
            "{name} has been quiet for {count} day", "{name} has been quiet for {count} days", quiet
        )
        sentence = said(words, name=name, count=str(quiet))
        if not has_people:
            sentence = said(_("{name} has nobody here any more"), name=name)
        line = Line(key, row.name, sentence)
        if late > 0:
            line.late = _("%(days)s late") % {"days": in_days(late)}
        aside = Do("leave", _("Not now"), row.name, lesser=True)
        if contact is None:
            invite = reverse("collaborative_invite", args=[desk.collaborative.uid])
            line.meta = [said(_("no safety lead or administrator to write to"))]
            line.does = [
                Do(
                    "invite",
                    _("Invite somebody"),
                    _("to %(name)s") % {"name": row.name},
                    href=invite,
                ),
                aside,
            ]
        else:
            line.meta = [said(_("contact {name}"), name=contact.name)]
            label = _("Remind %(name)s") % {"name": first_name(contact)}
            line.does = [Do("remind", label, row.name), aside]
        return line

    def take(self, desk: Desk, what: str, line: Line) -> Taken | None:
        if what == "leave":
            return Taken(until=desk.now + NOT_NOW)
        row = Organisation.objects.get(uid=line.key.about)
        contact = looks_after([row.pk])[row.pk]
        mail = remind_quiet(
            by=desk.person, to=contact, organisation=row, collaborative=desk.collaborative
        )
        return Taken(until=desk.now + REMIND_AGAIN, to=contact, mail=mail.uid)

    def undo(self, desk: Desk, step: Step) -> None:
        if step.what == "remind":
            take_back_reminder(step, kind=self.kind)

    def tells(self, step: Step, line: Line) -> str:
        if step.what == "remind" and step.to:
            return _("You reminded %(to)s of %(who)s") % {"to": step.to.name, "who": line.named}
        return _("You left %(who)s for 30 days") % {"who": line.named}


def _quiet_since(desk: Desk, moment: datetime) -> Iterable[tuple[str, datetime]]:
    """The collaborative's quiet organisations, each with when it gave the last sign of life."""
    unseen = unseen_since(desk.collaborative, moment)
    found = unseen.values_list("organisation", "organisation__uid", "since")
    last = {organisation: (uid, since) for organisation, uid, since in found}
    belonging = Affiliation.objects.confirmed().filter(
        organisation__in=last, person__is_active=True
    )
    signs = belonging.annotate(said=_latest_of(Message), saved=_latest_of(Version))
    for organisation, here, *ats in signs.values_list(
        "organisation", "person__active_on", "said", "saved"
    ):
        uid, before = last[organisation]
        day = [timezone.make_aware(datetime.combine(here, time.max))] if here else []
        last[organisation] = uid, max([before, *day, *(at for at in ats if at)])
    return [(uid, at) for uid, at in last.values() if at < moment]


def _latest_of(model: type[Message] | type[Version]) -> Subquery:
    """When the person of an affiliation last wrote or saved something."""
    return Subquery(model.objects.filter(by=OuterRef("person")).order_by("-at").values("at")[:1])
