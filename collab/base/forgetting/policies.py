"""Who may take what out for good."""

from collab.base.access.permissions import Role, permission

LEAVE = permission(
    "leave",
    "Take a copy of everything about oneself, and be forgotten",
    [Role.SIGNED_IN],
    about="site",
)
