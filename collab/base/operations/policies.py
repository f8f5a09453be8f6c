"""Who may ask how the product is."""

from collab.base.access.permissions import Role, permission

PROBE = permission(
    "probe",
    "Ask whether the product is up and, with the operator’s token, for its metrics",
    [Role.ANYONE],
    about="site",
)
