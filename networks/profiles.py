"""What a profile tells, to whoever may read it."""

from typing import Any, NamedTuple

from .models import Affiliation, Appointment, Fellowship, Profile, Space
from .standing import own_spaces, standing_of


class Told(NamedTuple):
    """What one reader may know of somebody.

    ``spaces`` are those in which both take part. Where somebody belongs, and their profession, is
    told to the network and to whoever shares a space with them: to ``knows``. The ``email`` is for
    those alone who decide about them, and "" for everybody else.
    """

    profile: Profile
    knows: bool
    affiliations: list[Affiliation]
    appointments: list[Appointment]
    fellowship: Fellowship | None
    spaces: list[Space]
    email: str

    @property
    def profession(self) -> str:
        return self.profile.profession if self.knows else ""

    @property
    def fellow(self) -> bool:
        return self.fellowship is not None


def told_of(profile: Profile, reader: Any) -> Told:
    """What this reader may know of somebody, in a fixed number of queries."""
    own = reader.is_authenticated and reader.pk == profile.pk
    standing = standing_of(reader)
    spaces: list[Space] = []
    if reader.is_authenticated and not own:
        both = Space.objects.filter(pk__in=own_spaces(reader)).filter(pk__in=own_spaces(profile))
        spaces = list(both.still_open().for_rows())
    knows = own or standing.in_network or bool(spaces)
    current = list(
        Affiliation.objects.current()
        .filter(person=profile)
        .select_related("organisation")
        .order_by("organisation__plain_name")
    )
    decides = standing.steward or any(
        each.organisation_id in standing.looks_after for each in current
    )
    appointments = Appointment.objects.current().filter(person=profile)
    return Told(
        profile=profile,
        knows=knows,
        affiliations=[each for each in current if each.confirmed_at] if knows else [],
        appointments=list(
            appointments.select_related("collaborative", "organisation").order_by(
                "collaborative__region"
            )
        ),
        fellowship=Fellowship.objects.current().for_rows().filter(person=profile).first(),
        spaces=spaces,
        email=profile.email if decides and not own else "",
    )
