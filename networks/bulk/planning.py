"""What would become of each line, before anything is sent."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collab.base.security.screening import screen
from networks.actions.invitation_batches import Wanted
from networks.actions.invitations import invited_as
from networks.inviting import Inviter, belonging
from networks.models import Affiliation, Invitation, Organisation

from .lines import ROLES, Line

ADDRESS_LENGTH, NAME_LENGTH = 254, 120
SHOWN = 60
"""Of what was written, so that a line that is none does not fill the page."""


class Does(StrEnum):
    """What is done about a line."""

    INVITE = "invite"
    AGAIN = "again"
    NOTHING = "nothing"
    REFUSED = "refused"


SENDS = (Does.INVITE, Does.AGAIN)
COLUMNS = {
    "to": gettext_lazy("Email address"),
    "name": gettext_lazy("Name"),
    "organisation": gettext_lazy("Organisation"),
    "role": gettext_lazy("Role"),
}


class Wrong(Exception):
    """What is to be mended in a line.

    Args:
        column: where.
        says: what to do.
    """

    def __init__(self, column: str, says: str) -> None:
        super().__init__(says)
        self.column, self.says = column, says


class Planned(NamedTuple):
    """A line, what will be done about it, and why."""

    line: Line
    does: Does
    wanted: Wanted | None = None
    column: str = ""
    says: str = ""
    asks: bool = False
    """Whether the organisation decides, once they have accepted."""

    @property
    def column_name(self) -> str:
        return str(COLUMNS.get(self.column, ""))

    @property
    def cells(self) -> list[tuple[str, str, str]]:
        """The name of each column, its heading, and what the line says there; of a role that it
        does not say, the one that is given."""
        said = self.line._replace(role=self.line.role or str(Affiliation.Kind.MEMBER.label).lower())
        return [
            (column, str(heading), text if len(text) <= SHOWN else f"{text[:SHOWN]}…")
            for (column, heading), text in zip(COLUMNS.items(), said[1:], strict=True)
        ]


class Plan:
    """What becomes of lines, in a fixed number of queries.

    Args:
        inviter: who invites.
        organisation: the one to which all are invited; None for a lead's, whose lines say to which.
    """

    def __init__(
        self, lines: Sequence[Line], inviter: Inviter, organisation: Organisation | None
    ) -> None:
        self.inviter, self.organisation = inviter, organisation
        read = [self._read(line) for line in lines]
        wanted = [each for each in read if isinstance(each, Wanted)]
        self._unanswered = _unanswered(wanted)
        self._belonging = belonging(
            [each.to for each in wanted], {each.organisation.pk for each in wanted}
        )
        self._met: dict[tuple[str, int], Wanted] = {}
        self.rows = [self._planned(*each) for each in zip(lines, read, strict=True)]

    def count(self, does: Does) -> int:
        return sum(row.does is does for row in self.rows)

    @property
    def to_send(self) -> list[Wanted]:
        return [row.wanted for row in self.rows if row.wanted and row.does in SENDS]

    @property
    def refused(self) -> list[Planned]:
        return [row for row in self.rows if row.does is Does.REFUSED]

    @property
    def asks(self) -> bool:
        return any(row.asks for row in self.rows)

    def _read(self, line: Line) -> "Wanted | Wrong":
        try:
            return Wanted(
                line.n,
                address_in(line.to),
                name_in(line.name),
                self._organisation_in(line),
                role_in(line.role),
            )
        except Wrong as wrong:
            return wrong

    def _organisation_in(self, line: Line) -> Organisation:
        said = line.organisation
        if self.organisation:
            if said and said.casefold() not in called(self.organisation):
                raise Wrong(
                    "organisation",
                    _("Here people are invited to %(name)s alone. Leave this column empty")
                    % {"name": self.organisation.name},
                )
            return self.organisation
        named = self._by_name
        # "address, organisation" leaves out the name.
        found = named.get((said or line.name).casefold())
        if found is None and not said:
            raise Wrong(
                "organisation", _("Say which organisation: its ODS code, or its whole name")
            )
        if found is None:
            raise Wrong(
                "organisation",
                _(
                    "No organisation that takes part is called “%(said)s”. Check its name, or use "
                    "its ODS code"
                )
                % {"said": said[:SHOWN]},
            )
        if len(found) > 1:
            raise Wrong(
                "organisation",
                _("%(count)d organisations are called that. Use the ODS code")
                % {"count": len(found)},
            )
        return found[0]

    @cached_property
    def _by_name(self) -> dict[str, list[Organisation]]:
        named: dict[str, list[Organisation]] = {}
        taking_part = Organisation.objects.members_of(self.inviter.collaborative).still_open()
        for organisation in taking_part:
            for name in called(organisation):
                named.setdefault(name, []).append(organisation)
        return named

    def _planned(self, line: Line, read: "Wanted | Wrong") -> Planned:
        if isinstance(read, Wrong):
            return Planned(line, Does.REFUSED, None, read.column, read.says)
        if not self.organisation and not line.organisation:
            line = line._replace(name="", organisation=line.name)
            read = read._replace(name="")
        line = line._replace(to=read.to, organisation=read.organisation.name)
        key = (read.to, read.organisation.pk)
        if why := self.inviter.why_not(read.organisation, read.role):
            column = "role" if read.role == Affiliation.Kind.ADMINISTRATOR else "organisation"
            return Planned(line, Does.REFUSED, None, column, why)
        if before := self._met.get(key):
            if before.role == read.role:
                return Planned(line, Does.NOTHING, None, "", _("As line %d says") % before.n)
            says = _("Line %d says another role. Leave one of them out") % before.n
            return Planned(line, Does.REFUSED, None, "role", says)
        self._met[key] = read
        if key in self._belonging:
            return Planned(line, Does.NOTHING, None, "", _("Belongs to it already"))
        asks = not self.inviter.gives_a_place(read.organisation)
        row = self._unanswered.get(key)
        if row is None:
            return Planned(line, Does.INVITE, read, asks=asks)
        if row.role != read.role:
            return Planned(line, Does.REFUSED, None, "role", invited_as(row))
        return Planned(line, Does.AGAIN, read, asks=asks)


def called(organisation: Organisation) -> set[str]:
    names = (organisation.name, organisation.ods_code, organisation.uid, organisation.former_name)
    return {name.casefold() for name in names if name}


def address_in(text: str) -> str:
    """
    Raises:
        Wrong: it is no address.
    """
    address = text.strip().lower().removeprefix("mailto:")
    if not address:
        raise Wrong("to", _("Enter an email address"))
    try:
        validate_email(address)
        address.rpartition("@")[2].encode("idna")  # as a mail to it will be addressed
        address.encode("utf-8")
    except (ValidationError, UnicodeError) as error:
        says = _("Enter an email address in the correct format, like name@example.com")
        raise Wrong("to", says) from error
    if len(address) > ADDRESS_LENGTH:
        raise Wrong("to", _("An email address has %d characters or fewer") % ADDRESS_LENGTH)
    return address


def name_in(text: str) -> str:
    """
    Raises:
        Wrong: it is too long, or looks like what could identify a patient.
    """
    if len(text) > NAME_LENGTH:
        raise Wrong("name", _("A name has %d characters or fewer") % NAME_LENGTH)
    for found in screen(text):
        raise Wrong("name", _("This looks like %(kind)s. Take it out") % {"kind": found.says})
    return text


def role_in(text: str) -> str:
    """
    Raises:
        Wrong: it is none.
    """
    role = ROLES.get(text.lower().replace("_", " ").strip()) if text else Affiliation.Kind.MEMBER
    if not role:
        roles = ", ".join(str(label).lower() for label in Affiliation.Kind.labels)
        raise Wrong("role", _("A role is one of: %(roles)s") % {"roles": roles})
    return str(role)


def _unanswered(wanted: Iterable[Wanted]) -> dict[tuple[str, int], Invitation]:
    asked = list(wanted)
    rows = Invitation.objects.unanswered().filter(
        to__in={each.to for each in asked}, organisation__in={each.organisation for each in asked}
    )
    return {(row.to, row.organisation_id): row for row in rows}
