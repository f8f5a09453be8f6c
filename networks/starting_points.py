"""What spaces are opened for: starting points to choose from, each with who will be in it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Space

COLLABORATIVE, ORGANISATION = "collaborative", "organisation"


@dataclass(frozen=True)
class StartingPoint:
    """One way to begin a space.

    Args:
        key: its name in addresses.
        name: what people call such a space.
        icon: shown beside it.
        of: whose space it will be.
        members_by: how its members arise.
        visible_to_whom: who sees it at first.
        who: who will be in it and who sees it, in one line.
        called: an example of a name.
        purpose: an example of a purpose.
        takes_place: it is about something that starts and ends.
    """

    key: str
    name: str | Promise
    icon: str
    of: str
    members_by: str
    visible_to_whom: str
    who: str | Promise
    called: str | Promise
    purpose: str | Promise
    takes_place: bool = False


ALL = [
    StartingPoint(
        key="topic-group",
        name=_("Topic group"),
        icon="discussion",
        of=COLLABORATIVE,
        members_by=Space.MembersBy.COLLABORATIVE,
        visible_to_whom=Space.Visibility.MEMBERS,
        who=_("Everyone from the member organisations takes part. Nobody else sees it."),
        called=_("Falls and frailty"),
        purpose=_("What stops people from falling in hospital, and how we know."),
    ),
    StartingPoint(
        key="learning-session",
        name=_("Learning session"),
        icon="huddle",
        of=COLLABORATIVE,
        members_by=Space.MembersBy.COLLABORATIVE,
        visible_to_whom=Space.Visibility.MEMBERS,
        who=_(
            "For a day or two together: everyone from the member organisations takes part before, "
            "during and afterwards. Nobody else sees it."
        ),
        called=_("Learning session, spring 2027"),
        purpose=_("What each of us brings, what we learn on the day, what we try next."),
        takes_place=True,
    ),
    StartingPoint(
        key="leads-room",
        name=_("Leads’ room"),
        icon="lock",
        of=COLLABORATIVE,
        members_by=Space.MembersBy.NAMED,
        visible_to_whom=Space.Visibility.MEMBERS,
        who=_(
            "The collaborative’s leads and coaches, whoever they are at the time. Nobody else sees "
            "it, until you name them there."
        ),
        called=_("Leads’ room"),
        purpose=_("What we plan, and what we would rather settle among ourselves first."),
    ),
    StartingPoint(
        key="own-space",
        name=_("The organisation’s own"),
        icon="organisation",
        of=ORGANISATION,
        members_by=Space.MembersBy.ORGANISATION,
        visible_to_whom=Space.Visibility.MEMBERS,
        who=_("Everyone who belongs to the organisation takes part. Nobody else sees it."),
        called=_("Ward safety"),
        purpose=_("What we try on our wards, and what comes of it."),
    ),
    StartingPoint(
        key="working-group",
        name=_("Working group"),
        icon="people",
        of=ORGANISATION,
        members_by=Space.MembersBy.NAMED,
        visible_to_whom=Space.Visibility.MEMBERS,
        who=_("Only those whom you name there, from here or elsewhere. Nobody else sees it."),
        called=_("Bed rails working group"),
        purpose=_("Decide by June which beds keep their rails."),
    ),
]


def starting_points(of: str) -> list[StartingPoint]:
    """Those for a collaborative, or for an organisation."""
    return [each for each in ALL if each.of == of]
