"""People who wait for one of the collaborative's organisations to confirm them: where nobody there
can, and where nobody has for a week."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from collab.base.accounts.models import Person
from networks.actions.organisations import (
    confirm_affiliation,
    decline_affiliation,
    reconsider_affiliation,
)
from networks.models import Affiliation
from networks.waiting import deciding

from ..desk import Desk
from ..lines import Do, Key, Line, Link, Tier, days_between, in_days, said
from ..mails import remind_of_request, take_back_reminder
from ..models import Step
from .base import Group, Source, Taken, first_name, looks_after

PATIENCE = timedelta(days=7)
"""How long an organisation's own people have to answer, and until they are reminded again."""


class Affiliations(Source):
    name = "affiliation"
    kind = "affiliation"
    group = Group.PEOPLE

    def keys(self, desk: Desk) -> Iterable[Key]:
        can = deciding().filter(organisation=OuterRef("organisation"))
        rows = Affiliation.objects.waiting().filter(
            Q(since__lt=desk.now - PATIENCE) | ~Exists(can),
            organisation__in=desk.organisations,
            person__is_active=True,
        )
        for about, since in rows.values_list("uid", "since"):
            yield Key(Tier.WAITS, since, self.name, about)

    def lines(self, desk: Desk, keys: Collection[Key]) -> dict[str, Line]:
        rows = list(
            Affiliation.objects.filter(uid__in=[key.about for key in keys]).select_related(
                "person", "organisation"
            )
        )
        contacts = looks_after({each.organisation_id for each in rows})
        by_about = {key.about: key for key in keys}
        return {
            row.uid: self._line(desk, by_about[row.uid], row, contacts.get(row.organisation_id))
            for row in rows
        }

    def _line(self, desk: Desk, key: Key, row: Affiliation, contact: Person | None) -> Line:
        person, organisation = row.person, row.organisation
        waited = days_between(row.since, desk.now)
        line = Line(
            key,
            f"{person.name}, {organisation.name}",
            said(
                _("{person} asks to belong to {organisation}"),
                person=person.name,
                organisation=Link(organisation.name, organisation.get_absolute_url()),
            ),
            late=in_days(waited) if waited else "",
            meta=[said("{it}", it=person.job_title)] if person.job_title else [],
        )
        if contact is None:
            line.meta.append(said("{it}", it=person.email))
            line.meta.append(said(_("nobody there can confirm")))
            line.does = [
                Do("confirm", _("Confirm as member"), person.name),
                Do("decline", _("Decline"), person.name, lesser=True, asks_why=True),
            ]
        else:
            line.meta.append(said(_("waits for {name}"), name=contact.name))
            label = _("Remind %(name)s") % {"name": first_name(contact)}
            line.does = [Do("remind", label, _("that %(name)s waits") % {"name": person.name})]
        return line

    def take(self, desk: Desk, what: str, line: Line) -> Taken | None:
        row = _request(line.key.about)
        whose = {"by": desk.person, "affiliation": row, "through": desk.collaborative}
        if what == "confirm":
            confirm_affiliation(**whose, at=desk.now)
            return None
        if what == "decline":
            decline_affiliation(**whose, reason=desk.says, at=desk.now)
            return None
        contact = looks_after([row.organisation_id])[row.organisation_id]
        mail = remind_of_request(by=desk.person, to=contact, request=row)
        return Taken(until=desk.now + PATIENCE, to=contact, mail=mail.uid)

    def undo(self, desk: Desk, step: Step) -> None:
        if step.what == "remind":
            take_back_reminder(step, kind=self.kind)
            return
        reconsider_affiliation(
            by=desk.person,
            affiliation=_request(step.about),
            through=desk.collaborative,
            at=desk.now,
        )

    def tells(self, step: Step, line: Line) -> str:
        words = {
            "confirm": _("You confirmed %(who)s, as a member"),
            "decline": _("You declined %(who)s"),
            "remind": _("You reminded %(to)s of %(who)s"),
        }
        return words[step.what] % {"who": line.named, "to": step.to.name if step.to else ""}


def _request(uid: str) -> Affiliation:
    return Affiliation.objects.select_related("person", "organisation").get(uid=uid)
