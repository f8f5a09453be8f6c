"""Who may read the security log."""

from collab.base.access.permissions import Role, permission

READ_SECURITY_LOG = permission(
    "read_security_log",
    "Read and export the security log",
    [Role.STEWARD],
    about="site",
)
