"""Who may do what with a fellow's page."""

from typing import Any

from collab.base.access.permissions import ANY_ORGANISATION, Role, permission, roles_of
from networks.models import Fellowship
from networks.roles import everywhere
from networks.standing import standing_of

READ_FELLOW = permission(
    "read_fellow", "Read a fellow’s page, and find fellows", [Role.ANYONE], about="fellow"
)
DESCRIBE_EXPERTISE = permission(
    "describe_expertise", "Describe a fellow’s methods and topics", [Role.SELF], about="fellow"
)


@roles_of.register
def _(
    subject: Fellowship,
    person: Any,
    *,
    organisation: Any = ANY_ORGANISATION,
    fresh: bool = False,
) -> set[Role]:
    roles = everywhere(person, standing_of(person, fresh=fresh))
    if subject.person_id == person.pk and subject.ended_at is None:
        roles.add(Role.SELF)
    return roles
