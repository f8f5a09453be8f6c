"""Who may do what on the pages that join the others."""

from collab.base.access.permissions import Role, permission

PREVIEW_TEXT = permission(
    "preview_text",
    "See what a text will look like before sending it",
    [Role.SIGNED_IN],
    about="site",
)
