"""Notices are their reader's alone."""

from collab.base.access.permissions import Role, permission

READ_OWN_NOTICES = permission(
    "read_own_notices",
    "Read what one is told of, and mark it as read",
    [Role.SIGNED_IN],
    about="site",
)
