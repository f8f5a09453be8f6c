"""Who may read and write in a space's discussions."""

from collab.base.access.permissions import Role, permission

READ_THREAD = permission("read_thread", "Read a discussion", [Role.READER], about="space")
START_THREAD = permission("start_thread", "Start a discussion", [Role.CONTRIBUTOR], about="space")
POST_MESSAGE = permission(
    "post_message", "Write in a discussion", [Role.CONTRIBUTOR], about="space"
)
