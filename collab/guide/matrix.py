"""The role and permission matrix, generated from what the code asks."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from collab.base.access.permissions import PERMISSIONS, Permission, Role, with_included

OWNERS = [Role.LEAD, Role.SAFETY_LEAD, Role.ADMINISTRATOR, Role.STEWARD]
SECTIONS: dict[str, tuple[str | Promise, list[Role]]] = {
    "site": (
        _("The network as a whole"),
        [Role.ANYONE, Role.SIGNED_IN, Role.NETWORK, Role.STEWARD],
    ),
    "collaborative": (
        _("A collaborative"),
        [Role.ANYONE, Role.SIGNED_IN, Role.MEMBER, Role.COACH, Role.LEAD, Role.STEWARD],
    ),
    "organisation": (
        _("An organisation"),
        [
            Role.ANYONE,
            Role.SIGNED_IN,
            Role.NETWORK,
            Role.MEMBER,
            Role.SPONSOR,
            Role.SAFETY_LEAD,
            Role.ADMINISTRATOR,
            Role.STEWARD,
        ],
    ),
    "person": (
        _("A person, and their part in an organisation"),
        [
            Role.ANYONE,
            Role.SIGNED_IN,
            Role.NETWORK,
            Role.SAFETY_LEAD,
            Role.ADMINISTRATOR,
            Role.STEWARD,
            Role.SELF,
        ],
    ),
    "invitation": (
        _("An invitation to an organisation, and many sent at once"),
        [
            Role.ANYONE,
            Role.SIGNED_IN,
            Role.NETWORK,
            Role.SAFETY_LEAD,
            Role.ADMINISTRATOR,
            Role.LEAD,
            Role.STEWARD,
        ],
    ),
    "fellow": (
        _("A fellow"),
        [Role.ANYONE, Role.SIGNED_IN, Role.NETWORK, Role.SELF],
    ),
    "space": (
        _("A space that somebody may see, and what is in it"),
        [Role.READER, Role.NETWORK, Role.CONTRIBUTOR, Role.AUTHOR, Role.FACILITATOR],
    ),
    "owner": (
        _("A space that somebody may see, for those who look after whose it is"),
        [Role.READER, Role.FACILITATOR, *OWNERS],
    ),
    "live": (
        _("Following a stream live: a space’s, or one’s own"),
        [Role.SIGNED_IN, Role.READER, Role.CONTRIBUTOR, Role.SELF],
    ),
}
BESIDES: dict[str, Role] = {"space": Role.READER, "live": Role.SIGNED_IN}
"""What everybody in a section is besides: who sees a space reads it, who follows is signed in."""


@dataclass(frozen=True)
class Section:
    """One table of the matrix: roles across, permissions down."""

    title: str | Promise
    roles: list[Role]
    rows: list[tuple[Permission, list[bool]]]


def sections() -> Iterator[Section]:
    """Every declared permission, by what it is about, against the roles that exist there."""
    for about, (title, roles) in SECTIONS.items():
        permissions = [each for each in PERMISSIONS.values() if each.about == about]
        besides = with_included(BESIDES.get(about, Role.ANYONE))
        held = [with_included(role) | besides for role in roles]
        rows = [(each, [bool(each.roles & some) for some in held]) for each in permissions]
        yield Section(title, roles, rows)


def as_text() -> str:
    """The matrix as plain text, in which a change of access shows as a change of lines."""
    lines = []
    for section in sections():
        lines.append(f"{section.title}\n")
        for permission, allowed in section.rows:
            who = [role for role, may in zip(section.roles, allowed, strict=True) if may]
            lines.append(f"  {permission.sentence}\n    {', '.join(who) or 'Nobody'}\n")
    return "".join(lines)
