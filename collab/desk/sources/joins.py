"""Organisations that ask to take part in the collaborative."""

from collections.abc import Collection, Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from networks.actions.joining import accept_join
from networks.models import JoinRequest

from ..actions.joining import reconsider, sponsors_written
from ..desk import Desk
from ..lines import Do, Key, Line, Link, Tier, days_between, in_days, said
from ..models import Step
from .base import Group, Source, Taken


class Joins(Source):
    name = "join"
    kind = "joinrequest"
    group = Group.ORGANISATIONS

    def keys(self, desk: Desk) -> Iterable[Key]:
        rows = JoinRequest.objects.visible_to(desk.person).waiting()
        mine = rows.filter(collaborative=desk.collaborative)
        for about, at in mine.values_list("uid", "at"):
            yield Key(Tier.WAITS, at, self.name, about)

    def lines(self, desk: Desk, keys: Collection[Key]) -> dict[str, Line]:
        abouts = {key.about: key for key in keys}
        rows = JoinRequest.objects.visible_to(desk.person).filter(uid__in=abouts)
        found = list(rows.select_related("organisation", "sponsor", "by", "space"))
        written = sponsors_written(found)
        return {
            row.uid: self._line(desk, abouts[row.uid], row, written.get(row.uid, ""))
            for row in found
        }

    def _line(self, desk: Desk, key: Key, row: JoinRequest, sponsor: str) -> Line:
        organisation, waited = row.organisation, days_between(row.at, desk.now)
        line = Line(
            key,
            organisation.name,
            said(
                _("{organisation} asks to join"),
                organisation=Link(organisation.name, organisation.get_absolute_url()),
            ),
            late=in_days(waited) if waited else "",
            meta=[said("{link}", link=Link(_("read why, and ask"), row.get_absolute_url()))],
        )
        if name := row.sponsor.name if row.sponsor else sponsor:
            line.meta.append(said(_("sponsor {name}"), name=name))
        line.meta.append(said(_("asked by {name}"), name=row.by.name))
        decline = reverse("decline_join", args=[row.uid])
        line.does = [
            Do("accept", _("Accept"), organisation.name),
            Do("decline", _("Decline"), organisation.name, lesser=True, href=decline),
        ]
        return line

    def take(self, desk: Desk, what: str, line: Line) -> Taken | None:
        accept_join(by=desk.person, request=_request(line.key.about), at=desk.now)
        return None

    def undo(self, desk: Desk, step: Step) -> None:
        reconsider(by=desk.person, request=_request(step.about), at=desk.now)

    def tells(self, step: Step, line: Line) -> str:
        return _("You accepted %(who)s") % {"who": line.named}


def _request(uid: str) -> JoinRequest:
    return JoinRequest.objects.for_rows().get(uid=uid)
