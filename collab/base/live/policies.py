from collab.base.access.permissions import Role, permission

FOLLOW_LIVE = permission(
    "follow_live",
    "See what happens as it happens",
    {Role.READER, Role.SELF},
    about="live",
)
CONNECT = permission(
    "connect",
    "Keep a page connected",
    {Role.SIGNED_IN},
    about="live",
)
