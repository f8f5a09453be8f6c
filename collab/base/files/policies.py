"""Who may attach, open and remove files."""

from collab.base.access.permissions import Role, permission

ATTACH_FILES = permission(
    "attach_files", "Attach files to what one writes", [Role.CONTRIBUTOR], about="space"
)
READ_FILE = permission(
    "read_file",
    "Open a file that is attached to something one may read",
    [Role.READER, Role.SELF],
    about="space",
)
REMOVE_FILE = permission(
    "remove_file",
    "Remove a file, with all that is kept of it",
    [Role.AUTHOR, Role.FACILITATOR, Role.SELF],
    about="space",
)
