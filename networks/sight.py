"""Who sees a space, taking part or only reading, and what changes between one and another."""

from typing import NamedTuple

from django.db import connection

from .members import AFFILIATED, FELLOWS, STEWARDS, Ids, ids_of_people_in
from .models import Ground, Space
from .models.confined import narrower_of

ACTIVE = "SELECT id FROM accounts_person WHERE is_active AND id IN ({ids})"
IN_NETWORK = ACTIVE.format(ids=f"{AFFILIATED} UNION {FELLOWS} UNION {STEWARDS}")


class Change(NamedTuple):
    """How many people with an account see a thing who did not before, and the reverse; and whether
    anyone does, with or without one."""

    gain: int
    lose: int
    anyone_gains: bool
    anyone_loses: bool

    @property
    def widens(self) -> bool:
        """Somebody sees it who did not."""
        return self.anyone_gains or self.gain > 0


def change_of_sight(before: Ground, after: Ground) -> Change:
    """Who gains and who loses sight of what moves from one space to another, as far as it reaches
    in each.

    Of what is public the people with an account are counted too, and anyone else beside them.
    """
    was, will_be = those_who_see(before), those_who_see(after)
    gain, lose = _only_in(will_be, was), _only_in(was, will_be)
    public = Space.Visibility.PUBLIC
    opens = circle_of(after) == public != circle_of(before)
    shuts = circle_of(before) == public != circle_of(after)
    return Change(gain, lose, opens, shuts)


def circle_of(ground: Ground) -> str:
    """The widest circle of readers of a thing in a space."""
    return narrower_of(ground.space.visible_to_whom, ground.reach)


def those_who_see(ground: Ground) -> Ids:
    """The ids of the people with an account who see a thing in a space."""
    match circle_of(ground):
        case Space.Visibility.PUBLIC:
            return Ids("SELECT id FROM accounts_person WHERE is_active", ())
        case Space.Visibility.NETWORK:
            taking_part, given = ids_of_people_in(ground.space)
            return Ids(f"{IN_NETWORK} UNION {taking_part}", given)
    return ids_of_people_in(ground.space)


def _only_in(these: Ids, others: Ids) -> int:
    asks = f"SELECT COUNT(*) FROM ({these.sql}) seen WHERE id NOT IN ({others.sql})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(asks, [*these.given, *others.given])
        return int(cursor.fetchone()[0])
