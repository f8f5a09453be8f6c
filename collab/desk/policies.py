"""Who sees what needs a collaborative's leads, and who does it."""

from collab.base.access.permissions import Role, permission

READ_DESK = permission(
    "read_desk",
    "See what needs a collaborative’s leads",
    [Role.COACH, Role.LEAD, Role.STEWARD],
    about="collaborative",
)
WORK_AT_DESK = permission(
    "work_at_desk",
    "Do what needs a collaborative’s leads: remind, ask, leave it",
    [Role.LEAD, Role.STEWARD],
    about="collaborative",
)
