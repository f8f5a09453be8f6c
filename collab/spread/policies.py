"""Who may take tables of a collaborative along. What is drawn, everybody sees of what they see."""

from collab.base.access.permissions import Role, permission

TAKE_TABLES = permission(
    "take_tables",
    "Take along tables of a collaborative’s people, organisations and activity",
    [Role.LEAD, Role.STEWARD],
    about="collaborative",
)
