"""The spaces, of every sort, and who can write in each."""

from datetime import timedelta
from random import Random
from typing import NamedTuple

from collab.base.access.uid import new_uid
from networks import events
from networks.models import JoinRequest, Place, Space, SpaceOrganisation

from .network import Known, Network, Writer

Members = Space.MembersBy
FIRST = (
    Members.COLLABORATIVE,
    Members.FELLOWS,
    Members.ORGANISATION,
    Members.STEWARDS,
    Members.COLLABORATIVE,
    Members.NAMED,
)
"""How members of the first and largest spaces arise; of the others it is ``LATER`` in turn."""
LATER = (Members.COLLABORATIVE, Members.ORGANISATION, Members.NAMED, Members.ORGANISATION)
SEEN_BY = (
    Space.Visibility.PUBLIC,
    Space.Visibility.NETWORK,
    Space.Visibility.MEMBERS,
    Space.Visibility.MEMBERS,
)
ABOUT = ("Falls", "Medicines", "Sepsis", "Handover", "Pressure care", "Safer surgery", "Frailty")


class Home(NamedTuple):
    """A space, and who can write in it."""

    space: Known
    writers: list[Writer]
    reach: str

    @property
    def stream(self) -> str:
        return f"s:{self.space.uid}"


def open_spaces(network: Network, number: int, random: Random) -> list[Home]:
    """The largest first."""
    return [_open_space(network, n, random) for n in range(number)]


def _open_space(network: Network, n: int, random: Random) -> Home:
    members_by = FIRST[n] if n < len(FIRST) else LATER[n % len(LATER)]
    bodies = len(network.collaboratives)
    whose: dict[str, int] = {}
    by = network.stewards[0]
    match members_by:
        case Members.COLLABORATIVE:
            writers = network.members[n % bodies]
            by = network.belonging[n % bodies][0]
            whose["collaborative_id"] = network.collaboratives[n % bodies].id
        case Members.ORGANISATION:
            place = bodies + n // 2 % (len(network.organisations) - bodies)
            own = whose["organisation_id"] = network.organisations[place].id
            writers = [Writer(person, own) for person in network.belonging[place]]
            by = writers[0].person
        case Members.FELLOWS:
            writers = [*network.fellows, *(Writer(each, None) for each in network.stewards)]
        case Members.STEWARDS:
            writers = [Writer(each, None) for each in network.stewards]
        case _:
            by = network.belonging[n % bodies][0]
            writers = _some(network, by, random.randrange(5, 80), random)
            whose["collaborative_id"] = network.collaboratives[n % bodies].id
    uid = new_uid()
    seen_by = SEEN_BY[(n + n // 4) % len(SEEN_BY)]
    row = network.tables.add(
        Space,
        uid=uid,
        name=f"{ABOUT[n % len(ABOUT)]} {n}",
        purpose="What works, what does not, and what we try next.",
        members_by=members_by,
        visible_to_whom=seen_by,
        by_id=by,
        at=network.long_ago,
        **whose,
    )
    home = Home(Known(row, uid), writers, seen_by)
    _tell(network, home, events.SpaceOpened, by)
    if members_by == Members.NAMED:
        home = home._replace(writers=[Writer(by, None), *writers])
        _name(network, home, by, random)
        if seen_by == Space.Visibility.MEMBERS:
            _ask_to_join(network, home, n, whose["collaborative_id"])
    elif members_by == Members.COLLABORATIVE:
        for writer in writers[2:4]:
            _give_place(network, home, writer, Place.Role.FACILITATOR, by)
    return home


def _some(network: Network, by: int, number: int, random: Random) -> list[Writer]:
    """Some people of the whole network, each for one organisation, without the one who opens."""
    everybody = {
        writer.person: writer
        for members in network.members
        for writer in members
        if writer.person != by
    }
    return random.sample(list(everybody.values()), min(number, len(everybody)))


def _name(network: Network, home: Home, by: int, random: Random) -> None:
    """Whoever opened it facilitates; the others contribute, and so does one organisation."""
    for writer in home.writers:
        role = Place.Role.FACILITATOR if writer.person == by else Place.Role.CONTRIBUTOR
        _give_place(network, home, writer, role, by)
    network.tables.add(
        SpaceOrganisation,
        space_id=home.space.id,
        organisation_id=random.choice(network.organisations).id,
        by_id=by,
        since=network.long_ago,
    )
    _tell(network, home, events.PlaceGiven, by)


def _ask_to_join(network: Network, home: Home, n: int, collaborative: int) -> None:
    """In the space an organisation of somebody there talks with the lead about taking part."""
    beside = (
        each
        for each in home.writers[1:]
        if (each.organisation, collaborative) not in network.taking_part
    )
    by, asking = next(beside, (0, 0))
    if not by:
        return
    waits = bool(n // len(LATER) % 3)
    decided = {} if waits else {"decided_by_id": home.writers[0].person, "decided_at": network.now}
    network.tables.add(
        JoinRequest,
        organisation_id=asking,
        collaborative_id=collaborative,
        space_id=home.space.id,
        by_id=by,
        at=network.now - timedelta(hours=n),
        state=JoinRequest.State.WAITING if waits else JoinRequest.State.DECLINED,
        **decided,
    )


def _give_place(network: Network, home: Home, writer: Writer, role: str, by: int) -> None:
    network.tables.add(
        Place,
        space_id=home.space.id,
        person_id=writer.person,
        organisation_id=writer.organisation,
        role=role,
        by_id=by,
        since=network.long_ago + timedelta(days=1),
    )
    _tell(network, home, events.PlaceGiven, by)


def _tell(network: Network, home: Home, event: events.EventKind, by: int) -> None:
    network.streams.record(
        event,
        home.stream,
        subject=f"space:{home.space.uid}",
        version=1,
        by=by,
        at=network.long_ago,
    )
