"""Who may do what with interventions: rights over one are rights in its space.

Whoever contributes to a space may save a new version of what is in it. Nothing is lost by that:
each version is kept, names who saved it, and can be brought back.
"""

from collab.base.access.permissions import Role, permission

READ_INTERVENTION = permission(
    "read_intervention",
    "Read an intervention, its versions and what is said about it",
    [Role.READER],
    about="space",
)
EDIT_INTERVENTION = permission(
    "edit_intervention",
    "Save a new version of an intervention",
    [Role.CONTRIBUTOR],
    about="space",
)
SHARE_INTERVENTION = permission(
    "share_intervention", "Share an intervention in a space", [Role.CONTRIBUTOR], about="space"
)
REMOVE_INTERVENTION = permission(
    "remove_intervention",
    "Remove an intervention, and take that back for ten minutes",
    [Role.AUTHOR, Role.FACILITATOR],
    about="space",
)
PURGE_INTERVENTION = permission(
    "purge_intervention",
    "Take an intervention, or its former versions, out for good",
    [Role.AUTHOR, Role.FACILITATOR],
    about="space",
)
