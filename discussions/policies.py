"""Who may read and write in a space's discussions."""

from collab.base.access.permissions import Role, permission

READ_THREAD = permission("read_thread", "Read a discussion", [Role.READER], about="space")
START_THREAD = permission("start_thread", "Start a discussion", [Role.CONTRIBUTOR], about="space")
POST_MESSAGE = permission(
    "post_message", "Write in a discussion", [Role.CONTRIBUTOR], about="space"
)
EDIT_MESSAGE = permission(
    "edit_message", "Edit a message that one wrote", [Role.AUTHOR], about="space"
)
REMOVE_MESSAGE = permission(
    "remove_message",
    "Remove a message, and take that back for ten minutes",
    [Role.AUTHOR, Role.FACILITATOR],
    about="space",
)
PURGE_MESSAGE = permission(
    "purge_message",
    "Take a message out for good, with its history",
    [Role.AUTHOR, Role.FACILITATOR],
    about="space",
)
SEE_HISTORY = permission(
    "see_history",
    "See what an edited or removed message said before",
    [Role.AUTHOR, Role.FACILITATOR],
    about="space",
)
MOVE_THREAD = permission(
    "move_thread",
    "Move a discussion to another space, of which one is a facilitator too",
    [Role.FACILITATOR],
    about="space",
)
RETITLE_THREAD = permission(
    "retitle_thread",
    "Change the title of a discussion",
    [Role.AUTHOR, Role.FACILITATOR],
    about="space",
)
