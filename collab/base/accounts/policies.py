"""Who may do what with an account."""

from collab.base.access.permissions import Role, permission

ENTER = permission(
    "enter",
    "Create an account, sign in, sign out, ask for a new password",
    [Role.ANYONE],
    about="site",
)
LOOK_AFTER_OWN_ACCOUNT = permission(
    "look_after_own_account",
    "See and change one’s own name, job title, email address and password",
    [Role.SIGNED_IN],
    about="site",
)
