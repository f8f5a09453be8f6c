"""Everything that can need a collaborative's leads, a file for each sort."""

from .affiliations import Affiliations
from .base import Group, Source
from .guests import Guests
from .invitations import Invitations
from .joins import Joins
from .questions import Questions
from .quiet import Quiet

SOURCES: dict[str, Source] = {
    source.name: source
    for source in (Joins(), Affiliations(), Questions(), Guests(), Invitations(), Quiet())
}

__all__ = ["SOURCES", "Group", "Source"]
