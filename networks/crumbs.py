"""The way up from what lives in a space."""

from .models import Space


def crumbs_to(space: Space) -> list[tuple[str, str]]:
    """Whose the space is, if it is somebody's, and the space: labels with their addresses."""
    crumbs = [(space.name, space.get_absolute_url())]
    if space.collaborative:
        crumbs.insert(0, (space.collaborative.region, space.collaborative.get_absolute_url()))
    elif space.organisation:
        crumbs.insert(0, (space.organisation.name, space.organisation.get_absolute_url()))
    return crumbs
