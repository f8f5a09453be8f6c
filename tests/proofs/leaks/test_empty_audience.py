"""Whatever is admitted, revoked, ended, asked for and told in whatever order: an event reaches
nobody who had no seat when it was committed, so an empty audience is nobody at all."""

import asyncio
from datetime import timedelta
from typing import Any

from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from collab.base.live.hub import ACCESS
from tests.proofs.conftest import Proved
from tests.proofs.counts import EMPTY_AUDIENCES
from tests.unit.live.conftest import only_what_a_test_draws
from tests.unit.live.stage import FACILITATOR, MEMBER, SPACE, Ledger, Page, running_hub, settled

__all__ = ["only_what_a_test_draws"]

PEOPLE = st.integers(1, 4)
ROLES = st.sampled_from([MEMBER, FACILITATOR])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("admit"), PEOPLE, ROLES),
        st.tuples(st.just("admit until now"), PEOPLE, ROLES),
        st.tuples(st.just("revoke"), PEOPLE),
        st.tuples(st.just("revoke all")),
        st.tuples(st.just("end session"), PEOPLE),
        st.tuples(st.just("happens"), ROLES, st.booleans()),
        st.tuples(st.just("poke"), st.integers(0, 30)),
        st.tuples(st.just("say that access changed")),
        st.tuples(st.just("watch"), PEOPLE, st.integers(0, 5)),
        st.tuples(st.just("leave"), PEOPLE),
        st.tuples(st.just("rest")),
    ),
    max_size=30,
)


AT_FIRST: list[tuple[Any, ...]] = [
    ("admit", 1, MEMBER),
    ("admit", 2, MEMBER),
    ("admit", 3, FACILITATOR),
    *(("watch", person, 0) for person in range(1, 5)),
    ("rest",),
]


class Play:
    """A hub, four pages, and a record of who could have been told what."""

    def __init__(self, hub: Any, ledger: Ledger) -> None:
        self.hub, self.ledger = hub, ledger
        self.pages = {person: Page(hub, person) for person in range(1, 5)}
        self.out_since: dict[int, int] = dict.fromkeys(self.pages, 0)
        self.ended: dict[int, int] = {}

    @property
    def head(self) -> int:
        return len(self.ledger.rows[SPACE])

    async def go(self, step: tuple[Any, ...]) -> None:
        match step:
            case "admit", person, role:
                self.come_in(person)
                self.ledger.admit(person, role=role)
            case "admit until now", person, role:
                self.ledger.admit(person, role=role, until=timezone.now() - timedelta(seconds=1))
                self.go_out(person)
            case "revoke", person:
                self.ledger.revoke(person)
                self.go_out(person)
            case ("revoke all",):
                for person in self.pages:
                    self.ledger.revoke(person)
                    self.go_out(person)
            case "end session", person:
                self.ledger.ended_sessions.add(f"session of {person}")
                self.ledger.access_epoch += 1
                self.ended.setdefault(person, self.head)
            case "happens", role, told:
                seq = self.ledger.happens(min_role=role)
                if told:
                    self.hub.hear(SPACE, seq)
            case "poke", seq:
                self.hub.hear(SPACE, seq)
            case ("say that access changed",):
                self.hub.hear(ACCESS, 0)
            case "watch", person, after:
                self.pages[person].watch(after=min(after, self.head))
            case "leave", person:
                self.hub.unwatch(self.pages[person].socket, SPACE)
            case ("rest",):
                await settled(self.hub)

    def come_in(self, person: int) -> None:
        """Whoever comes in may read what happened before, too."""
        self.out_since.pop(person, None)

    def go_out(self, person: int) -> None:
        self.out_since.setdefault(person, self.head)

    def told_too_much(self) -> list[tuple[int, int]]:
        """Who got what was committed while they had no seat, and never got one again."""
        return [
            (person, seq)
            for person, page in self.pages.items()
            for seq in page.seqs
            if seq > min(self.out_since.get(person, self.head), self.ended.get(person, self.head))
        ]


async def play(steps: list[tuple[Any, ...]]) -> Play:
    ledger = Ledger()
    async with running_hub(ledger) as hub:
        played = Play(hub, ledger)
        for step in [*AT_FIRST, *steps]:
            await played.go(step)
        await settled(hub)
        last = [("revoke all",), ("happens", MEMBER, True), ("rest",)]
        for step in last:
            await played.go(step)
        return played


def test_nobody_without_a_seat_is_told_anything(proved: Proved) -> None:
    reached = events = 0

    @settings(deadline=None, max_examples=EMPTY_AUDIENCES, database=None)
    @given(steps=STEPS)
    def holds(steps: list[tuple[Any, ...]]) -> None:
        nonlocal reached, events
        played = asyncio.run(play(steps))
        assert played.told_too_much() == []
        reached += sum(len(page.seqs) for page in played.pages.values())
        events += played.head

    holds()
    assert reached > 0, "nobody was ever told anything"
    proved(
        f"{EMPTY_AUDIENCES} random histories of who comes, goes and is told, {events} events in "
        "them, the last of each with nobody in the audience",
        f"0 events reached somebody without a seat when they were committed ({reached} reached "
        "others)",
    )
