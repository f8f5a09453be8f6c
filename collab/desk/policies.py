"""Who sees what needs a collaborative's leads, and who does it."""

from collab.base.access.permissions import Role, permission

READ_DESK = permission(
    "read_desk",
    "Open a collaborative’s desk, with what waits for its leads",
    [Role.COACH, Role.LEAD, Role.STEWARD],
    about="collaborative",
)
WORK_AT_DESK = permission(
    "work_at_desk",
    "Deal with what stands on a collaborative’s desk: remind, ask, leave it",
    [Role.LEAD, Role.STEWARD],
    about="collaborative",
)
