"""Who may have access tokens."""

from collab.base.access.permissions import Role, permission

LOOK_AFTER_OWN_TOKENS = permission(
    "look_after_own_tokens",
    "Make and revoke one’s own access tokens",
    [Role.SIGNED_IN],
    about="site",
)
USE_API = permission(
    "use_api",
    "Read the description of the API, and what is public through it",
    [Role.ANYONE],
    about="site",
)
