from collab.base.access.permissions import Role, permission

KEEP_DRAFTS = permission(
    "keep_drafts",
    "Have what one types kept for a few days, for oneself alone",
    [Role.SIGNED_IN],
    about="site",
)
