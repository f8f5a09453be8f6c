"""Invitations that the collaborative's leads sent and that nobody has taken up: they have expired,
or have waited for a week."""

from collections.abc import Collection, Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from networks.actions.invitations import (
    restore_invitation,
    send_invitation_again,
    withdraw_invitation,
)
from networks.invited import WAITS_LONG
from networks.models import Invitation

from ..desk import Desk
from ..lines import Do, Key, Line, Link, Tier, days_between, in_days, said
from ..models import Step
from .base import Group, Source, Taken


class Invitations(Source):
    name = "invitation"
    kind = "invitation"
    group = Group.PEOPLE
    final = frozenset({"again"})

    def keys(self, desk: Desk) -> Iterable[Key]:
        rows = Invitation.objects.visible_to(desk.person).unanswered()
        late = rows.filter(
            Q(expires_at__lte=desk.now) | Q(sent_at__lt=desk.now - WAITS_LONG),
            collaborative=desk.collaborative,
        )
        for about, sent_at, expires_at in late.values_list("uid", "sent_at", "expires_at"):
            due = min(sent_at + WAITS_LONG, expires_at)
            yield Key(Tier.LATE, due, self.name, about)

    def lines(self, desk: Desk, keys: Collection[Key]) -> dict[str, Line]:
        abouts = {key.about: key for key in keys}
        rows = Invitation.objects.visible_to(desk.person).filter(uid__in=abouts)
        rows = rows.select_related("organisation", "by")
        return {row.uid: self._line(desk, abouts[row.uid], row) for row in rows}

    def _line(self, desk: Desk, key: Key, row: Invitation) -> Line:
        who, organisation = row.name or row.to, row.organisation
        line = Line(
            key,
            f"{who}, {organisation.name}",
            said(
                _("{who} has not taken up the invitation to {organisation}"),
                who=who,
                organisation=Link(organisation.name, organisation.get_absolute_url()),
            ),
            late=in_days(days_between(row.sent_at, desk.now)),
        )
        if row.name:
            line.meta.append(said("{to}", to=row.to))
        line.meta.append(said(_("invited by {name}"), name=row.by.name))
        if row.expires_at <= desk.now:
            line.meta.append(said(_("the link has expired")))
        line.does = [
            Do("again", _("Send again"), _("to %(who)s") % {"who": who}),
            Do("withdraw", _("Withdraw"), _("the invitation of %(who)s") % {"who": who}, True),
        ]
        return line

    def take(self, desk: Desk, what: str, line: Line) -> Taken | None:
        row = Invitation.objects.for_rows().get(uid=line.key.about)
        does = send_invitation_again if what == "again" else withdraw_invitation
        does(by=desk.person, invitation=row)
        return None

    def undo(self, desk: Desk, step: Step) -> None:
        row = Invitation.objects.for_rows().get(uid=step.about)
        restore_invitation(by=desk.person, invitation=row)

    def tells(self, step: Step, line: Line) -> str:
        words = {
            "again": _("You sent the invitation of %(who)s, again"),
            "withdraw": _("You withdrew the invitation of %(who)s"),
        }
        return words[step.what] % {"who": line.named}
